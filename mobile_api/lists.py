"""Reading matters: pages of a list, newest first, and one matter as a whole. Never by offset, never row by row."""

import base64
import binascii
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as _n
from ninja import Query, Router

from core.errors import Invalid, NotFound
from grids.scope import Scope
from incidents import services
from incidents.finding.search import find
from incidents.models import Incident
from incidents.querysets import IncidentQuerySet, Place
from mobile_api import answers, auth
from mobile_api.boxes import filed_by, waiting_for
from mobile_api.items import detail, item
from mobile_api.schemas import ListIn, RevealIn

router = Router(tags=["incidents"])


@router.get(
    "/incidents",
    response=answers.ListOut,
    operation_id="list_incidents",
    summary=_n("事件列表"),
    description=_n(
        "box：open 在办，waiting 等我办，mine 我上报的，all 看得到的全部。q 查找。新的在前，用 next 翻页。"
    ),
)
def list_incidents(request: HttpRequest, wanted: Query[ListIn]) -> dict[str, object]:
    """One page of a box, or of what a search finds in it."""
    scope, at = auth.scope(request), now()
    rows, total = _page(scope, wanted)
    more = rows[wanted.limit :]
    return {
        "items": [item(row, at) for row in rows[: wanted.limit]],
        "next": cursor_after(rows[wanted.limit - 1]) if more else "",
        "total": total,
    }


def _page(scope: Scope, wanted: ListIn) -> tuple[list[Incident], int | None]:
    """One row more than was asked for, if there is one; and for a search how many it found."""
    rows, after = _box(scope, wanted), _place(wanted.after)
    if not wanted.q.strip():
        newest = rows.older_than(after) if after else rows
        return list(newest.newest_first()[: wanted.limit + 1]), None
    found = find(rows, wanted.q, scope, wanted.limit + 1, after)
    return list(rows.filter(pk__in=[pk for _at, pk in found.places]).newest_first()), found.total


@router.get(
    "/incidents/{uuid:incident_id}",
    response=answers.DetailOut,
    operation_id="read_incident",
    summary=_n("一件事件"),
    description=_n("含经过、照片、当前可做的操作；来访人信息只给掩码。"),
)
def read_incident(request: HttpRequest, incident_id: UUID) -> dict[str, object]:
    """One matter, if it is seen."""
    return detail_of(incident_id, auth.scope(request), now())


@router.post(
    "/incidents/{uuid:incident_id}/reveal",
    response=answers.RevealOut,
    operation_id="reveal_reporter",
    summary=_n("查看来访人"),
    description=_n("须写明事由；查看本身留痕，每小时20次、每天60次为限。"),
)
def reveal_reporter(
    request: HttpRequest, response: HttpResponse, incident_id: UUID, body: RevealIn
) -> dict[str, object]:
    """Fields of the reporter's compartment, against a reason that is itself a ledger line."""
    response.headers["Cache-Control"] = "no-store"
    values = services.reveal(incident_id, **dict(body), by=auth.actor(request), now=now())
    return {"values": values}


def detail_of(incident_id: UUID, scope: Scope, at: datetime) -> dict[str, object]:
    """One matter as JSON. Raises NotFound for one that is not seen, or not there."""
    rows = Incident.objects.visible_to(scope).with_parts().select_related("area", "department", "reporter")
    incident = rows.filter(pk=incident_id).first()
    if incident is None:
        raise NotFound()
    return detail(incident, scope, at)


def _box(scope: Scope, wanted: ListIn) -> IncidentQuerySet:
    seen: IncidentQuerySet = Incident.objects.visible_to(scope)
    rows = seen.with_parts().select_related("area", "department").defer("area__outline")
    match wanted.box:
        case "open":
            rows = rows.open()
        case "waiting":
            rows = rows.filter(waiting_for(scope))
        case "mine":
            rows = rows.filter(filed_by(scope))
        case "all":
            pass
    if wanted.kind:
        rows = rows.filter(kind_id=wanted.kind)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    return rows


def cursor_after(row: Incident) -> str:
    """Where the next page begins: after this row."""
    place = f"{row.reported_at.isoformat()}|{row.pk}"
    return base64.urlsafe_b64encode(place.encode()).decode().rstrip("=")


def _place(cursor: str) -> Place | None:
    if not cursor:
        return None
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        instant, _stroke, key = text.partition("|")
        at, pk = datetime.fromisoformat(instant), UUID(key)
        if at.tzinfo is None or not 1970 < at.year < 9999:
            raise ValueError
    except (ValueError, binascii.Error) as error:
        raise Invalid(fields={"after": [_("翻页标记不对，请从头翻起")]}) from error
    return at, pk
