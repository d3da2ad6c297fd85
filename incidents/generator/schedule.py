"""When and where matters are seen: how many on each day, and for each one its instant, community and sub-category.

Reports come as a Poisson stream whose rate follows hour, weekday, season and community; 6 % of them come in bursts
(one cause, many reporters); one day has a flood. Each day is drawn from a seed of its own, so days can be made apart.
"""

from bisect import bisect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from itertools import accumulate
from random import Random

import numpy as np

from core.worktime import SHANGHAI, Calendar, local_date
from incidents.generator import rates
from incidents.generator.county import Community, County

OUTAGE_MINUTES = 40
FEWEST_OF_TODAY = 0.1
"""Of a usual day's matters, however early it is: enough for what is left to whoever opens the demo."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """Somebody sees something. `burst` numbers the cause that several reports of a day share; -1 is none.

    `fresh` is the urgency of what is left to whoever opens the demo, and empty for everything else.
    """

    at: datetime
    community: Community
    category: str
    burst: int = -1
    fresh: str = ""


@dataclass(frozen=True)
class Schedule:
    """How many matters, over how many days before `now`, from which seed."""

    matters: int
    days: int
    seed: int
    now: datetime
    calendar: Calendar

    @cached_property
    def dates(self) -> list[date]:
        """The days in order; the last one is today, as far as it has gone."""
        today = local_date(self.now)
        return [today - timedelta(days=back) for back in range(self.days - 1, -1, -1)]

    @cached_property
    def counts(self) -> list[int]:
        """How many are seen on each day; their sum is `matters`."""
        weights = [rates.of_day(day, self.calendar.is_workday(day)) for day in self.dates]
        weights[self.flooded] *= rates.FLOOD_FACTOR if self.days > 1 else 1
        weights[-1] *= max(self._share_of_today, FEWEST_OF_TODAY)
        shares = np.array(weights) / sum(weights)
        return [int(n) for n in np.random.default_rng(self.seed).multinomial(self.matters, shares)]

    @cached_property
    def flooded(self) -> int:
        """The index of the day with the flood: drawn among the rainiest of the days before the last week."""
        chance = self.chance("flood")
        last = max(1, self.days - 7)
        rain = [rates.SEASONS["flood"][day.month - 1] ** 3 for day in self.dates[:last]]
        return chance.choices(range(last), rain)[0]

    @cached_property
    def outage(self) -> tuple[datetime, datetime]:
        """Forty minutes without a network, on a working morning in the middle of the time."""
        day = next(day for day in [*self.dates[self.days // 2 :], *self.dates] if day <= self.dates[-1])
        start = _at(day, self.chance("outage").uniform(9.2, 10.8))
        return start, start + timedelta(minutes=OUTAGE_MINUTES)

    def chance(self, *what: object) -> Random:
        """The chance that belongs to one part of this schedule."""
        return Random(":".join(str(each) for each in (self.seed, *what)))  # noqa: S311 - a demo, not a secret

    def of_day(self, index: int, county: County) -> list[Sighting]:
        """What is seen on one day, in order."""
        day, wanted, chance = self.dates[index], self.counts[index], self.chance("day", index)
        shares = rates.FLOOD_SHARES if index == self.flooded and self.days > 1 else rates.shares_on(day)
        draw = _Draw(shares, chance)
        seen: list[Sighting] = []
        for burst, size in enumerate(_burst_sizes(wanted, chance)):
            seen += self._burst(day, burst, size, county, draw)
        while len(seen) < wanted:
            category = draw.category()
            seen.append(Sighting(self._instant(day, category, chance), county.draw(chance), category))
        return sorted(self._with_the_fresh(index, seen[:wanted]), key=lambda each: each.at)

    def _with_the_fresh(self, index: int, seen: list[Sighting]) -> list[Sighting]:
        """On the last day a few were seen just now, instead of as many others."""
        alone = [n for n, each in enumerate(seen) if each.burst < 0] if index == self.days - 1 else []
        begin = _at(self.dates[index], 0.0)
        for n, (minutes, category, urgency) in zip(alone, rates.FRESH, strict=False):
            at = max(begin, self.now - timedelta(minutes=minutes))
            seen[n] = Sighting(at, seen[n].community, category, fresh=urgency)
        return seen

    def _burst(self, day: date, burst: int, size: int, county: County, draw: "_Draw") -> Iterator[Sighting]:
        category = draw.chance.choice(rates.BURSTING)
        first, community = self._instant(day, category, draw.chance), county.draw(draw.chance)
        for _ in range(size):
            yield Sighting(first, community, category, burst)
            first = min(first + timedelta(minutes=draw.chance.expovariate(1 / 14)), self._end(day))

    def _instant(self, day: date, category: str, chance: Random) -> datetime:
        hours = rates.HOURS[rates.kind_of(category)]
        (hour,) = chance.choices(range(24), hours)
        at = _at(day, hour + chance.random())
        if at <= self.now:
            return at
        begin = _at(day, 0.0)
        return begin + (self.now - begin) * chance.random()

    def _end(self, day: date) -> datetime:
        return min(_at(day, 23.99), self.now)

    @property
    def _share_of_today(self) -> float:
        local = self.now.astimezone(SHANGHAI)
        gone = accumulate(rates.HOURS["hazard"])
        return list(gone)[local.hour] / sum(rates.HOURS["hazard"])


class _Draw:
    """Sub-categories by their shares."""

    def __init__(self, shares: Mapping[str, float], chance: Random) -> None:
        self.chance = chance
        self._codes: list[str] = list(shares)
        self._bounds = list(accumulate(shares.values()))

    def category(self) -> str:
        return self._codes[bisect(self._bounds, self.chance.random() * self._bounds[-1])]


def _burst_sizes(wanted: int, chance: Random) -> Iterator[int]:
    """Bursts until about 6 % of the day's matters belong to one."""
    left = wanted * rates.BURSTS
    while True:
        size = chance.choice(rates.BURST_SIZES)
        if chance.random() >= left / size:
            return
        left -= size
        yield size


def _at(day: date, hours: float) -> datetime:
    """So many hours after midnight in Shanghai, in UTC to the millisecond."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)
    return midnight.astimezone(UTC) + timedelta(milliseconds=round(hours * 3_600_000))
