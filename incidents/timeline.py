"""The history of a matter as people read it: the ledger's lines with their words, oldest first.

The text of a line is in its body, so whoever sees the matter sees it; a body that was erased by law shows as such.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.ledger.models import Body, Entry
from core.models import User
from incidents.models import Incident

LABELS: dict[str, Promise] = {
    "reported": _("上报"),
    "self_handled": _("自办自结"),
    "confirmation_requested": _("请求核实"),
    "confirmed": _("核实"),
    "accepted": _("受理"),
    "declined": _("不予受理"),
    "objected": _("异议"),
    "merged": _("并案"),
    "unmerged": _("撤销并案"),
    "assigned": _("派遣"),
    "taken": _("签收"),
    "sent_back": _("退回"),
    "asked": _("申请"),
    "granted": _("同意申请"),
    "request_refused": _("不同意申请"),
    "resumed": _("恢复"),
    "finished": _("处置完成"),
    "verified": _("核查通过"),
    "reworked": _("返工"),
    "closed": _("结案"),
    "reopened": _("重新开启"),
    "transferred": _("移交"),
    "voided": _("作废"),
    "supervised": _("督办"),
    "reminded": _("催办"),
    "answered": _("答复督办"),
    "supplemented": _("补充"),
    "photo_attached": _("附照片"),
    "voice_attached": _("附语音"),
    "reclassified": _("定级改类"),
    "placed": _("落图"),
    "registered": _("登记信访编号"),
    "revealed": _("查看来访人"),
    "undone": _("撤销"),
    "followed_up": _("回访"),
    "overdue": _("超期"),
    "due_recalculated": _("截止重算"),
    "reporter_erased": _("依法删除来访人信息"),
    "hold_changed": _("依法留存"),
    "body_erased": _("依法删除内容"),
}
"""Kind of ledger line → the field's own word."""

_WORDS = (
    "channel",
    "text",
    "what_was_done",
    "question",
    "remark",
    "reason",
    "result",
    "demand",
    "public_reply",
)


@dataclass(frozen=True)
class TimelineLine:
    """One line of the history: when, what, by whom, and its words."""

    at: datetime
    kind: str
    label: str
    by: str
    text: str
    version: int
    state: str
    header: dict[str, Any] = field(default_factory=dict)
    body: dict[str, Any] = field(default_factory=dict)
    hash: str = ""
    erased: bool = False


def timeline(incident: Incident) -> list[TimelineLine]:
    """The whole history of one matter: three statements, however long it is."""
    entries = list(Entry.objects.filter(stream=incident.pk).order_by("version"))
    bodies = dict(Body.objects.filter(entry__in=entries).values_list("entry_id", "body"))
    names = _names(entry.actor for entry in entries)
    return [_line(entry, bodies.get(entry.pk), names) for entry in entries]


def _names(actors: Iterable[str]) -> dict[str, str]:
    numbers = {int(actor) for actor in actors if actor.isdigit()}
    return {
        str(pk): name for pk, name in User.objects.filter(pk__in=numbers).values_list("pk", "display_name")
    }


_ACTORS: dict[str, Promise] = {"system": _("系统"), "resident": _("群众"), "import": _("导入")}


def _line(entry: Entry, body: str | None, names: dict[str, str]) -> TimelineLine:
    header = json.loads(entry.header)
    said = json.loads(body) if body else {}
    return TimelineLine(
        at=entry.at,
        kind=entry.kind,
        label=str(LABELS.get(entry.kind, entry.kind)),
        by=names.get(entry.actor) or str(_ACTORS.get(entry.actor, entry.actor)),
        text="；".join(str(said[name]) for name in _WORDS if said.get(name)),
        version=entry.version,
        state=header.get("state", ""),
        header=header,
        body=said,
        hash=bytes(entry.hash).hex(),
        erased=body is None,
    )
