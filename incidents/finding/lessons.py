"""Learning from the county's own closed matters, each night; and what was learned, held in each process."""

import json
import threading
import time
import zlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from datetime import time as clock

from django.db.models import F

from core.worktime import SHANGHAI
from incidents.finding import grams
from incidents.finding.bayes import Bayes
from incidents.finding.models import Lesson
from incidents.models import Incident, State

NAME = "suggestion"
LEARNED_FROM = timedelta(days=730)
MOST_MATTERS = 200_000
ENOUGH = 200
"""Of fewer closed matters nothing is learned: the table of the catalogue is the better teacher."""
REMEMBERED = 3
AT_NIGHT = clock(3, 0)
Closed = tuple[str, str, str, str | None, str | None]
"""Of a closed matter: its text, category and area path, and the code and the line of its department."""


@dataclass
class Learned:
    """Which words speak for which category and which line (条线); who had the last ones of a category in a street."""

    categories: Bayes = field(default_factory=Bayes)
    lines: Bayes = field(default_factory=Bayes)
    last: dict[str, list[str]] = field(default_factory=dict)
    matters: int = 0


def pieces_of(text: str, category: str = "") -> list[str]:
    """What is learned of a matter: the pairs of its text, in order, and its category."""
    said = list(dict.fromkeys(grams.pairs(grams.fold(text))))
    return [*said, f"#{category}"] if category else said


def place_of(area_path: str, category: str) -> str:
    """By what the last departments are remembered: the street and the category."""
    street = area_path.strip("/").split("/")[1:2]
    return f"{''.join(street)} {category}"


def closed(until: datetime) -> Iterable[Closed]:
    """What was closed before `until`, the newest first: text, category, place, department. Never an address."""
    rows = Incident.objects.filter(
        state=State.CLOSED, closed_at__range=(until - LEARNED_FROM, until), category__isnull=False
    )
    columns = ("text", "category_id", "area_path", "department__code", "department__line")
    newest: Iterable[Closed] = rows.order_by("-closed_at").values_list(*columns)[:MOST_MATTERS].iterator(5000)
    return newest


def study(matters: Iterable[Closed]) -> Learned:
    """Learn from closed matters, the newest first."""
    learned, last = Learned(), defaultdict[str, list[str]](list)
    for text, category, area_path, code, line in matters:
        learned.matters += 1
        learned.categories.learn(category, pieces_of(text))
        if code:
            learned.lines.learn(line or code, pieces_of(text, category))
            remembered = last[place_of(area_path, category)]
            if len(remembered) < REMEMBERED:
                remembered.append(code)
    learned.categories.settle()
    learned.lines.settle()
    learned.last = dict(last)
    return learned


def learn(now: datetime) -> int:
    """Study, and keep it as the next version; return from how many matters. Too few leave things as they are."""
    learned = study(closed(now))
    if learned.matters < ENOUGH:
        return 0
    counts = zlib.compress(json.dumps(_as_json(learned), ensure_ascii=False).encode())
    kept = {"learned_at": now, "matters": learned.matters, "counts": counts}
    Lesson.objects.update_or_create(
        name=NAME, defaults=kept | {"version": F("version") + 1}, create_defaults=kept | {"version": 1}
    )
    return learned.matters


def is_due(now: datetime) -> bool:
    """Whether tonight's lesson has not been learned yet, or none ever was."""
    local = now.astimezone(SHANGHAI)
    night = datetime.combine(local.date(), AT_NIGHT, SHANGHAI)
    night = night if local >= night else night - timedelta(days=1)
    return not Lesson.objects.filter(name=NAME, learned_at__gte=night).exists()


_SECONDS = 60.0
_lock = threading.Lock()
_held: tuple[float, int, Learned] = (0.0, -1, Learned())


def learned() -> Learned:
    """What this process knows, with a look each minute for a newer lesson. Empty where none was ever learned."""
    global _held
    if time.monotonic() < _held[0]:
        return _held[2]
    with _lock:
        version = Lesson.objects.filter(name=NAME).values_list("version", flat=True).first() or 0
        known = _held[2] if version == _held[1] else _read()
        _held = (time.monotonic() + _SECONDS, version, known)
    return known


def forget() -> None:
    """Look again at the next question; for tests."""
    global _held
    _held = (0.0, -1, Learned())


def _read() -> Learned:
    row = Lesson.objects.filter(name=NAME).first()
    if row is None:
        return Learned()
    kept = json.loads(zlib.decompress(bytes(row.counts)))
    return Learned(
        Bayes.of_json(kept["categories"]), Bayes.of_json(kept["lines"]), kept["last"], kept["matters"]
    )


def _as_json(learned: Learned) -> dict[str, object]:
    return {
        "categories": learned.categories.as_json(),
        "lines": learned.lines.as_json(),
        "last": learned.last,
        "matters": learned.matters,
    }
