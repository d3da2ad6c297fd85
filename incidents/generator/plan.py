"""What will happen to one matter: a report, then the steps of a life in order. Nothing here touches a database.

A plan can be played in two ways that must agree: folded in memory (`fold.py`), or through the services.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from core.models import User
from grids.models import Area
from incidents.generator.county import Point, Street
from incidents.services.intake import Filing


@dataclass(frozen=True, slots=True)
class Step:
    """One deed: which verb, by whom, when, and what the service of that verb is given."""

    at: datetime
    verb: str
    by: User
    args: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Where:
    """Where a matter lies: its lowest area, its grid (None: 未落图), its point in WGS-84."""

    area: Area
    grid: Area | None
    point: Point | None


@dataclass(slots=True)
class Plan:
    """One life. `at` is when the server received the report; `serial` the running value behind its number.

    `cause` is what all reports of one burst share, and empty where nothing is shared: the true answer of 相似.
    """

    filing: Filing
    by: User
    at: datetime
    where: Where
    street: Street
    serial: int = 0
    cause: str = ""
    steps: list[Step] = field(default_factory=list)

    def cut(self, now: datetime) -> None:
        """Leave out what has not happened yet."""
        self.steps = [step for step in self.steps if step.at <= now]
