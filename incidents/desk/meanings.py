"""What one word of a command line means: a line of a list, a choice, a matter by the end of its number, a limit."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from core.worktime import SHANGHAI
from grids.names import initials
from grids.scope import Scope
from incidents.desk.choices import Choices, Option
from incidents.desk.looks import duration
from incidents.desk.seeing import visible
from incidents.models import Incident
from incidents.workflow import OPEN

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


def one(known: list[Option], word: str, none: str) -> Option:
    """The line that the word means: named whole, else the only one that holds it or its letters."""
    if whole := [each for each in known if word in (each.label.replace(" ", ""), each.code)]:
        return whole[0]
    letters = word.lower()
    found = [each for each in known if _in_order(word, each.label) or letters in each.pinyin]
    if len(found) == 1:
        return found[0]
    raise Unclear(
        none if not found else _("有 %(n)s 个，请选一个") % {"n": len(found)}, offers_of(found or known)
    )


def _in_order(word: str, label: str) -> bool:
    """Whether the signs of the word stand in the label in their order, as 综执 in 综合执法."""
    rest = iter(label)
    return all(sign in rest for sign in word)


def with_code(known: list[Option], code: str) -> Option:
    found = next((each for each in known if each.code == code), None)
    if found is None:
        raise Unclear(_("请选一个"), offers_of(known))
    return found


def choice(known: Choices, word: str, ask: str, at: int = 0) -> tuple[str, str]:
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


def offers_of(known: Sequence[Option]) -> list[Offer]:
    return [Offer(each.label.replace(" ", ""), each.label, each.note) for each in known]


def span_of(word: str) -> timedelta | None:
    found = LIMIT.fullmatch(word)
    if found is None:
        return None
    number = int(found[1])
    return timedelta(hours=number) if found[2].lower() in ("h", "小时") else timedelta(days=number)


def free_words(rest: list[str], at: datetime) -> tuple[str, str]:
    """The free words, and a limit among them as a sentence of the order; the clocks go by the category as ever."""
    spans = [span for word in rest if (span := span_of(word))]
    text = " ".join(word for word in rest if not span_of(word))
    if not spans:
        return text, ""
    due = (at + spans[0]).astimezone(SHANGHAI)
    said: dict[str, Any] = {"span": duration(spans[0]), "due": due.strftime("%m-%d %H:%M")}
    return text, _("请在%(span)s内办结（%(due)s 前）") % said
