"""What a resident is told of a matter: where it stands, when it got there, and the public reply. Nothing else, ever."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from incidents.follow import hash_of_code
from incidents.models import Incident
from incidents.residents.complaints import unanswered
from incidents.residents.deeds import open_to_resident
from incidents.workflow import State

SAYS: dict[str, Promise] = {
    State.REPORTED: _("已收到，等待受理"),
    State.ACCEPTED: _("已受理，正在安排办理单位"),
    State.ASSIGNED: _("已交办理单位"),
    State.HANDLING: _("正在办理"),
    State.SUSPENDED: _("暂时办不了，已列入计划"),
    State.FINISHED: _("已处置，等待核查"),
    State.VERIFIED: _("核查通过，等待结案"),
    State.CLOSED: _("已办结"),
    State.DECLINED: _("不予受理"),
    State.TRANSFERRED: _("已移交其他单位办理"),
    State.VOID: _("已作废"),
    State.MERGED: _("已与同一件事合并办理"),
}
"""State → what it means to somebody who waits."""

_STEPS: tuple[tuple[str, Promise], ...] = (
    ("reported_at", _("收到")),
    ("accepted_at", _("受理")),
    ("taken_at", _("办理单位接手")),
    ("finished_at", _("处置完成")),
    ("verified_at", _("核查通过")),
)
_ENDS: dict[str, Promise] = {
    State.CLOSED: _("办结"),
    State.DECLINED: _("不予受理"),
    State.TRANSFERRED: _("移交"),
    State.VOID: _("作废"),
}


@dataclass(frozen=True)
class Step:
    """One thing that happened, and when."""

    name: Promise
    at: datetime


@dataclass(frozen=True)
class Progress:
    """One matter as its resident sees it. `due_at` is given only while it is in hand; `deeds` are open to them now;
    `looked_at_again` while what they were not content with lies with the dispatcher.
    """

    state: str
    says: Promise
    is_open: bool
    merged: bool
    steps: tuple[Step, ...]
    due_at: datetime | None
    provisional: bool
    public_reply: str
    deeds: tuple[str, ...] = ()
    looked_at_again: bool = False


def progress_of(code: str, now: datetime) -> Progress | None:
    """The progress of the matter with this code, as somebody typed it; None for any other. One statement either way."""
    found = Incident.objects.filter(follow_hash=hash_of_code(code)).select_related("merged_into").first()
    return progress(found, now) if found is not None else None


def progress(matter: Incident, now: datetime) -> Progress:
    """What is told of a matter; one that was merged goes as its parent goes (并案)."""
    leading = matter.merged_into or matter
    return Progress(
        state=leading.state,
        says=SAYS[leading.state],
        is_open=leading.is_open,
        merged=leading is not matter,
        steps=tuple(_steps(matter, leading)),
        due_at=leading.due_at if leading.is_open and leading.state != State.SUSPENDED else None,
        provisional=leading.provisional,
        public_reply=leading.public_reply,
        deeds=tuple(open_to_resident(matter, now)),
        looked_at_again=leading.state == State.CLOSED and unanswered(now).filter(incident=matter).exists(),
    )


def _steps(matter: Incident, leading: Incident) -> list[Step]:
    """From its own report on: what the parent had behind it before is not this resident's."""
    found = [Step(_STEPS[0][1], matter.reported_at)]
    for column, name in _STEPS[1:]:
        at = getattr(leading, column)
        if at is not None and at >= matter.reported_at:
            found.append(Step(name, at))
    if leading.closed_at is not None and leading.state in _ENDS:
        found.append(Step(_ENDS[leading.state], leading.closed_at))
    return sorted(found, key=lambda step: step.at)
