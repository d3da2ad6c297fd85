"""One verb on several matters: each its own transaction, version and ledger line, and each its own result.

Nothing is half done: a row that is refused says why and stays as it was, whatever became of the others.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from core.errors import to_http
from core.models import User
from grids.scope import Scope
from incidents.buttons import open_to
from incidents.desk import forms
from incidents.desk.looks import title_of
from incidents.models import Incident
from incidents.permissions import MAY
from incidents.verbs import VERBS, Verb, parse, perform

log = logging.getLogger(__name__)

MOST = 50
TOGETHER = (
    "accept", "decline", "assign", "take", "verify", "rework", "close", "merge", "supervise", "remind", "undo",
)  # fmt: skip
"""Verbs that may be done on several at once; what needs evidence or a number of each is done one by one."""

Picked = Sequence[tuple[str, int]]


@dataclass(frozen=True)
class Row:
    """One picked matter: what will become of it, or what became of it. `incident` is None where it is not seen."""

    number: str
    version: int
    incident: Incident | None = None
    why_not: str = ""
    done: bool = False

    @property
    def title(self) -> str:
        """The first words of the matter."""
        return title_of(self.incident) if self.incident else ""


def verbs_for(scope: Scope) -> list[Verb]:
    """The verbs that this person may ever do on several at once: buttons, no promise."""
    allowed = [name for name in TOGETHER if any(right.role in scope.roles for right in MAY[name])]
    return [VERBS[name] for name in allowed if name != "undo"]


def picked(sent: QueryDict) -> Picked:
    """The picked matters of a request, `n=261123-00231:4` each: the number, and the version that the person saw."""
    found: dict[str, int] = {}
    for each in sent.getlist("n")[:MOST]:
        number, _colon, version = each.partition(":")
        if number and version.isdecimal() and len(version) < 10:
            found[number] = int(version)
    return list(found.items())


def preview(name: str, wanted: Picked, scope: Scope) -> list[Row]:
    """What the verb would do to each, in the order in which they were picked."""
    rows = Incident.objects.visible_to(scope).with_names().select_related("complained_about")
    seen = {each.number: each for each in rows.filter(number__in=[number for number, _version in wanted])}
    first: Incident | None = None
    found = []
    for number, version in wanted:
        row = _row(name, number, version, seen.get(number), first, scope)
        first = first or (row.incident if not row.why_not else None)
        found.append(row)
    return found


def _row(
    name: str, number: str, version: int, incident: Incident | None, first: Incident | None, scope: Scope
) -> Row:
    if incident is None:
        return Row(number, version, None, _("已不在您的范围内"))
    if version < incident.moved_version:
        return Row(number, version, incident, _("您选中之后变了，请单独看一看"))
    if name not in open_to(incident, scope):
        return Row(number, version, incident, _("现在不能%(verb)s") % {"verb": VERBS[name].label})
    if name == "accept" and first is not None and first.kind_id != incident.kind_id:
        return Row(number, version, incident, _("类型不同，请单独受理"))
    return Row(number, version, incident)


def form_of(name: str, rows: Iterable[Row], scope: Scope, at: datetime, **more: Any) -> dict[str, Any]:
    """The verb's form once for all that can be done: what may be chosen is what all of them allow."""
    able = [row.incident for row in rows if row.incident is not None and not row.why_not]
    if not able:
        return {"verb": VERBS[name], "fields": []}
    form = forms.form_of(name, able[0], scope, at, **more)
    if name == "assign":
        common = set.intersection(*[forms.codes_of("to", each, scope, at) for each in able])
        form["fields"] = [(forms.only(field, common), errors) for field, errors in form["fields"]]
    return form


def perform_each(
    name: str, rows: list[Row], posted: QueryDict, *, scope: Scope, by: User, now: datetime
) -> list[Row]:
    """Do the verb on every row that can take it; the rows with what became of them.

    Raises Invalid, with nothing done, where what the verb carries is filled in wrongly.
    """
    ready = [row.incident for row in rows if row.incident is not None and not row.why_not]
    if not ready:
        return rows
    data = forms.data_of(name, posted, ready[0], scope, now)
    parse(VERBS[name].data, data)
    return [_done(name, row, data, by, now) for row in rows]


def _done(name: str, row: Row, data: dict[str, Any], by: User, now: datetime) -> Row:
    if row.incident is None or row.why_not:
        return row
    try:
        after = perform(name, row.incident.pk, data, by=by, now=now, version=row.version)
    except Exception as error:  # whatever becomes of one row, the others get their answer
        return replace(row, why_not=_why(error))
    return replace(row, version=after.version, done=True)


def _why(error: Exception) -> str:
    """One sentence: the field's own, or the refusal's, with the state as it is now. A fault of ours is logged."""
    refusal = to_http(error)
    if refusal is None:
        log.error("desk: one of several failed", exc_info=error)
        return _("系统出错，这一件没有办")
    said = [str(text) for texts in refusal.fields.values() for text in texts] or [str(refusal.message)]
    now = (refusal.current or {}).get("state_label")
    return said[0] + (_("现在是“%(state)s”。") % {"state": now} if now else "")
