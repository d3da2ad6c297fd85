"""What the board shows, worked out: each number with the address of the list that it counts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from grids import tree
from grids.models import Area, Level, Zero
from incidents.board.asked import Asked
from incidents.catalogue import catalogue, named
from incidents.statistics import balances, on_time_rate, overdue_stock, stage_hours
from incidents.statistics.deadlines import on_time_by_month
from incidents.statistics.figures import BAND_NAMES, FLOW_NAMES, RATES, STAGE_NAMES
from incidents.statistics.flow import TERMS, Balance, Books
from incidents.statistics.overdue import BANDS, overdue_by_unit
from incidents.statistics.rate import Share
from incidents.zeros.days import ZeroDays, zeros_of
from incidents.zeros.models import MARKS

HIDDEN_WHEN_FEW = ("satisfied", "solved")
"""Rates of what people said: of fewer than ten answers nothing is shown, for it might show one person's."""


@dataclass(frozen=True)
class Number:
    """One number and the list that it opens."""

    value: int
    url: str


@dataclass(frozen=True)
class RateCell:
    """A rate as it is printed: value, n and N with their lists, and what stands beside."""

    code: str
    name: Promise | str
    share: Share
    n: Number
    N: Number
    met: Promise | str = ""
    of: Promise | str = ""
    beside: Number | None = None
    beside_name: Promise | str | None = None
    hidden: bool = False

    @property
    def bar(self) -> "Bar | None":
        """The rate with its 95 % interval, drawn on a hundred units."""
        if self.share.value is None or self.share.interval is None or self.hidden:
            return None
        low, high = self.share.interval
        return Bar(round(self.share.value * 100, 1), round(low * 100, 1), round((high - low) * 100, 1))


@dataclass(frozen=True)
class Bar:
    """Where a bar ends and where its interval lies, of a hundred."""

    at: float
    low: float
    width: float

    @property
    def high(self) -> float:
        """Where the interval ends."""
        return round(self.low + self.width, 1)

    @property
    def tick(self) -> float:
        """Where the mark of the rate begins, one unit wide and never beyond the edge."""
        return round(min(99.0, max(0.0, self.at - 0.5)), 1)


@dataclass(frozen=True)
class ZeroCell:
    """One zero of one area: its days, and the lists of what broke it and what waits."""

    days: ZeroDays
    label: str
    mark: str
    breaks: Number
    suspected: Number


@dataclass(frozen=True)
class FlowRow:
    """The books of one kind, one unit, or all."""

    name: Promise | str
    balance: Balance
    numbers: dict[str, Number]


@dataclass(frozen=True)
class UnitRow:
    """One line of the matrix; `url` None where there is nothing below to open."""

    name: str
    code: str
    url: str | None
    zeros: tuple[ZeroCell, ...]
    flow: FlowRow
    overdue: Number
    on_time: RateCell


def board_page(asked: Asked) -> dict[str, Any]:
    """Everything the template needs."""
    q = asked.question
    books = balances(q)
    units = asked.units()
    zeros = zeros_of([asked.area.path, *(unit.path for unit in units)], asked.today)
    return {
        "asked": asked,
        "cut_off": q.cut_off,
        "zeros": _zeros(asked, asked.area, zeros[asked.area.path]),
        "rates": [_rate(asked, code) for code in RATES],
        "overdue": _overdue(asked),
        "flow": _flow(asked, "", books.total),
        "flows": _by_kind(asked, books),
        "terms": [(term, FLOW_NAMES[term]) for term in TERMS],
        "stages": _stages(asked),
        "trend": _trend(asked),
        "units": _units(asked, units, books, zeros),
        "shows_zeros": any(unit.level != Level.GRID for unit in units),
    }


def _zeros(asked: Asked, area: Area, days: Sequence[ZeroDays]) -> tuple[ZeroCell, ...]:
    return tuple(
        ZeroCell(
            days=each,
            label=str(Zero(each.zero).label),
            mark=MARKS[each.zero],
            breaks=Number(each.breaks_this_year, asked.breaks("year", zero=each.zero, area=area.code)),
            suspected=Number(each.suspected, asked.breaks("waiting", zero=each.zero, area=area.code)),
        )
        for each in days
    )


def _rate(asked: Asked, code: str) -> RateCell:
    figure = RATES[code]
    rate = figure.function(asked.question)
    beside = Number(rate.besides, asked.rows(code, "beside")) if figure.beside else None
    return RateCell(
        code=code,
        name=figure.name,
        share=rate.share,
        n=Number(rate.n, asked.rows(code, "met")),
        N=Number(rate.N, asked.rows(code, "of")),
        met=figure.met,
        of=figure.of,
        beside=beside,
        beside_name=figure.beside,
        hidden=code in HIDDEN_WHEN_FEW and rate.share.is_few,
    )


