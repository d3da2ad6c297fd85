"""A month told by hand: matters that are assigned, closed, transferred on given days of November 2026.

A matter assigned on Monday the 2nd at ten is due on Monday the 9th at ten: five working days.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from core.worktime import SHANGHAI
from incidents.models import Incident
from incidents.statistics import Period, Question
from tests.incidents.lives import CATEGORY, Teller

NOVEMBER = Period.month(2026, 11)


@dataclass
class Month:
    """Tells a month: every deed names its day (and month, if it is not November)."""

    t: Teller

    def at(self, day: int, hour: int = 10, month: int = 11) -> None:
        """Put the teller's clock there; the next deed is a minute later."""
        self.t.now = datetime(2026, month, day, hour, tzinfo=SHANGHAI)

    def filed(
        self, day: int, kind: str = "petition", by: Any = None, month: int = 11, **more: Any
    ) -> Incident:
        self.at(day, month=month)
        return self.t.file(kind, by, **more)

    def assigned(self, day: int, kind: str = "petition", month: int = 11) -> Incident:
        incident = self.filed(day, kind, month=month)
        self.t.act(incident, "accept", self.t.cast.zhou, category=CATEGORY[kind])
        return self.t.act(incident, "assign", self.t.cast.zhou, to=self.t.cast.sanitation.code)

    def worked(self, incident: Incident, day: int, month: int = 11) -> Incident:
        self.at(day, month=month)
        self.t.act(incident, "take", self.t.cast.chen)
        return self.t.act(incident, "finish", self.t.cast.chen, what_was_done="已办妥")

    def closed(self, incident: Incident, day: int, month: int = 11) -> Incident:
        self.worked(incident, day, month)
        self.t.act(incident, "verify", self.t.cast.lin)
        return self.t.act(incident, "close", self.t.cast.zhou, outcome="settled")

    def act(
        self, incident: Incident, verb: str, day: int, by: str = "zhou", month: int = 11, **data: Any
    ) -> Incident:
        self.at(day, month=month)
        return self.t.act(incident, verb, getattr(self.t.cast, by), **data)

    def suspended(self, incident: Incident, day: int) -> Incident:
        self.act(incident, "take", day, by="chen")
        later = (self.t.now + timedelta(days=60)).isoformat()
        self.t.act(incident, "ask", self.t.cast.chen, what="suspension", reason="等停水", new_date=later)
        return self.t.act(incident, "grant", self.t.cast.zhou)

    def voided(self, incident: Incident, day: int) -> Incident:
        self.act(incident, "ask", day, what="voiding", reason="重复录入")
        return self.t.act(incident, "grant", self.t.cast.wei)


@pytest.fixture
def month(tell: Teller) -> Month:
    return Month(tell)


@pytest.fixture
def november(county: Any) -> Any:
    """The question about November in the whole county, asked on a day of it at noon (the 30th if none is given)."""

    def ask(day: int = 30, **others: Any) -> Question:
        now = datetime(2026, 11, day, 12, tzinfo=SHANGHAI)
        return Question(**({"area_path": county.path, "period": NOVEMBER, "now": now} | others))

    return ask


def counts(rate: Any) -> tuple[int, int]:
    """n and N."""
    return rate.n, rate.N
