"""How long people take: a median and a spread (lognormal) per stage; desks keep office hours, urgent work does not."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import exp
from random import Random

from core.worktime import Calendar, Limit, Unit, add

AT_LEAST = timedelta(seconds=20)
STUCK = 0.033


@dataclass(frozen=True, slots=True)
class Pace:
    """The pace of one life: its chance, the working days, whether it is urgent, and how slow its street is."""

    chance: Random
    calendar: Calendar
    urgent: bool
    lateness: float = 1.0

    def about(self, median: float, spread: float = 0.8) -> float:
        """A positive number around `median`; `spread` is the sigma of its logarithm."""
        return median * exp(self.chance.gauss(0.0, spread))

    def later(self, after: datetime, minutes: float, spread: float = 0.8) -> datetime:
        """An instant about so many minutes after: of office hours, or at once where it is urgent."""
        if self.urgent:
            return after + max(AT_LEAST, timedelta(minutes=self.about(minutes * 0.35, spread)))
        length = max(AT_LEAST, timedelta(minutes=self.about(minutes, spread)))
        return add(after, length, self.calendar, Unit.WORKING_HOUR).at

    def soon(self, after: datetime, minutes: float, spread: float = 0.6) -> datetime:
        """An instant about so many minutes after, whatever the hour: what people on the spot do."""
        return after + max(AT_LEAST, timedelta(minutes=self.about(minutes, spread)))

    def share_of(self, limit: Limit) -> float:
        """Which share of a limit the work takes: mostly under a half; one in thirty gets stuck and takes several."""
        if self.chance.random() < STUCK:
            return self.chance.uniform(1.2, 4.0) * self.lateness
        return self.about(0.33, 0.5) * self.lateness

    def part(self, start: datetime, limit: Limit, share: float) -> datetime:
        """The instant at which that share of the limit has passed since `start`."""
        return add(start, limit.length(self.calendar) * share, self.calendar, limit.unit).at

    def office(self, after: datetime, days: float) -> datetime:
        """An instant in office hours about so many working days after."""
        return add(after, self.calendar.day_length * days, self.calendar, Unit.WORKING_DAY).at
