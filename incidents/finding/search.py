"""查找: matters by number, place and words as one types them, the newest first, within what the person may see.

A number stands in an index of its own. Words are looked up by their pairs of characters (`grams.py`); what the index
finds is compared with the text itself, so that whatever is found contains the words. Counting stops at 1,000.
"""

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q
from django.utils.timezone import now

from grids.models import Level
from grids.scope import AREA_ROLES, Scope
from incidents.finding import grams
from incidents.finding.models import Words
from incidents.querysets import IncidentQuerySet, Place

MOST_LETTERS = 60
MOST_WORDS = 5
COUNTED = 1000
"""Above this many nobody counts."""
LOOKED_UP = 1500
"""Of rarer words all are fetched and put in order."""
NEWEST = 30_000
"""Commoner ones are looked for among the newest first: there they are, or they have become rare."""

PLACE = ("words__reported_at", "pk")

_NUMBER = re.compile(r"[0-9]{6}-[0-9]{5,9}")
_SHORT = re.compile(r"[0-9]{4,6}")
_BETWEEN = re.compile(r"[\s，、。；：]+")


@dataclass(frozen=True)
class Found:
    """Some matters, the newest first; how many there are in all, which is COUNTED + 1 where there are more."""

    places: Sequence[Place]
    total: int

    @property
    def is_more_than_counted(self) -> bool:
        """Whether there are more than anybody counts."""
        return self.total > COUNTED


def find(rows: IncidentQuerySet, typed: str, scope: Scope, limit: int, after: Place | None = None) -> Found:
    """The newest matters of `rows` that fit what was typed, each part of it; `rows` is what this person may see."""
    said = typed.strip()[:MOST_LETTERS]
    number, others = _apart(said)
    if number:
        of_number = rows.filter(number=number) if "-" in number else rows.filter(words__short=int(number))
        by_number = _numbered(_containing(of_number, others), limit, after)
        if by_number.total or "-" in number:
            return by_number
    wanted = grams.words(said, MOST_WORDS)
    return _worded(rows, wanted, scope, limit, after) if wanted else Found([], 0)


def _apart(said: str) -> tuple[str, list[str]]:
    """The first part that may be a number, whole or short, and the words of the other parts; "" if none may."""
    parts = _BETWEEN.split(said)
    at = next(
        (at for at, part in enumerate(parts) if _NUMBER.fullmatch(part) or _SHORT.fullmatch(part)), None
    )
    if at is None:
        return "", []
    return parts[at], grams.words(" ".join(parts[:at] + parts[at + 1 :]), MOST_WORDS)


def _containing(rows: IncidentQuerySet, wanted: list[str]) -> IncidentQuerySet:
    return rows.filter(*(Q(words__folded__contains=word) for word in wanted))


def _numbered(rows: IncidentQuerySet, limit: int, after: Place | None) -> Found:
    newest = _newest(rows, limit, after)
    if after is None and len(newest) < limit:
        return Found(newest, len(newest))
    return Found(newest, rows.order_by()[: COUNTED + 1].count())


def _worded(
    rows: IncidentQuerySet, wanted: list[str], scope: Scope, limit: int, after: Place | None
) -> Found:
    """By the index where the words are rare; common ones are met soon enough by walking back in time."""
    containing = _containing(rows, wanted)
    by_index = containing.filter(_by_key(wanted, scope))
    some: list[Place] = list(by_index.order_by().values_list(*PLACE)[: LOOKED_UP + 1])
    total = min(len(some), COUNTED + 1)
    if len(some) <= LOOKED_UP:
        newest = sorted((place for place in some if after is None or place < after), reverse=True)
        return Found(newest[:limit], total)
    since = (after[0] if after else now()) - span_of_the_newest()
    newest = _newest(containing.filter(words__reported_at__gte=since), limit, after)
    return Found(newest if len(newest) == limit else _newest(by_index, limit, after), total)


def _by_key(wanted: list[str], scope: Scope) -> Q:
    """What the index can answer: every pair of every word, and something of the scope."""
    pairs = sorted({key for word in wanted for key in grams.keys_of(word)})
    return Q(words__keys__contains=pairs) & _in_scope(scope)


def _in_scope(scope: Scope) -> Q:
    """Only narrows; what may be seen is decided by `visible_to`."""
    held = [each for each in scope.postings if each.role in AREA_ROLES]
    if any(each.level == Level.COUNTY for each in held):
        return Q()
    mine = [grams.area_key(each.area_code) for each in held]
    mine += [*grams.department_keys(scope.departments), grams.account_key(scope.user_id)]
    return Q(words__keys__overlap=mine)


def _newest(rows: IncidentQuerySet, limit: int, after: Place | None) -> list[Place]:
    if after is not None:
        at, pk = after
        rows = rows.filter(
            Q(words__reported_at__lte=at) & (Q(words__reported_at__lt=at) | Q(words__pk__lt=pk))
        )
    return list(rows.order_by("-words__reported_at", "-words__pk").values_list(*PLACE)[:limit])


def span_of_the_newest() -> timedelta:
    """How long NEWEST matters take to come; measured anew every ten minutes. It bounds effort, never what is found."""
    global _span
    if time.monotonic() > _span[0]:
        ordered = Words.objects.order_by("-reported_at", "-pk").values_list("reported_at", flat=True)
        first, last = ordered.first(), ordered[NEWEST : NEWEST + 1].first()
        _span = (time.monotonic() + 600, first - last if first and last else timedelta(days=36_500))
    return _span[1]


_span = (0.0, timedelta(0))
