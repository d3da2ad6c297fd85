"""How like two matters are: by place, time, category and words. Pure arithmetic, and the same in words."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import exp, hypot

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from incidents.finding import grams

METRES_PER_DEGREE = 111_320
EAST_PER_DEGREE = METRES_PER_DEGREE * 0.819
"""A degree of longitude at 35 degrees north."""

FLOOR = 0.7
"""Below this two matters are not called alike."""
PLACE, TIME, CATEGORY, WORDS, SAME_SPOT_AND_WORDS = 0.25, 0.35, 0.30, 0.10, 0.20
"""What each part weighs. Found on one seed of the generator, measured on others: `docs/finding.md`."""
REACH_METRES = 600
NEAR_METRES = 300
SAME_GRID, SAME_COMMUNITY = 0.8, 0.5
HOURS_OF_A_BURST, HOURS_OF_AN_AFFAIR = 3, 72
GAP_MINUTES, FADE_MINUTES = 14, 30
"""In a burst the next report comes after about so long; how soon it becomes improbable that one still belongs to it."""
SPOT_METRES, SHARE_OF_A_SPOT = 60, 0.05
ALIKE = 0.35
"""From this share of common pairs on words are called alike."""


@dataclass(frozen=True)
class Traits:
    """What is compared of a matter; `group` is its 大类."""

    at: datetime
    community: str
    grid: str
    category: str
    group: str
    pairs: frozenset[str]
    point: tuple[float, float] | None = None


@dataclass(frozen=True)
class Likeness:
    """The parts of a comparison; `later` is how long after the first matter the second was reported."""

    metres: int | None
    by_area: float
    later: timedelta
    category: float
    words: float

    @property
    def score(self) -> float:
        """From 0 to 1, all parts together; 0 for what lies in another community and out of reach."""
        if not self.by_area and (self.metres is None or self.metres > REACH_METRES):
            return 0.0
        near = 0.0 if self.metres is None else exp(-self.metres / NEAR_METRES)
        hours = abs(self.later).total_seconds() / 3600
        time = 0.6 * exp(-hours / HOURS_OF_A_BURST) + 0.4 * exp(-hours / HOURS_OF_AN_AFFAIR)
        parts = PLACE * max(near, self.by_area) + TIME * time + CATEGORY * self.category + WORDS * self.words
        return min(1.0, parts + SAME_SPOT_AND_WORDS * near * self.words)

    def one_cause(self, by_chance: float) -> float:
        """How probably the two have one cause and are no coincidence.

        `by_chance` is how many like them come to one community in a minute with no common cause: in a wave, such as a
        flood, many. Few of those lie on the very same spot.
        """
        burst = exp(-abs(self.later).total_seconds() / 60 / FADE_MINUTES) / GAP_MINUTES
        on_the_spot = self.metres is not None and self.metres <= SPOT_METRES
        return burst / (burst + by_chance * (SHARE_OF_A_SPOT if on_the_spot else 1))

    @property
    def reason(self) -> str:
        """In words: 62 米 · 3天前 · 同类 · 文字相近."""
        said = [self._place(), self._time()]
        if self.category:
            said.append(_("同类") if self.category == 1 else _("同大类"))
        if self.words >= ALIKE:
            said.append(_("文字相近"))
        return " · ".join(said)

    def _place(self) -> str:
        if self.metres is not None:
            return _("%(n)s 米") % {"n": self.metres}
        return _("同一网格") if self.by_area == SAME_GRID else _("同一社区")

    def _time(self) -> str:
        before = self.later < timedelta(0)
        return (_("%(span)s前") if before else _("%(span)s后")) % {"span": _span(abs(self.later))}


def _span(length: timedelta) -> str:
    """A length of time in its largest unit."""
    minutes = round(length.total_seconds() / 60)
    if minutes >= 1440:
        return ngettext("%(n)s天", "%(n)s天", minutes // 1440) % {"n": minutes // 1440}
    if minutes >= 60:
        return ngettext("%(n)s小时", "%(n)s小时", minutes // 60) % {"n": minutes // 60}
    return ngettext("%(n)s分", "%(n)s分", minutes) % {"n": minutes}


def compare(one: Traits, other: Traits) -> Likeness:
    """How like `other` is to `one`."""
    metres = None if one.point is None or other.point is None else round(distance(one.point, other.point))
    same_grid = bool(one.grid) and one.grid == other.grid
    by_area = SAME_GRID if same_grid else SAME_COMMUNITY if one.community == other.community else 0.0
    category = 0.4 if one.group and one.group == other.group else 0.0
    if one.category and one.category == other.category:
        category = 1.0
    smaller = min(len(one.pairs), len(other.pairs)) or 1
    return Likeness(metres, by_area, other.at - one.at, category, len(one.pairs & other.pairs) / smaller)


def distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Metres between two points (longitude, latitude), good to a few per cent in this latitude."""
    return hypot((other[0] - one[0]) * EAST_PER_DEGREE, (other[1] - one[1]) * METRES_PER_DEGREE)


def pairs_of(text: str) -> frozenset[str]:
    """The pairs of characters of a text, each once."""
    return frozenset(grams.pairs(grams.fold(text)))
