"""How often what happens: shares of kinds and categories, hours, weekdays, seasons, weights of communities.

Invented figures of a plausible county, in one place. A share is relative; whoever draws divides by the sum.
"""

from collections.abc import Mapping, Sequence
from datetime import date

SHARES: Mapping[str, float] = {
    # petition, 36
    "home.neighbours": 4.2, "home.family": 2.2, "home.house": 1.3, "contracts.contract": 1.4,
    "contracts.business": 0.6, "contracts.damages": 0.9, "land.forest": 1.0, "land.expropriation": 0.9,
    "land.pollution": 0.9, "labour.wages": 1.7, "labour.other": 0.8, "consumer.tourism": 0.2,
    "consumer.online": 0.5, "consumer.goods": 1.0, "harm.medical": 0.3, "harm.traffic": 0.9,
    "estate.management": 3.2, "estate.other": 0.9, "service.noise": 3.4, "service.supply": 3.0,
    "service.lights": 2.4, "service.hygiene": 2.9, "service.affairs": 1.4,
    # hazard, 50
    "fire.exit": 9.0, "fire.ebike": 6.5, "fire.wiring": 3.6, "fire.gear": 4.0, "fire.premises": 1.8,
    "work.qualification": 0.7, "work.chemicals": 0.6, "work.equipment": 0.9, "work.site": 2.6,
    "road.surface": 4.4, "road.manhole": 3.8, "road.signal": 1.6, "gas.bottle": 2.0, "gas.pipe": 1.0,
    "building.old": 1.4, "building.falling": 1.5, "building.slope": 0.5, "flood.street": 1.2, "flood.river": 0.8,
    "food.safety": 1.2, "food.drugs": 0.2, "drowning.water": 0.7, "major.fire": 0.12, "major.work": 0.08,
    "major.building": 0.05,
    # security, 14
    "goods.theft": 3.4, "goods.fraud": 2.0, "persons.fight": 1.7, "persons.home": 0.9, "order.gambling": 1.0,
    "order.dogs": 2.8, "order.crowd": 0.4, "devices.fault": 1.9,
}  # fmt: skip

SEASONS: Mapping[str, Sequence[float]] = {
    # by month, January first; 1 is the year's mean
    "flood": (0.1, 0.1, 0.3, 0.6, 1.0, 1.8, 3.0, 2.8, 1.4, 0.5, 0.2, 0.1),
    "drowning": (0.2, 0.2, 0.4, 0.8, 1.4, 2.4, 2.6, 2.4, 1.0, 0.3, 0.2, 0.1),
    "gas": (1.7, 1.5, 1.1, 0.8, 0.7, 0.6, 0.6, 0.6, 0.8, 0.9, 1.3, 1.5),
    "fire": (1.3, 1.3, 1.1, 0.9, 0.9, 1.3, 1.0, 0.9, 0.9, 0.9, 1.0, 1.2),
    "labour": (2.2, 1.2, 0.6, 0.6, 0.6, 0.8, 0.7, 0.7, 0.9, 0.9, 1.3, 2.0),
    "service": (1.2, 0.9, 0.9, 0.8, 0.9, 1.1, 1.2, 1.1, 0.9, 0.9, 1.2, 1.3),
    "land": (0.7, 0.7, 1.0, 1.1, 1.2, 1.5, 0.9, 0.9, 1.2, 1.4, 0.8, 0.6),
}

HOURS: Mapping[str, Sequence[float]] = {
    "petition": (1, 0, 0, 0, 0, 1, 3, 7, 16, 20, 18, 13, 6, 5, 11, 15, 15, 12, 9, 9, 8, 6, 4, 2),
    "hazard": (1, 1, 0, 0, 1, 2, 5, 10, 18, 20, 18, 12, 5, 5, 12, 16, 16, 11, 7, 6, 5, 4, 2, 1),
    "security": (6, 4, 3, 2, 2, 2, 3, 5, 8, 9, 8, 7, 6, 5, 6, 7, 8, 9, 10, 12, 13, 13, 11, 8),
}
"""By hour of the day in Shanghai, from midnight."""

