"""存量与流量: the books of what is in hand, which balance, always: 期初 + 新增 + 复发 − 办结 − 移交 = 期末.

Most matters were never reopened: their one spell stands in their own row, and SQL counts it. The few that were are
folded from the ledger (`lives.py`, which also says how every odd turn is treated). Both halves give the same spells,
so the identity holds for each term, kind and area, and the list behind a number is made of the spells it counted.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from core.ledger.models import Entry
from incidents.models import Incident, State
from incidents.querysets import IncidentQuerySet
from incidents.statistics.lives import Ended, Opened, Spell, Step, spells
from incidents.statistics.question import Question, unit_code

TERMS = ("opening", "new", "relapsed", "closed", "transferred", "ending")
"""期初, 新增, 复发, 办结, 移交, 期末."""

TURNS = ("self_handled", "verified", "closed", "transferred", "reopened", "undone")
"""The ledger lines by which a matter can leave the state of being in hand, or come back to it."""


@dataclass(frozen=True)
class Balance:
    """The books of one period; all counts of spells."""

    opening: int = 0
    new: int = 0
    relapsed: int = 0
    closed: int = 0
    transferred: int = 0
    ending: int = 0

    @property
    def balances(self) -> bool:
        """Whether the identity holds."""
        return self.opening + self.new + self.relapsed - self.closed - self.transferred == self.ending

    def __add__(self, other: "Balance") -> "Balance":
        return Balance(*(getattr(self, term) + getattr(other, term) for term in TERMS))

    @classmethod
    def of(cls, counts: "Counter[str]") -> "Balance":
        """From counts by term; a missing one is 0."""
        return cls(**{term: counts[term] for term in TERMS})


@dataclass(frozen=True)
class Books:
    """The balances of a question: in all, by kind of matter, and by unit right below the area."""

    total: Balance
    by_kind: dict[str, Balance] = field(default_factory=dict)
    by_unit: dict[str, Balance] = field(default_factory=dict)


def balance(q: Question) -> Balance:
    """The books of the area in the period, up to the cut-off."""
    return balances(q).total


def balances(q: Question) -> Books:
    """The books in all, by kind and by unit: three statements, and one more where something was reopened."""
    cells: dict[tuple[str, str], Balance] = defaultdict(Balance)
    for (kind, unit), counts in [*_simple_counts(q), *_spell_counts(q)]:
        cells[kind, unit] += Balance.of(counts)
    by_kind: dict[str, Balance] = defaultdict(Balance)
    by_unit: dict[str, Balance] = defaultdict(Balance)
    for (kind, unit), cell in cells.items():
        by_kind[kind] += cell
        by_unit[unit] += cell
    return Books(sum(cells.values(), Balance()), dict(by_kind), dict(by_unit))


@dataclass(frozen=True)
class FlowRows:
    """The spells behind one term: those of reopened matters first, then the matters with a single spell."""

    folded: Sequence[tuple[Incident, datetime]]
    simple: IncidentQuerySet
    column: str

    def count(self) -> int:
        """How many spells: the number that opened this list."""
        return len(self.folded) + self.simple.count()

    def page(self, offset: int, limit: int) -> list[tuple[Incident, datetime]]:
        """Matters with the instant that put them here, newest first within each half."""
        shown = list(self.folded[offset : offset + limit])
        start = max(0, offset - len(self.folded))
        rows = self.simple.with_names().order_by(f"-{self.column}", "pk")[start : start + limit - len(shown)]
        return shown + [(row, getattr(row, self.column)) for row in rows]


def flow_rows(q: Question, term: str) -> FlowRows:
    """The rows behind a number of the books. KeyError for a word that is no term."""
    chosen = [spell for spell in folded_spells(q) if holds(term, spell, q)]
    column = "closed_at" if term in ("closed", "transferred") else "reported_at"
    matters = Incident.objects.with_names().in_bulk({spell.matter for spell in chosen})
    rows = [(matters[s.matter], (s.ended_at if column == "closed_at" else s.opened_at)) for s in chosen]
    newest = sorted(((m, at) for m, at in rows if at is not None), key=lambda row: row[1], reverse=True)
    return FlowRows(newest, _once(q).filter(_simple_terms(q)[term]), column)


_HOLDS: dict[str, Callable[[Spell, datetime, datetime], bool]] = {
    "opening": lambda s, t0, k: s.is_open_at(t0),
    "new": lambda s, t0, k: s.opened is Opened.NEW and t0 <= s.opened_at < k,
    "relapsed": lambda s, t0, k: s.opened is Opened.RELAPSED and t0 <= s.opened_at < k,
    "closed": lambda s, t0, k: s.ended is Ended.CLOSED and _ended_within(s, t0, k),
    "transferred": lambda s, t0, k: s.ended is Ended.TRANSFERRED and _ended_within(s, t0, k),
    "ending": lambda s, t0, k: s.is_open_at(k),
}


def holds(term: str, spell: Spell, q: Question) -> bool:
    """Whether a spell counts under a term of the question. KeyError for a word that is no term."""
    return _HOLDS[term](spell, q.start, q.cut_off)


def _ended_within(s: Spell, start: datetime, end: datetime) -> bool:
    return s.ended_at is not None and start <= s.ended_at < end


def tally(found: Iterable[Spell], q: Question) -> "dict[tuple[str, str], Counter[str]]":
    """Spells counted under each term, by kind and unit."""
    cells: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for spell in found:
        cells[spell.kind, spell.unit].update(term for term in TERMS if holds(term, spell, q))
    return cells


def _once(q: Question) -> IncidentQuerySet:
    """Matters of the books with a single spell: never reopened."""
    return q.matters().counted().filter(reopens=0)


def _simple_terms(q: Question) -> dict[str, Q]:
    """The terms over a matter's own row: the only spell opened when it was reported and ended when it was closed."""
    within = Q(closed_at__gte=q.start, closed_at__lt=q.cut_off)
    return {
        "opening": _open_at(q.start),
        "new": Q(reported_at__gte=q.start, reported_at__lt=q.cut_off),
        "relapsed": Q(pk__in=[]),
        "closed": Q(state=State.CLOSED) & within,
        "transferred": Q(state=State.TRANSFERRED) & within,
        "ending": _open_at(q.cut_off),
    }


