"""What changed on a matter since somebody last saw it: field by field, who, when, and what it says now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.worktime import SHANGHAI
from grids.models import Area, Department
from incidents.catalogue import Urgency, catalogue, named
from incidents.events import QUIET
from incidents.models import Incident
from incidents.timeline import TimelineLine, timeline
from incidents.workflow import State

FIELDS: dict[str, Promise] = {
    "state": gettext_lazy("状态"),
    "department": gettext_lazy("主办部门"),
    "category": gettext_lazy("类别"),
    "urgency": gettext_lazy("紧急程度"),
    "due_at": gettext_lazy("办理时限"),
    "area": gettext_lazy("地点"),
}
"""What the open half of a ledger line may say anew → its word on the page."""


@dataclass(frozen=True)
class Change:
    """One field: what the person saw, what it is now, and whose deed made it so."""

    label: str
    before: str
    after: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Changes:
    """Everything since a version: the deeds in their order, and the fields that say something else now."""

    deeds: Sequence[TimelineLine] = ()
    fields: Sequence[Change] = ()

    def __bool__(self) -> bool:
        return bool(self.deeds)


def changes_since(incident: Incident, version: int | None) -> Changes:
    """What came after the version that somebody saw; nothing where no version is known."""
    if version is None or version >= incident.moved_version:
        return Changes()
    lines = timeline(incident)
    deeds = [line for line in lines if line.version > version and line.kind not in QUIET]
    changed = [_changed(lines, version, name) for name in FIELDS]
    return Changes(deeds, [each for each in changed if each is not None])


def _changed(lines: Sequence[TimelineLine], version: int, name: str) -> Change | None:
    """The field as it was at `version` and as it is now; None where it says the same."""
    before = after = ""
    last: TimelineLine | None = None
    for line in lines:
        value = str(line.header.get(name) or "") if _tells(line, name) else after
        if line.version <= version:
            before = after = value
        elif value != after:
            after, last = value, line
    if last is None or before == after:
        return None
    return Change(str(FIELDS[name]), _said(name, before), _said(name, after), last.by, last.at)


def _tells(line: TimelineLine, name: str) -> bool:
    """Whether the line says the field; what a supervision is due is not what the matter is due."""
    return name in line.header and (name != "due_at" or line.kind != "supervised")


def _said(name: str, value: str) -> str:
    """A value of a header in the words of the page."""
    return _WORDS[name](value) or value if value else _("无")


def _category(code: str) -> str:
    category = catalogue().categories.get(code)
    return named(category) if category else code


def _instant(value: str) -> str:
    return datetime.fromisoformat(value).astimezone(SHANGHAI).strftime("%m-%d %H:%M")


def _department(number: str) -> str:
    return Department.objects.filter(pk=int(number)).values_list("short_name", flat=True).first() or ""


def _area(code: str) -> str:
    rows = Area.objects.filter(code=code).order_by("-valid_from")
    return rows.values_list("name", flat=True).first() or ""


_WORDS: dict[str, Any] = {
    "state": lambda value: str(State(value).label),
    "department": _department,
    "category": _category,
    "urgency": lambda value: str(Urgency(value).label),
    "due_at": _instant,
    "area": _area,
}
