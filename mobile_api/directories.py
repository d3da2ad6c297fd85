"""What a form chooses from: areas, kinds with their categories, departments. The same for everybody signed in."""

from typing import Any

from django.http import HttpRequest
from django.utils.timezone import now
from django.utils.translation import gettext_noop as _n
from ninja import Query, Router

from core.errors import NotFound
from core.worktime import local_date
from grids.models import Area, Department
from incidents.catalogue import Catalogue, Category, Kind, catalogue, named, notice_of
from mobile_api import answers
from mobile_api.schemas import AreasIn

router = Router(tags=["directories"])

_COLUMNS = ("code", "name", "short_name", "level", "path", "pinyin", "special", "illustrative")


@router.get(
    "/areas",
    response=answers.AreasOut,
    exclude_unset=True,
    operation_id="list_areas",
    summary=_n("区域"),
    description=_n("今日有效的区域，按代码排列；under 为上级区域的代码，level 为层级。"),
)
def list_areas(request: HttpRequest, wanted: Query[AreasIn]) -> dict[str, Any]:
    """A page of the areas in force today."""
    today = local_date(now())
    rows = Area.objects.valid_on(today).order_by("code")
    if wanted.under:
        above = Area.objects.valid_on(today).filter(code=wanted.under).values_list("path", flat=True).first()
        if above is None:
            raise NotFound()
        rows = rows.within(above)
    if wanted.level:
        rows = rows.filter(level=wanted.level)
    if wanted.after:
        rows = rows.filter(code__gt=wanted.after)
    columns = (*_COLUMNS, "outline") if wanted.outlines else _COLUMNS
    page = list(rows.values(*columns)[: wanted.limit + 1])
    more = len(page) > wanted.limit
    return {"items": page[: wanted.limit], "next": page[wanted.limit - 1]["code"] if more else ""}


@router.get(
    "/categories",
    response=answers.KindsOut,
    operation_id="list_categories",
    summary=_n("事件类型与类别"),
    description=_n("可选的类别，以及各类别要求的照片、协议和五落实。"),
)
def list_categories(request: HttpRequest) -> dict[str, Any]:
    """Every kind with the categories that may be chosen for it."""
    known = catalogue()
    return {"kinds": [_kind(kind, known) for kind in known.kinds.values()]}


@router.get(
    "/departments",
    response=answers.DepartmentsOut,
    operation_id="list_departments",
    summary=_n("责任部门"),
    description=_n("可以派遣的部门。"),
)
def list_departments(request: HttpRequest) -> dict[str, Any]:
    """Every department that can be assigned to."""
    rows = Department.objects.active().select_related("area")
    return {
        "items": [
            {
                "code": each.code,
                "name": each.name,
                "short_name": each.short_name,
                "pinyin": each.pinyin,
                "area_code": each.area.code,
                "phone_public": each.phone_public,
            }
            for each in rows
        ]
    }


def _kind(kind: Kind, known: Catalogue) -> dict[str, Any]:
    return {
        "code": kind.code,
        "name": named(kind),
        "mark": kind.mark,
        "emergency_notice": notice_of(kind),
        "categories": [_category(each) for each in known.of_kind(kind.code)],
    }


def _category(category: Category) -> dict[str, Any]:
    return {
        "code": category.code,
        "name": named(category),
        "parent": category.parent_id,
        "photo_before": category.photo_before,
        "photo_after": category.photo_after,
        "needs_agreement": category.needs_agreement,
        "needs_plan": category.needs_plan,
        "may_self_handle": category.may_self_handle,
        "checklist": category.checklist,
        "nearby_metres": category.nearby_metres,
    }
