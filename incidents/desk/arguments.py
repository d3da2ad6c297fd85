"""What stands after the number on the command line, verb by verb: departments, reasons, levels, limits, words."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from core.worktime import SHANGHAI
from grids.names import initials
from grids.scope import Scope
from incidents.catalogue import Urgency
from incidents.desk import choices as few
from incidents.desk import options
from incidents.desk.choices import Choices, Option
from incidents.desk.looks import duration
from incidents.desk.seeing import visible
from incidents.models import Incident
from incidents.workflow import OPEN

Data = dict[str, str]
Said = tuple[str, Data]
"""What the sentence goes on with, and what the form carries."""

CHOICES = 6
"""Lines offered at once."""

LIMIT = re.compile(r"(\d{1,3})(h|d|小时|天)", re.IGNORECASE)


@dataclass(frozen=True)
class Offer:
    """One line that may be chosen: what the bar would say then, its words, a remark."""

    line: str
    label: str
    note: str = ""


class Unclear(Exception):
    """The line does not say enough: the message asks, `offers` answer, in place of the word number `at`."""

    def __init__(self, message: str, offers: Sequence[Offer] = (), at: int = 0) -> None:
        self.offers = list(offers)
        self.at = at
        super().__init__(message)


def of(name: str, incident: Incident, rest: list[str], scope: Scope, at: datetime) -> Said:
    """What the words after the number say for this verb. Raises Unclear."""
    return _READERS[name](incident, rest, scope, at)


def _assign(incident: Incident, rest: list[str], scope: Scope, at: datetime) -> Said:
    serving = options.departments(incident)
    usual = options.default_department(incident)
    if not rest and usual is None:
        raise Unclear(_("派给哪个部门？"), _offers(serving))
    to = (
        _one(serving, rest[0], _("没有这个部门"))
        if rest
        else _with_code(serving, usual.code if usual else "")
    )
    text, limit = _words(rest[1:], at)
    order = "；".join(part for part in (limit, text) if part)
    said = _("给 %(to)s") % {"to": to.label}
    return f" {said}" + (_("，要求：%(text)s") % {"text": order} if order else ""), {
        "to": to.code,
        "text": order,
    }


def _accept(incident: Incident, rest: list[str], scope: Scope, at: datetime) -> Said:
    known = options.categories(incident.kind_id)
    if not rest and not incident.category_id:
        raise Unclear(_("哪一类？"), _offers(known))
    chosen = _one(known, rest[0], _("没有这一类")) if rest else _with_code(known, incident.category_id or "")
    degree = _choice(list(Urgency.choices), rest[1], _("没有这个紧急程度"), 1) if rest[1:] else None
    urgency, label = degree or (incident.urgency, incident.get_urgency_display())
    return f" {chosen.label} {label}", {"category": chosen.code, "urgency": urgency}


def _send_back(incident: Incident, rest: list[str], scope: Scope, at: datetime) -> Said:
    code, label = _choice(few.RETURN_REASONS, rest[0] if rest else "", _("为什么退回？"))
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
    span = next((_span(word) for word in rest[1:] if _span(word)), timedelta(days=1)) or timedelta(days=1)
    demand = " ".join(word for word in rest[1:] if not _span(word)) or _("请在期限内办结并答复")
    due = (at + span).astimezone(SHANGHAI)
    said = {"level": level, "due": due.strftime("%m-%d %H:%M"), "demand": demand}
    data = {"level": level, "due_at": due.strftime("%Y-%m-%dT%H:%M"), "demand": demand}
    return _(" %(level)s 级，%(due)s 前答复：%(demand)s") % said, data


def _close(incident: Incident, rest: list[str], scope: Scope, at: datetime) -> Said:
    code, label = _choice(few.OUTCOMES, rest[0] if rest else "", _("结果是什么？"))
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


def by_tail(tail: str, scope: Scope) -> Incident:
    """The matter whose number ends so: of several the open ones first. Raises Unclear if that is not one."""
    rows = Incident.objects.visible_to(scope).filter(number__endswith=tail)
    found = list(rows.order_by("-reported_at").values_list("number", "state", "text")[: 10 * CHOICES])
    if not found:
        raise Unclear(_("没有编号以 %(tail)s 结尾的事件") % {"tail": tail})
    still = [each for each in found if each[1] in OPEN] or found
    if len(still) > 1:
        offers = [Offer(number, number, text[:20]) for number, _state, text in still[:CHOICES]]
        raise Unclear(_("有 %(n)s 件，请选一件") % {"n": len(still)}, offers)
    return visible(scope, still[0][0])


def _one(known: list[Option], word: str, none: str) -> Option:
    """The line that the word means: named whole, else the only one that holds it or its letters."""
    if whole := [each for each in known if word in (each.label.replace(" ", ""), each.code)]:
        return whole[0]
    letters = word.lower()
    found = [each for each in known if _in_order(word, each.label) or letters in each.pinyin]
    if len(found) == 1:
        return found[0]
    raise Unclear(
        none if not found else _("有 %(n)s 个，请选一个") % {"n": len(found)}, _offers(found or known)
    )


def _in_order(word: str, label: str) -> bool:
    """Whether the signs of the word stand in the label in their order, as 综执 in 综合执法."""
    rest = iter(label)
    return all(sign in rest for sign in word)


def _with_code(known: list[Option], code: str) -> Option:
    found = next((each for each in known if each.code == code), None)
    if found is None:
        raise Unclear(_("请选一个"), _offers(known))
    return found


def _choice(known: Choices, word: str, ask: str, at: int = 0) -> tuple[str, str]:
    """The code and word of a short list: by the beginning of its word, or by letters."""
    labels = [(code, str(label)) for code, label in known]
    letters = word.lower()
    found = [
        each
        for each in labels
        if word and (each[1].startswith(word) or initials(each[1]).startswith(letters))
    ]
    if len(found) != 1:
        raise Unclear(ask, [Offer(label, label) for _code, label in found or labels], at)
    return found[0]


def _offers(known: Sequence[Option]) -> list[Offer]:
    return [Offer(each.label.replace(" ", ""), each.label, each.note) for each in known]


def _span(word: str) -> timedelta | None:
    found = LIMIT.fullmatch(word)
    if found is None:
        return None
    number = int(found[1])
    return timedelta(hours=number) if found[2].lower() in ("h", "小时") else timedelta(days=number)


def _words(rest: list[str], at: datetime) -> tuple[str, str]:
    """The free words, and a limit among them as a sentence of the order; the clocks go by the category as ever."""
    spans = [span for word in rest if (span := _span(word))]
    text = " ".join(word for word in rest if not _span(word))
    if not spans:
        return text, ""
    due = (at + spans[0]).astimezone(SHANGHAI)
    said: dict[str, Any] = {"span": duration(spans[0]), "due": due.strftime("%m-%d %H:%M")}
    return text, _("请在%(span)s内办结（%(due)s 前）") % said
