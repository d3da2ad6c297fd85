"""A life being told: the plan so far, where it stands in time, and the deeds that come up again and again."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from core.models import User
from core.worktime import Limit, Unit, add, elapsed
from grids.models import Department
from incidents.catalogue import Category, ClockKind
from incidents.generator.county import Community, County, Grid
from incidents.generator.pace import Pace
from incidents.generator.plan import Plan, Step
from incidents.generator.rates import LATENESS
from incidents.generator.wording import said
from incidents.sla import Rules

HEARTBEAT = timedelta(seconds=20)


class Telling:
    """Writes the steps of one plan. `due_at` is told here by arithmetic of its own, only to pace the story."""

    def __init__(
        self, plan: Plan, community: Community, grid: Grid, county: County, rules: Rules, chance: Random
    ) -> None:
        """Begin at the report."""
        self.plan, self.community, self.grid, self.county = plan, community, grid, county
        self.rules, self.chance = rules, chance
        self.t = plan.at
        self.kind, self.urgency = plan.filing.kind, str(plan.filing.urgency)
        self.category: Category = rules.catalogue.categories[plan.filing.category or ""]
        self.which, self.in_burst, self.in_hand = 0, False, False
        self.due_at: datetime | None = None
        self.assigned_at = plan.at
        self.first_end_at: datetime | None = None
        self.photos = 0
        self.pace = Pace(
            chance, rules.calendar, self.urgency == "urgent", LATENESS.get(plan.street.digits, 1.0)
        )

    def then(self, verb: str, by: User, at: datetime, **args: Any) -> None:
        """The next deed; never before the one before it."""
        self.t = max(at, self.t + HEARTBEAT)
        self.plan.steps.append(Step(self.t, verb, by, args))

    def ended(self) -> None:
        """The matter is at an end, now; it may be reopened."""
        self.first_end_at = self.first_end_at or self.t

    def perhaps(self, share: float) -> bool:
        """Whether something with that chance happens."""
        return self.chance.random() < share

    def say(self, key: str, **given: str) -> str:
        """A sentence of the desk."""
        return said(key, self.chance, **given)

    def later(self, minutes: float, spread: float = 0.8) -> datetime:
        """About so many minutes after the last deed, in office hours."""
        return self.pace.later(self.t, minutes, spread)

    def within(self, minutes: float, spread: float = 0.8) -> datetime:
        """The same, by people who know how short the limit is: usually a tenth of it."""
        limit = self.limit()
        if limit.unit is Unit.HOUR:
            return self.pace.soon(self.t, min(minutes * 0.4, limit.amount * 3.0), spread)
        usual = limit.length(self.rules.calendar) / timedelta(minutes=10)
        return self.pace.later(self.t, min(minutes, usual), spread)

    @property
    def dispatcher(self) -> User:
        """Who is on duty at the street's centre; in an urgent night the county's."""
        local_hour = (self.t + timedelta(hours=8)).hour
        if self.pace.urgent and not 7 <= local_hour < 19:
            return self.chance.choice(self.county.dispatchers)
        return self.chance.choice(self.plan.street.dispatchers)

    @property
    def supervisor(self) -> User:
        """A supervisor of the street, or of the county where it has none."""
        return self.chance.choice(self.plan.street.supervisors or self.county.supervisors)

    def other(self, people: tuple[User, ...], than: User) -> User | None:
        """Somebody else of these people; None where there is nobody else."""
        others = [user for user in people if user.pk != than.pk]
        return self.chance.choice(others) if others else None

    def handler(self, department: Department) -> User:
        """Somebody who handles there."""
        return self.chance.choice(self.county.handlers(department))

    def limit(self, clock: str = ClockKind.HANDLE) -> Limit:
        """The limit of a clock as things stand."""
        found = self.rules.catalogue.limit(self.kind, self.category.code, self.urgency, clock)
        if found is None:
            raise LookupError(f"no {clock} limit for {self.category.code}")
        return found

    def start_main_clock(self) -> None:
        """The first assignment starts it; later ones do not set it back."""
        if self.due_at is None:
            self.assigned_at = self.t
            self.due_at = add(self.t, self.limit(), self.rules.calendar).at

    def stood_still(self, since: datetime) -> None:
        """The main clock stood still from `since` until now."""
        unit = self.limit().unit
        stood = elapsed(since, self.t, unit, self.rules.calendar)
        if self.due_at is not None:
            self.due_at = add(self.due_at, stood, self.rules.calendar, unit).at
