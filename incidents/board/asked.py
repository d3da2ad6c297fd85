"""What the address of a board page asks for: area, month, kind. Anything unknown or out of scope is not found."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from core.errors import NotFound
from core.roles import Role
from core.worktime import local_date
from grids import tree
from grids.models import Area, Level
from grids.scope import Scope
from incidents.catalogue import catalogue
from incidents.statistics import Period, Question

ROLES = (Role.SUPERVISOR, Role.AUDITOR, Role.DISPATCHER)
"""Who reads the board, each in their own areas."""


@dataclass(frozen=True)
class Asked:
    """One board page: an area in one's scope, a month that has begun, perhaps a kind; and the way to other pages."""

    area: Area
    period: Period
    at: datetime
    scope: Scope
    kind: str = ""
    own: bool = False

    @property
    def today(self) -> date:
        """The day of the request in Shanghai."""
        return local_date(self.at)

    @property
    def question(self) -> Question:
        """What the figures are asked."""
        return Question(self.area.path, self.period, self.at, self.scope, self.kind, self.own)

    def board(self, *, area: str = "", period: Period | None = None) -> str:
        """The address of the board for another area or month."""
        chosen = {"area": area or self.area.code, "period": (period or self.period).name}
        return f"{reverse('board:board')}?{urlencode(chosen)}"

    def rows(self, figure: str, part: str, **others: str) -> str:
        """The address of the list behind a number; `others` narrow it (area, kind, period, own)."""
        chosen = {"figure": figure, "part": part, "area": self.area.code, "period": self.period.name}
        chosen |= {"kind": self.kind} if self.kind else {}
        return f"{reverse('board:list')}?{urlencode(chosen | others)}"

    def breaks(self, part: str, **others: str) -> str:
        """The address of the list of breaks behind a number."""
        chosen = {"part": part, "area": self.area.code, **others}
        return f"{reverse('board:breaks')}?{urlencode(chosen)}"

    def units(self) -> list[Area]:
        """The areas right below, in the order of their codes."""
        here = tree.current()
        below = [level for level in Level if level.depth > Level(self.area.level).depth]
        found = (here.below(self.area.path, level, self.today) for level in below)
        return next((areas for areas in found if areas), [])

    def above(self) -> list[Area]:
        """The areas above this one that are in scope, the widest first."""
        codes = self.area.path.strip("/").split("/")[:-1]
        found = (tree.current().get(code, self.today) for code in codes)
        return [area for area in found if area is not None and may_read(self.scope, area.path)]

    def earlier(self) -> Period:
        """The month before."""
        return self.period.shifted(-1)

    def later(self) -> Period | None:
        """The month after, if it has begun."""
        after = self.period.shifted(1)
        return after if after.start <= self.at else None

    def periods(self) -> list[Period]:
        """The months to choose from: the last twelve, and the one that is open."""
        last = [Period.holding(self.at).shifted(-back) for back in range(12)]
        return last if self.period in last else [*last, self.period]

    def of_area(self, area: Area) -> "Asked":
        """The same page of another area."""
        return replace(self, area=area)


def may_read(scope: Scope, area_path: str) -> bool:
    """Whether the figures of this area are this person's to read."""
    return any(scope.has(role, area_path) for role in ROLES)


def asked(query: QueryDict, scope: Scope, at: datetime) -> Asked:
    """Read the address. Raises NotFound for an area out of scope or unknown, a month not begun, an unknown kind."""
    period = Period.named(name) if (name := query.get("period", "")) else Period.holding(at)
    kind = query.get("kind", "")
    if period is None or period.start > at or (kind and kind not in catalogue().kinds):
        raise NotFound()
    return Asked(_area(query.get("area", ""), scope, at), period, at, scope, kind, query.get("own") == "1")


def _area(code: str, scope: Scope, at: datetime) -> Area:
    """The area asked for, or the widest of one's own."""
    if code:
        area = tree.current().get(code, local_date(at)) or _former(code)
    else:
        paths = scope.paths(*ROLES)
        area = tree.current().at(min(paths, key=lambda path: (path.count("/"), path)), local_date(at))
    if area is None or not may_read(scope, area.path):
        raise NotFound()
    return area


def _former(code: str) -> Area | None:
    """The last version of an area that is no more: old matters lie in it still."""
    return next(reversed(tree.current().by_code.get(code, ())), None)
