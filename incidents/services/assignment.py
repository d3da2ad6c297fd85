"""Whose it is: 派遣、改派, 签收, 退回, 移交."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from core.errors import Invalid, Late
from core.models import User
from grids.models import Department
from incidents.models import Incident
from incidents.moves import assignment as moves
from incidents.services.doing import current_of, deed, keep_for_undo, locked, record

RETURNS_ALLOWED = 2
"""A matter may be returned twice; the third time the centre has decided."""


@deed
def assign(
    incident_id: UUID,
    *,
    to: Department,
    co_handlers: Sequence[Department] = (),
    final: bool = False,
    text: str = "",
    by: User,
    now: datetime,
    version: int | None = None,
) -> Incident:
    """派遣、改派: one lead department 主办, any co-handlers 协办; `final` 定责 allows no return.

    Refused (Invalid) for a department that is complained about, in this matter or in one merged into it, and for one
    that does not serve the place.
    """
    matter = locked(incident_id, "assign", by=by, now=now, version=version)
    others = [each for pk, each in {each.pk: each for each in co_handlers}.items() if pk != to.pk]
    _check_departments(matter.incident, to, others)
    before = matter.snapshot()
    fact = moves.assign(matter, to=to, co_handlers=others, final=final, text=text, now=now)
    incident = record(matter, fact, by=by, now=now)
    keep_for_undo(matter, "assign", before, by=by, now=now)
    return incident


def _check_departments(incident: Incident, to: Department, others: Sequence[Department]) -> None:
    accused: set[int | None] = set(incident.children.values_list("complained_about_id", flat=True))
    accused.add(incident.complained_about_id)
    problems: dict[str, list[str]] = {}
    for field, department in [("to", to), *(("co_handlers", each) for each in others)]:
        if department.pk in accused:
            problems[field] = [_("被反映的部门不能承办这件事")]
        elif not incident.area_path.startswith(department.area.path):
            problems[field] = [_("这个部门不管这个区域")]
    if problems:
        raise Invalid(fields=problems)


@deed
def take(incident_id: UUID, *, by: User, now: datetime, version: int | None = None) -> Incident:
    """签收: a handler of the lead department takes the matter on."""
    matter = locked(incident_id, "take", by=by, now=now, version=version)
    return record(matter, moves.take(matter, now=now), by=by, now=now)


@deed
def send_back(
    incident_id: UUID, *, reason_code: str, text: str, by: User, now: datetime, version: int | None = None
) -> Incident:
    """退回: wrongly assigned. Refused when the assignment was final, and the third time."""
    matter = locked(incident_id, "send_back", by=by, now=now, version=version)
    if matter.incident.final:
        raise Late(current=current_of(matter.incident), message=_("已定责，不能退回"))
    if matter.incident.returns >= RETURNS_ALLOWED:
        raise Late(current=current_of(matter.incident), message=_("已退回两次，不能再退回"))
    fact = moves.send_back(matter, reason_code=reason_code, text=text, now=now)
    return record(matter, fact, by=by, now=now)


@deed
def transfer(
    incident_id: UUID,
    *,
    body_name: str,
    receipt_number: str,
    their_classification: str = "",
    by: User,
    now: datetime,
    version: int | None = None,
) -> Incident:
    """移交: another body drives it from here; its receipt number is kept."""
    matter = locked(incident_id, "transfer", by=by, now=now, version=version)
    fact = moves.transfer(
        matter,
        body_name=body_name,
        receipt_number=receipt_number,
        their_classification=their_classification,
        now=now,
    )
    return record(matter, fact, by=by, now=now)