def _open_at(instant: datetime) -> Q:
    return Q(reported_at__lt=instant) & (Q(closed_at=None) | Q(closed_at__gte=instant))


def _simple_counts(q: Question) -> list[tuple[tuple[str, str], "Counter[str]"]]:
    terms = {term: where for term, where in _simple_terms(q).items() if term != "relapsed"}
    counts: dict[str, Any] = {term: Count("pk", filter=where) for term, where in terms.items()}
    grouped = _once(q).order_by().values("kind_id", unit=unit_code(q.area_path, "area_path"))
    rows: list[Any] = list(grouped.annotate(**counts))
    return [((row["kind_id"], row["unit"]), Counter({t: row[t] for t in terms})) for row in rows]


def _spell_counts(q: Question) -> list[tuple[tuple[str, str], "Counter[str]"]]:
    return list(tally(folded_spells(q), q).items())


def folded_spells(q: Question) -> list[Spell]:
    """The spells of the matters that were reopened, folded from their lines in the ledger."""
    again = q.matters().counted().filter(reopens__gt=0, reported_at__lt=q.cut_off)
    columns = ("pk", "kind_id", "state", "reported_at", "unit")
    matters = list(again.annotate(unit=unit_code(q.area_path, "area_path")).values_list(*columns))
    steps = _steps([matter for matter, *_ in matters])
    return [
        spell
        for pk, kind, state, reported_at, unit in matters
        for spell in spells(pk, kind, unit, reported_at, state, steps.get(pk, ()))
    ]


def _steps(matters: Sequence[UUID]) -> dict[UUID, list[Step]]:
    if not matters:
        return {}
    lines = Entry.objects.filter(stream__in=matters, kind__in=TURNS).order_by("stream", "version")
    steps: dict[UUID, list[Step]] = defaultdict(list)
    for stream, kind, at, header in lines.values_list("stream", "kind", "at", "header"):
        steps[stream].append(Step(kind, at, json.loads(header)["state"]))
    return steps
