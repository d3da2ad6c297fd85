"""How a life becomes spells in hand, and that the books balance whatever lives people lead. No database."""

import uuid
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from incidents.statistics import Balance, Period, Question
from incidents.statistics.flow import TERMS, holds, tally
from incidents.statistics.lives import OUTSIDE, Ended, Opened, Spell, Step, spells
from incidents.workflow import ENDS, State, sources

DAY = timedelta(days=1)
BEGIN = datetime(2026, 9, 1, tzinfo=UTC)
MATTER = uuid.UUID(int=1)

MOVES: dict[str, tuple[str, str]] = {
    # verb → ledger kind, state after
    "self_handle": ("self_handled", "closed"), "accept": ("accepted", "accepted"),
    "decline": ("declined", "declined"), "object": ("objected", "reported"), "merge": ("merged", "merged"),
    "unmerge": ("unmerged", "accepted"), "assign": ("assigned", "assigned"), "take": ("taken", "handling"),
    "send_back": ("sent_back", "accepted"), "suspend": ("granted", "suspended"),
    "resume": ("resumed", "handling"), "finish": ("finished", "finished"), "verify": ("verified", "verified"),
    "rework": ("reworked", "handling"), "close": ("closed", "closed"), "reopen": ("reopened", "accepted"),
    "transfer": ("transferred", "transferred"), "void": ("voided", "void"),
}  # fmt: skip


def told(*turns: tuple[str, int], state: str = "") -> list[Spell]:
    """The spells of a life told as (ledger kind, day); the state after each follows from the kind."""
    after = {"verified_closing": "closed", "undone": "verified"} | dict(MOVES.values())
    steps = [Step(kind.removesuffix("_closing"), BEGIN + day * DAY, after[kind]) for kind, day in turns]
    now = state or (steps[-1].state if steps else State.REPORTED)
    return spells(MATTER, "hazard", "a", BEGIN, now, steps)


def days(found: Iterable[Spell]) -> list[tuple[str, int, int | None, str | None]]:
    """Spells as (how opened, day, day of the end, how ended)."""
    return [
        (s.opened, (s.opened_at - BEGIN).days, (s.ended_at - BEGIN).days if s.ended_at else None, s.ended)
        for s in found
    ]


def test_a_matter_in_hand_is_one_open_spell() -> None:
    assert days(told(("accepted", 1))) == [("new", 0, None, None)]


def test_a_closed_one_ends_when_it_is_closed() -> None:
    assert days(told(("accepted", 1), ("closed", 9))) == [("new", 0, 9, "closed")]
    assert days(told(("self_handled", 0))) == [("new", 0, 0, "closed")]
    assert days(told(("verified_closing", 4), state="closed")) == [("new", 0, 4, "closed")]
    assert days(told(("transferred", 3))) == [("new", 0, 3, "transferred")]


def test_a_reopened_one_relapses() -> None:
    again = told(("closed", 5), ("reopened", 8), ("closed", 11))
    assert days(again) == [("new", 0, 5, "closed"), ("relapsed", 8, 11, "closed")]


def test_a_closure_undone_has_not_happened() -> None:
    assert days(told(("closed", 5), ("undone", 5), ("closed", 6))) == [("new", 0, 6, "closed")]


def test_what_is_void_declined_or_merged_now_stands_in_no_book() -> None:
    for state in OUTSIDE:
        assert told(("accepted", 1), ("closed", 5), ("reopened", 6), state=state) == []


def test_what_was_declined_and_came_back_was_in_hand_all_the_while() -> None:
    assert days(told(("declined", 2), ("reopened", 4), ("closed", 6))) == [("new", 0, 6, "closed")]
    assert days(told(("merged", 2), ("unmerged", 4))) == [("new", 0, None, None)]


@st.composite
def lives(draw: st.DrawFn) -> tuple[str, str, datetime, list[Step], str]:
    """A random legal life: kind, unit, when it was reported, its turns, its present state."""
    state, at = "reported", BEGIN + draw(st.integers(0, 80)) * DAY
    reported = at
    steps: list[Step] = []
    for _ in range(draw(st.integers(0, 14))):
        open_now = sorted(verb for verb in MOVES if state in sources(verb))
        undo = state == "closed" and draw(st.booleans()) and steps[-1].kind == "closed"
        kind, after = ("undone", "verified") if undo else MOVES[draw(st.sampled_from(open_now or ["close"]))]
        if not undo and not open_now:
            break
        at += draw(st.integers(0, 12)) * DAY
        steps.append(Step(kind, at, after))
        state = after
    return draw(st.sampled_from("ph")), draw(st.sampled_from("abc")), reported, steps, state


def state_at(life: tuple[str, str, datetime, list[Step], str], instant: datetime) -> str | None:
    """The state just before an instant; None before the report."""
    _kind, _unit, reported, steps, _now = life
    before = [step.state for step in steps if step.at < instant]
    return None if reported >= instant else before[-1] if before else "reported"


def question(first: int, length: int) -> Question:
    start = BEGIN + first * DAY
    return Question("/", Period(start, start + length * DAY, "p"), start + 400 * DAY)


def balance_of(found: Iterable[Spell], q: Question) -> Balance:
    return sum((Balance.of(each) for each in tally(found, q).values()), Balance())


@settings(max_examples=300, deadline=None)
@given(st.lists(lives(), max_size=30), st.integers(0, 150), st.integers(1, 60))
def test_the_books_balance_in_all_by_kind_and_by_unit(
    told_lives: list[tuple[str, str, datetime, list[Step], str]], first: int, length: int
) -> None:
    q, after = question(first, length), question(first + length, length)
    found = [
        s
        for kind, unit, at, steps, now in told_lives
        for s in spells(uuid.uuid4(), kind, unit, at, now, steps)
    ]
    cells = {cell: Balance.of(counts) for cell, counts in tally(found, q).items()}
    assert all(cell.balances for cell in cells.values())
    assert sum(cells.values(), Balance()).balances
    assert balance_of(found, q).ending == balance_of(found, after).opening


@settings(max_examples=200, deadline=None)
@given(lives(), st.integers(0, 200))
def test_a_spell_holds_exactly_the_instants_at_which_the_matter_was_in_hand(
    life: tuple[str, str, datetime, list[Step], str], day: int
) -> None:
    kind, unit, reported, steps, now = life
    found, instant = spells(MATTER, kind, unit, reported, now, steps), BEGIN + day * DAY
    was = state_at(life, instant)
    if now in OUTSIDE or was in OUTSIDE:
        assert now not in OUTSIDE or found == []
        return
    in_hand = was is not None and was not in ENDS
    assert sum(spell.is_open_at(instant) for spell in found) == in_hand


def test_every_term_is_counted_by_somebody() -> None:
    q = question(3, 5)
    found = [
        Spell(MATTER, "p", "a", BEGIN, Opened.NEW, BEGIN + 4 * DAY, Ended.CLOSED),
        Spell(MATTER, "p", "a", BEGIN + 5 * DAY, Opened.RELAPSED, BEGIN + 6 * DAY, Ended.TRANSFERRED),
        Spell(MATTER, "p", "a", BEGIN + 7 * DAY, Opened.NEW),
    ]
    assert Counter(term for s in found for term in TERMS if holds(term, s, q)) == Counter(TERMS)
