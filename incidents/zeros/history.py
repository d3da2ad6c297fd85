"""The history of a break as people read it: the ledger's lines, with their words."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.ledger.models import Body, Entry
from core.models import User
from incidents.zeros.models import Break

LABELS: dict[str, Promise] = {
    "suspected": _("登记疑似"),
    "examined": _("提请认定"),
    "confirmed": _("认定"),
    "appealed": _("申诉"),
    "upheld": _("维持认定"),
    "revoked": _("撤销"),
    "corrected": _("更正"),
    "body_erased": _("依法删除内容"),
}


@dataclass(frozen=True)
class Line:
    """One line: when, what, by whom, its words, and its hash."""

    at: datetime
    label: str
    by: str
    text: str
    said: dict[str, Any]
    hash: str


def history(b: Break) -> list[Line]:
    """All lines of a break, oldest first; three statements."""
    entries = list(Entry.objects.filter(stream=b.pk).order_by("version"))
    bodies = dict(Body.objects.filter(entry__in=entries).values_list("entry_id", "body"))
    numbers = {int(entry.actor) for entry in entries if entry.actor.isdigit()}
    names = dict(User.objects.filter(pk__in=numbers).values_list("pk", "display_name"))
    return [_line(entry, bodies.get(entry.pk), names) for entry in entries]


def _line(entry: Entry, body: str | None, names: dict[int, str]) -> Line:
    said = json.loads(body) if body else {}
    by = names.get(int(entry.actor), entry.actor) if entry.actor.isdigit() else str(_("系统"))
    return Line(
        at=entry.at,
        label=str(LABELS.get(entry.kind, entry.kind)),
        by=by,
        text=str(said.get("text") or said.get("summary") or ""),
        said=json.loads(entry.header),
        hash=bytes(entry.hash).hex(),
    )
