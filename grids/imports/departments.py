"""部门导入: one's own departments; a line with a known code brings that department up to date."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from grids.imports.sheets import Outcome, Refused, Row
from grids.models import Area, Department
from grids.names import initials

HEADINGS = {
    "code": ("部门代码", "代码", "编码"),
    "name": ("部门名称", "名称", "全称"),
    "short_name": ("简称",),
    "area": ("区域代码", "所属区域", "区域"),
    "parent": ("上级部门", "上级代码"),
    "line": ("条线",),
    "phone_public": ("公开电话", "电话"),
}
REQUIRED = ("code", "name", "area")


@transaction.atomic
def import_departments(rows: Sequence[Row]) -> Outcome:
    """Write the rows in their order (a parent stands before its children), and tell what became of each."""
    outcome = Outcome()
    for row in rows:
        try:
            _take(row, outcome)
        except Refused as refusal:
            outcome.refuse(row.line, refusal)
    return outcome


def _take(row: Row, outcome: Outcome) -> None:
    code, said = _said(row)
    department = Department.objects.filter(code=code).first()
    if department is None:
        Department.objects.create(code=code, **said)
        outcome.added += 1
        return
    if all(getattr(department, name) == value for name, value in said.items()):
        outcome.unchanged += 1
        return
    for name, value in said.items():
        setattr(department, name, value)
    department.save()
    outcome.changed += 1


def _said(row: Row) -> tuple[str, dict[str, Any]]:
    code = row.required("code", _("部门代码"))
    name = row.required("name", _("部门名称"))
    short = row["short_name"] or name
    for text, limit in ((code, 40), (name, 60), (short, 30), (row["line"], 20), (row["phone_public"], 30)):
        if len(text) > limit:
            raise Refused(_("超过 %(limit)d 个字：%(text)s") % {"limit": limit, "text": text})
    return code, {
        "name": name,
        "short_name": short,
        "pinyin": initials(short)[:40],
        "line": row["line"],
        "phone_public": row["phone_public"],
        "area": area_named(row.required("area", _("区域代码"))),
        "parent": department_named(row["parent"]) if row["parent"] else None,
    }


def area_named(code: str) -> Area:
    """Return the newest version of an area. Raises Refused if there is none."""
    area = Area.objects.filter(code=code).order_by("-valid_from").first()
    if area is None:
        raise Refused(_("没有这个区域：%(code)s") % {"code": code})
    return area


def department_named(code: str) -> Department:
    """Return the department of a code. Raises Refused if there is none."""
    department = Department.objects.filter(code=code).first()
    if department is None:
        raise Refused(_("没有这个部门：%(code)s") % {"code": code})
    return department
