"""What a figure is asked about: an area, a period, a moment; perhaps one kind of matter, and who asks."""

import re
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Func, IntegerField, TextField, Value
from django.db.models.expressions import Combinable

from core.worktime import SHANGHAI
from grids.scope import Scope
from incidents.models import Incident
from incidents.querysets import IncidentQuerySet

_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Period:
    """A span of time [start, end) with the name it goes by: a calendar month of Shanghai, `2026-11`."""

    start: datetime
    end: datetime
    name: str

    @classmethod
    def month(cls, year: int, month: int) -> "Period":
        """A calendar month."""
        following = (year + month // 12, month % 12 + 1)
        start = datetime(year, month, 1, tzinfo=SHANGHAI)
        return cls(start, datetime(*following, 1, tzinfo=SHANGHAI), f"{year}-{month:02d}")

    @classmethod
    def holding(cls, now: datetime) -> "Period":
        """The month that holds an instant."""
        local = now.astimezone(SHANGHAI)
        return cls.month(local.year, local.month)

    @classmethod
    def named(cls, name: str) -> "Period | None":
        """The month of that name, `2026-11`; None for anything else."""
        found = _MONTH.fullmatch(name)
        return cls.month(int(found[1]), int(found[2])) if found else None

    def shifted(self, months: int) -> "Period":
        """The month so many months later, or earlier."""
        year, month = divmod(self.start.year * 12 + self.start.month - 1 + months, 12)
        return Period.month(year, month + 1)


@dataclass(frozen=True)
class Question:
    """What is asked. `now` is when; `scope` leaves out what its holder may not see; `kind` "" asks for all kinds.

    `own` asks for what lies in the area itself and in no unit below it (未落到下级).
    """

    area_path: str
    period: Period
    now: datetime
    scope: Scope | None = None
    kind: str = ""
    own: bool = False

    @property
    def start(self) -> datetime:
        """The first instant that counts."""
        return self.period.start

    @property
    def cut_off(self) -> datetime:
        """Up to, and without, which instant is counted (统计截止): the period's end, or now."""
        return max(self.period.start, min(self.period.end, self.now))

    def matters(self) -> IncidentQuerySet:
        """Every matter of the area, of the kind, that may be seen: before any figure chooses among them."""
        matters: IncidentQuerySet = Incident.objects.within(self.area_path)
        if self.own:
            matters = matters.filter(area_path=self.area_path)
        if self.kind:
            matters = matters.filter(kind_id=self.kind)
        return matters.visible_to(self.scope) if self.scope is not None else matters

    def of_kind(self, kind: str) -> "Question":
        """The same question for one kind of matter."""
        return replace(self, kind=kind)

    def of_area(self, area_path: str) -> "Question":
        """The same question for another area."""
        return replace(self, area_path=area_path)

    def in_period(self, period: Period) -> "Question":
        """The same question for another period."""
        return replace(self, period=period)


def unit_code(area_path: str, column: str) -> Combinable:
    """The code of the area right below `area_path` in which a row lies; "" where it lies in no unit below.

    `column` names the row's path. Paths string the codes from the top, so this is the next code of the string.
    """
    place = area_path.count("/") + 1
    return Func(
        column,
        Value("/"),
        Value(place, output_field=IntegerField()),
        function="split_part",
        output_field=TextField(),
    )
