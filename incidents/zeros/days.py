"""零天数: whole Asia/Shanghai days since the last break of a zero in an area. Only a recognised break is asked.

A reported matter is work, never a break: nothing here reads `Incident`. Days count from the day on which a break
happened, not from the day on which it was recognised, so a late recognition or a correction back-dates.
Source: the domain page, section 4; the province's definition of the three zeros (field page, 1.1).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from grids.models import Zero
from incidents.zeros.models import Break, Campaign
from incidents.zeros.workflow import COUNTING, WAITING


@dataclass(frozen=True, slots=True)
class ZeroDays:
    """One zero of one area on one day. `since` is the day the count starts from, None before any campaign."""

    zero: str
    days: int
    longest: int
    suspected: int
    since: date | None
    last_break_on: date | None
    breaks_this_year: int


Known = tuple[str, str, str, date]
"""A break as the count needs it: its path, zero, state and day."""


def zero_days(area_path: str, on: date) -> tuple[ZeroDays, ...]:
    """The three zeros of one area on a day, in the order 零上访, 零事故, 零案件. Two statements."""
    return zeros_of([area_path], on)[area_path]


def days_of(zero: str, area_path: str, on: date) -> ZeroDays:
    """One zero of one area on a day."""
    return next(each for each in zero_days(area_path, on) if each.zero == zero)


def zeros_of(paths: Sequence[str], on: date) -> dict[str, tuple[ZeroDays, ...]]:
    """The three zeros of many areas on a day: still two statements."""
    known = _known(paths, on)
    starts = _starts()
    return {path: tuple(_count(zero, path, on, known, starts) for zero in Zero.values) for path in paths}


def _known(paths: Sequence[str], on: date) -> list[Known]:
    rows = Break.objects.filter(occurred_on__lte=on, state__in=(*COUNTING, *WAITING))
    common = _common(paths)
    return list(rows.within(common).values_list("area_path", "zero", "state", "occurred_on"))


def _common(paths: Sequence[str]) -> str:
    """The path under which all of `paths` lie; "" for none."""
    if not paths:
        return ""
    first, last = min(paths), max(paths)
    shared = next((i for i, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first))
    return first[: first.rfind("/", 0, shared) + 1] if shared < len(first) else first


def _starts() -> dict[str, date]:
    """Path → first day counted; of several rows for one area the last written holds."""
    return dict(Campaign.objects.order_by("set_at", "id").values_list("area_path", "starts_on"))


def _start_for(path: str, starts: dict[str, date]) -> date | None:
    """The campaign start that holds for an area: its own, else the nearest above it."""
    holding = [each for each in starts if path.startswith(each)]
    return starts[max(holding, key=len)] if holding else None


def _count(zero: str, path: str, on: date, known: Iterable[Known], starts: dict[str, date]) -> ZeroDays:
    mine = [(state, day) for where, which, state, day in known if which == zero and where.startswith(path)]
    broken = sorted(day for state, day in mine if state in COUNTING)
    start = _start_for(path, starts)
    marks = spans(start, broken, on)
    return ZeroDays(
        zero=zero,
        days=marks[-1] if marks else 0,
        longest=max(marks, default=0),
        suspected=sum(state in WAITING for state, _ in mine),
        since=max([day for day in (start, *broken[-1:]) if day is not None], default=None),
        last_break_on=broken[-1] if broken else None,
        breaks_this_year=sum(day.year == on.year for day in broken),
    )


def spans(start: date | None, broken: Sequence[date], on: date) -> list[int]:
    """The lengths in days of all stretches without a break from `start` up to `on`, in order; the last one runs still.

    `broken` is in order. Without a `start` the first break begins the count; a start after `on` counts nothing yet.
    """
    edges = [day for day in broken if start is None or day > start]
    if start is not None:
        edges.insert(0, start)
    edges = [day for day in edges if day <= on]
    return [(until - since).days for since, until in zip(edges, [*edges[1:], on], strict=False)]
