"""What stands after the number on the command line, verb by verb: departments, reasons, levels, limits, words."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from core.worktime import SHANGHAI
from grids.scope import Scope
from incidents.catalogue import Urgency
from incidents.desk import choices as few
from incidents.desk import options
from incidents.desk.meanings import (
    Offer,
    Unclear,
    by_tail,
    choice,
    free_words,
    offers_of,
    one,
    span_of,
    with_code,
)
from incidents.models import Incident

Data = dict[str, str]
Said = tuple[str, Data]
"""What the sentence goes on with, and what the form carries."""


def of(name: str, incident: Incident, rest: list[str], scope: Scope, at: datetime) -> Said:
    """What the words after the number say for this verb. Raises Unclear."""
    return _READERS[name](incident, rest, scope, at)


def _assign(incident: Incident, rest: list[str], scope: Scope, at: datetime) -> Said:
    serving = options.departments(incident)
    usual = options.default_department(incident)
    if not rest and usual is None:
        raise Unclear(_("派给哪个部门？"), offers_of(serving))
    to = one(serving, rest[0], _("没有这个部门")) if rest else with_code(serving, usual.code if usual else "")
    text, limit = free_words(rest[1:], at)
    order = "；".join(part for part in (limit, text) if part)
    said = _("给 %(to)s") % {"to": to.label}
    return f" {said}" + (_("，要求：%(text)s") % {"text": order} if order else ""), {
        "to": to.code,
        "text": order,
    }


def _accept(incident: Incident, rest: list[str], scope: Scope, at: datetime) -> Said:
    known = options.categories(incident.kind_id)
    if not rest and not incident.category_id:
        raise Unclear(_("哪一类？"), offers_of(known))
    chosen = one(known, rest[0], _("没有这一类")) if rest else with_code(known, incident.category_id or "")
    degree = choice(list(Urgency.choices), rest[1], _("没有这个紧急程度"), 1) if rest[1:] else None
    urgency, label = degree or (incident.urgency, incident.get_urgency_display())
    return f" {chosen.label} {label}", {"category": chosen.code, "urgency": urgency}


def _send_back(incident: Incident, rest: list[str], scope: Scope, at: datetime) -> Said:
    code, label = choice(few.RETURN_REASONS, rest[0] if rest else "", _("为什么退回？"))
    text = " ".join(rest[1:]) or label
    return f" {label}：{text}" if text != label else f" {label}", {"reason_code": code, "text": text}


def _rework(incident: Incident, rest: list[str], scope: Scope, at: datetime) -> Said:
    if not rest:
        raise Unclear(_("为什么返工？"))
    return f"：{' '.join(rest)}", {"reason": " ".join(rest)}


def _merge(incident: Incident, rest: list[str], scope: Scope, at: datetime) -> Said:
    near = [Offer(each.code, each.label, each.note) for each in options.matters(incident, scope, at)]
    if not rest:
        raise Unclear(_("并入哪一件？"), near)
    parent = by_tail(rest[0], scope)
    return _(" 并入 %(parent)s") % {"parent": f"{parent.number} {parent.text[:20]}"}, {
        "parent": parent.number
    }


def _supervise(incident: Incident, rest: list[str], scope: Scope, at: datetime) -> Said:
    levels = {"1": "1", "2": "2", "3": "3"}
    level = levels.get(rest[0], "") if rest else "1"
    if not level:
        raise Unclear(_("几级督办？写 1、2 或 3"), [Offer(code, str(label)) for code, label in few.LEVELS])
    span = next((span_of(word) for word in rest[1:] if span_of(word)), timedelta(days=1)) or timedelta(days=1)
    demand = " ".join(word for word in rest[1:] if not span_of(word)) or _("请在期限内办结并答复")
    due = (at + span).astimezone(SHANGHAI)
    said = {"level": level, "due": due.strftime("%m-%d %H:%M"), "demand": demand}
    data = {"level": level, "due_at": due.strftime("%Y-%m-%dT%H:%M"), "demand": demand}
    return _(" %(level)s 级，%(due)s 前答复：%(demand)s") % said, data


def _close(incident: Incident, rest: list[str], scope: Scope, at: datetime) -> Said:
    code, label = choice(few.OUTCOMES, rest[0] if rest else "", _("结果是什么？"))
    reply = " ".join(rest[1:])
    said = f" {label}" + (_("，公开答复：%(text)s") % {"text": reply} if reply else "")
    return said, {"outcome": code, "public_reply": reply}


def _text(name: str) -> Callable[..., Said]:
    def read(incident: Incident, rest: list[str], scope: Scope, at: datetime) -> Said:
        words = " ".join(rest)
        return (f"：{words}" if words else ""), {name: words}

    return read


def _nothing(incident: Incident, rest: list[str], scope: Scope, at: datetime) -> Said:
    return "", {}


_READERS: dict[str, Callable[[Incident, list[str], Scope, datetime], Said]] = {
    "accept": _accept,
    "assign": _assign,
    "send_back": _send_back,
    "rework": _rework,
    "merge": _merge,
    "supervise": _supervise,
    "remind": _text("text"),
    "take": _nothing,
    "verify": _text("result"),
    "close": _close,
    "undo": _nothing,
}
