"""What changed since a phone last asked: by the ledger's number, so nothing is missed and nothing asked twice.

`gone` names only matters that the asker could once see and no longer can; what was never theirs is not named.
"""

from typing import Any
from uuid import UUID

from django.db.models import Exists, F, JSONField, OuterRef, Q, QuerySet, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.utils.timezone import now
from django.utils.translation import gettext_noop as _n
from ninja import Query, Router

from core.ledger import readers
from core.ledger.models import Entry, LogEntry
from grids.scope import AREA_ROLES, Scope
from incidents.models import Incident
from incidents.querysets import IncidentQuerySet
from mobile_api import answers, auth
from mobile_api.boxes import filed_by, waiting_for
from mobile_api.items import item
from mobile_api.schemas import SinceIn

router = Router(tags=["sync"])

TOO_FAR_BACK = 20_000
"""Lines; a phone that is further behind gets everything anew."""
MOST = 500


@router.get(
    "/sync",
    response=answers.SyncOut,
    operation_id="sync",
    summary=_n("同步"),
    description=_n(
        "给出自 n 以来变动的事件；n 与 leaf 照上次回答的原样送来。"
        "首次、落后太多、或我方恢复到较早的备份时，reset 为真：客户端清空后重建。"
    ),
)
def sync(request: HttpRequest, last: Query[SinceIn]) -> dict[str, Any]:
    """The matters that changed since the last answer, and what lies in my boxes now."""
    at, scope, newest = now(), auth.scope(request), readers.newest()
    reset = not _follows(last, newest.n)
    found = _ids(scope, None if reset else last.since)
    rows = Incident.objects.visible_to(scope).with_parts().select_related("area", "department")
    wanted = found["open"] + found["waiting"] + found["mine"] if reset else found["changed"]
    items = [item(row, at) for row in rows.filter(pk__in=wanted).order_by("-reported_at", "-pk")]
    return {
        "n": newest.n,
        "leaf": newest.leaf,
        "reset": reset,
        "items": items,
        "gone": found["gone"],
        "waiting": found["waiting"],
        "mine": found["mine"],
        "server_time": at,
    }


def _follows(last: SinceIn, head: int) -> bool:
    """Whether the lines since `last` lead from there to here: not too many, and on the same log."""
    if not 0 < last.since <= head <= last.since + TOO_FAR_BACK:
        return False
    return not last.leaf or readers.has(readers.Head(last.since, last.leaf))


def _ids(scope: Scope, since: int | None) -> dict[str, list[UUID]]:
    """Ids by the reason for which they are sent; one statement."""
    seen = Incident.objects.visible_to(scope)
    asked: dict[str, QuerySet[Any, Any]] = {
        "waiting": _newest(seen.filter(waiting_for(scope))),
        "mine": _newest(seen.filter(filed_by(scope))),
    }
    if since is None:
        asked["open"] = _newest(seen.open())
    else:
        changed = _lines(since).values("entry__stream")
        asked["changed"] = seen.filter(pk__in=changed).annotate(subject=F("pk"))
        asked["gone"] = _gone(scope, since)
    first, *others = [
        rows.annotate(why=Value(why)).values_list("subject", "why") for why, rows in asked.items()
    ]
    found: dict[str, list[UUID]] = {why: [] for why in ("waiting", "mine", "open", "changed", "gone")}
    for subject, why in first.union(*others, all=True):
        found[why].append(subject)
    return found


def _newest(rows: IncidentQuerySet) -> QuerySet[Any, Any]:
    return rows.annotate(subject=F("pk")).order_by("-reported_at", "-pk")[:MOST]


def _lines(since: int) -> QuerySet[LogEntry]:
    return LogEntry.objects.filter(idx__gte=since, entry__stream_kind=Incident.stream)


def _gone(scope: Scope, since: int) -> QuerySet[Any, Any]:
    """Changed, not seen any more, and seen once: by the area or the department of an earlier line."""
    now_seen = Incident.objects.visible_to(scope).filter(pk=OuterRef("subject"))
    once = Entry.objects.filter(stream=OuterRef("subject")).alias(
        path=_from_header("path"), department=_from_header("department")
    )
    mine = Q(department__in=[str(pk) for pk in scope.departments])
    for path in scope.paths(*AREA_ROLES):
        mine |= Q(path__startswith=path)
    rows = _lines(since).annotate(subject=F("entry__stream"))
    return rows.filter(~Exists(now_seen), Exists(once.filter(mine))).distinct("entry__stream")


def _from_header(name: str) -> KeyTextTransform:
    return KeyTextTransform(name, Cast("header", JSONField()))