WEEKDAYS = (1.18, 1.12, 1.08, 1.05, 1.06, 0.80, 0.71)
"""Monday first; a make-up day (调休) counts as a Monday, a holiday as a Sunday."""

URGENCY: Mapping[str, tuple[float, float, float]] = {
    "petition": (0.86, 0.13, 0.01),
    "hazard": (0.74, 0.23, 0.03),
    "security": (0.68, 0.27, 0.05),
}
"""Shares of normal, serious, urgent."""

SOURCES: Mapping[str, tuple[float, float, float]] = {
    "petition": (0.38, 0.40, 0.22),
    "hazard": (0.84, 0.14, 0.02),
    "security": (0.52, 0.38, 0.10),
}
"""Shares of patrol, hotline, walk-in."""

BURSTS = 0.06
"""The share of matters that belong to a burst: one cause, five to thirty reports within some hours."""
BURST_SIZES = (5, 5, 6, 6, 7, 8, 9, 11, 14, 18, 30)
BURSTING = (
    "service.supply",
    "estate.management",
    "service.noise",
    "road.surface",
    "labour.wages",
    "flood.street",
)

FLOOD_FACTOR = 7.0
"""How many times the usual number of a day comes on the flood day; in its twelve hours nearly all is flooding."""
FLOOD_SHARES: Mapping[str, float] = {
    "flood.street": 46, "flood.river": 16, "road.surface": 8, "road.manhole": 8, "building.old": 5,
    "building.slope": 4, "service.supply": 6, "estate.management": 5, "fire.wiring": 2,
}  # fmt: skip

FRESH: Sequence[tuple[float, str, str]] = (
    (34.0, "gas.pipe", "urgent"),
    (13.0, "road.manhole", "serious"),
    (18.5, "service.supply", "serious"),
    (27.0, "fire.wiring", "serious"),
    (6.5, "order.dogs", "serious"),
)
"""What waits for whoever opens the demo, the foremost first: reported so many minutes ago, what, how urgent. What is
urgent has been sent to somebody who has not taken it on; of the others nobody has taken notice.
"""

STREETS: Mapping[str, float] = {
    # weights of the streets and towns, roughly by people
    "001": 15.5, "002": 11.0, "003": 10.0, "004": 12.0, "005": 11.5, "100": 7.0, "101": 4.0, "102": 8.5, "103": 5.0,
    "104": 3.0, "105": 2.0, "106": 4.0, "107": 1.5, "108": 3.0, "109": 2.0, "110": 1.0,
}  # fmt: skip

LATENESS: Mapping[str, float] = {"004": 1.25, "102": 1.15, "001": 0.95, "003": 0.9}
"""Streets whose handlers take longer than others (1 is usual)."""


def kind_of(category: str) -> str:
    """The kind of a sub-category of the demo."""
    group = category.split(".")[0]
    if group in ("home", "contracts", "land", "labour", "consumer", "harm", "estate", "service"):
        return "petition"
    return "security" if group in ("goods", "persons", "order", "devices") else "hazard"


def shares_on(day: date) -> dict[str, float]:
    """The shares of all sub-categories in the season of that day."""
    return {code: share * _season(code, day.month) for code, share in SHARES.items()}


def of_day(day: date, worked: bool) -> float:
    """How busy a day is, by weekday and season; a worked Sunday is like a Monday, a free Wednesday like a Sunday."""
    weekday = day.weekday()
    if worked != (weekday < 5):
        weekday = 0 if worked else 6
    return WEEKDAYS[weekday] * sum(shares_on(day).values()) / sum(SHARES.values())


def _season(code: str, month: int) -> float:
    by_month = SEASONS.get(code.split(".")[0])
    return by_month[month - 1] if by_month else 1.0