def _overdue(asked: Asked) -> dict[str, Any]:
    stock = overdue_stock(asked.question)
    most = max(stock.bands.values(), default=0) or 1
    return {
        "total": Number(stock.total, asked.rows("overdue", "all")),
        "suspended": Number(stock.suspended, asked.rows("overdue", "suspended")),
        "bands": [
            (BAND_NAMES[name], Number(count, asked.rows("overdue", name)), round(count * 100 / most, 1))
            for name, count in stock.bands.items()
        ],
        "over_a_week": sum(stock.bands[band.name] for band in BANDS[1:]),
    }


def _flow(asked: Asked, name: Promise | str, balance: Balance, **narrow: str) -> FlowRow:
    numbers = {term: Number(getattr(balance, term), asked.rows("flow", term, **narrow)) for term in TERMS}
    return FlowRow(name, balance, numbers)


def _by_kind(asked: Asked, books: Books) -> list[FlowRow]:
    kinds = [kind for kind in catalogue().kinds.values() if not asked.kind or kind.code == asked.kind]
    return [
        _flow(asked, f"{kind.mark} {named(kind)}", books.by_kind.get(kind.code, Balance()), kind=kind.code)
        for kind in kinds
    ]


def _stages(asked: Asked) -> list[dict[str, Any]]:
    stages = stage_hours(asked.question)
    longest = max((each.p90 or 0.0 for each in stages if each.stage != "all"), default=0.0) or 1.0
    return [
        {
            "name": STAGE_NAMES[each.stage],
            "count": Number(each.count, asked.rows("stage", each.stage)),
            "median": each.median,
            "p90": each.p90,
            "bar": _lengths(each.median, each.p90, longest) if each.stage != "all" else None,
        }
        for each in stages
    ]


def _lengths(median: float | None, p90: float | None, longest: float) -> tuple[float, float] | None:
    if median is None or p90 is None:
        return None
    return round(median * 100 / longest, 1), round(p90 * 100 / longest, 1)


def _trend(asked: Asked) -> list[dict[str, Any]]:
    """Twelve months of 按时办结率: bars for the eye, n/N with their lists for everybody."""
    return [
        {
            "name": period.name,
            "month": str(int(period.name[5:])),
            "share": share,
            "height": round((share.value or 0.0) * 100, 1),
            "top": round(100 - (share.value or 0.0) * 100, 1),
            "n": Number(share.n, asked.rows("on_time", "met", period=period.name)),
            "N": Number(share.N, asked.rows("on_time", "of", period=period.name)),
        }
        for period, share in on_time_by_month(asked.question)
    ]


def _units(
    asked: Asked, units: list[Area], books: Books, zeros: dict[str, tuple[ZeroDays, ...]]
) -> list[UnitRow]:
    """One line a unit in the order of the codes; then what lies in former units, or in no unit at all."""
    rate = on_time_rate(asked.question)
    rates, late = rate.by_unit(asked.area.path), overdue_by_unit(asked.question)
    rows = []
    for code in dict.fromkeys([*(unit.code for unit in units), *sorted({*books.by_unit, *rates, *late})]):
        unit = next((each for each in units if each.code == code), None)
        own = {"area": code} if code else {"own": "1"}
        days = zeros.get(unit.path, ()) if unit is not None and unit.level != Level.GRID else ()
        rows.append(
            UnitRow(
                name=unit.short_name if unit is not None else _name_of(code),
                code=code,
                url=asked.board(area=code) if unit is not None and unit.level != Level.GRID else None,
                zeros=_zeros(asked, unit, days) if unit is not None else (),
                flow=_flow(asked, "", books.by_unit.get(code, Balance()), **own),
                overdue=Number(late.get(code, 0), asked.rows("overdue", "all", **own)),
                on_time=_unit_rate(asked, rates.get(code, Share(0, 0)), own),
            )
        )
    return rows


def _unit_rate(asked: Asked, share: Share, own: dict[str, str]) -> RateCell:
    return RateCell(
        code="on_time",
        name=RATES["on_time"].name,
        share=share,
        n=Number(share.n, asked.rows("on_time", "met", **own)),
        N=Number(share.N, asked.rows("on_time", "of", **own)),
    )


def _name_of(code: str) -> str:
    """The name of an area that is no unit of today; "" for what lies in no unit."""
    versions: Iterable[Area] = tree.current().by_code.get(code, ())
    return next((area.short_name for area in versions), code)
