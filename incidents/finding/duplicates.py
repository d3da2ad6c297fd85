"""相似: matters that may be the same one told twice, each with its score and its reason. Merging stays a person's deed.

The database brings what lies near and is recent, of the same kind; the few dozen are compared in `likeness.py`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from core.worktime import local_date
from grids import tree
from grids.models import Level
from grids.scope import Scope
from incidents.catalogue import catalogue
from incidents.finding.likeness import (
    EAST_PER_DEGREE,
    FLOOR,
    METRES_PER_DEGREE,
    REACH_METRES,
    Likeness,
    Traits,
    compare,
    pairs_of,
)
from incidents.models import Incident, State
from incidents.workflow import OPEN

OPEN_FOR = timedelta(days=30)
"""How much earlier or later an open matter may have been reported."""
ENDED_WITHIN = timedelta(days=7)
WAVE = timedelta(hours=2)
WAVE_BEGINS = 4
"""From so many of one category elsewhere within two hours on they come in a wave, and being alike says less."""
SURE = 0.97
COMPARED = 200
"""How many are compared at most: the newest."""
NO_CANDIDATE = (State.VOID, State.DECLINED)


@dataclass(frozen=True)
class Candidate:
    """A matter that may be the same one, and why."""

    incident: Incident
    likeness: Likeness

    @property
    def score(self) -> int:
        """In hundredths."""
        return round(self.likeness.score * 100)


def duplicates(incident: Incident, scope: Scope, now: datetime, most: int = 3) -> list[Candidate]:
    """At most so many matters within the scope that are like this one, the likest first.

    What was merged stands for the matter that it was merged into: a late report is like the last one, not the first.
    """
    this, by_chance = traits(incident), _by_chance(incident)
    best: dict[UUID, Likeness] = {}
    for other in _near(incident, scope, now):
        like, key = compare(this, traits(other)), other.merged_into_id or other.pk
        if by_chance and like.one_cause(by_chance) < SURE:
            continue
        if key != incident.pk and like.score >= max(FLOOR, best[key].score if key in best else 0.0):
            best[key] = like
    likest = sorted(best, key=lambda key: -best[key].score)
    seen = Incident.objects.visible_to(scope).select_related("kind").in_bulk(likest[: most * 2])
    return [Candidate(seen[key], best[key]) for key in likest if key in seen][:most]


def traits(incident: Incident) -> Traits:
    """What is compared of a matter. One that lies in no community is like nothing by its area."""
    codes = incident.area_path.strip("/").split("/")
    category = catalogue().categories.get(incident.category_id or "")
    point = None if incident.lon is None or incident.lat is None else (incident.lon, incident.lat)
    return Traits(
        at=incident.reported_at,
        community=codes[2] if len(codes) > 2 else f"none {incident.pk}",
        grid=codes[-1] if incident.grid_id else "",
        category=incident.category_id or "",
        group=(category.parent_id or category.code) if category else "",
        pairs=pairs_of(incident.text),
        point=point,
    )


def _by_chance(incident: Incident) -> float:
    """How many of its category come to a community in a minute, by what came elsewhere in the county; 0 if no wave."""
    at, codes = incident.reported_at, incident.area_path.strip("/").split("/")
    same = Incident.objects.filter(category_id=incident.category_id, reported_at__range=(at - WAVE, at))
    elsewhere: int = same.exclude(area_path__startswith=f"/{'/'.join(codes[:3])}/").count()
    if elsewhere < WAVE_BEGINS or incident.category_id is None:
        return 0.0
    communities = tree.current().below(f"/{codes[0]}/", Level.COMMUNITY, local_date(at))
    return elsewhere / (WAVE.total_seconds() / 60) / max(1, len(communities))


def _near(incident: Incident, scope: Scope, now: datetime) -> list[Incident]:
    """Of the same kind, in the same community or within 600 m, and open or ended a short while ago."""
    at = incident.reported_at
    recent = Q(state__in=OPEN) | Q(closed_at__gte=now - ENDED_WITHIN)
    rows = Incident.objects.visible_to(scope).filter(_around(incident), recent)
    rows = rows.filter(reported_at__range=(at - OPEN_FOR, min(at + OPEN_FOR, now)))
    rows = rows.exclude(pk=incident.pk).exclude(state__in=NO_CANDIDATE)
    newest = rows.newest_first()[:COMPARED]
    return [other for other in newest if other.kind_id == incident.kind_id]


def _around(incident: Incident) -> Q:
    codes = incident.area_path.strip("/").split("/")[:3]
    here = Q(area_path__startswith=f"/{'/'.join(codes)}/") if len(codes) == 3 else Q(pk__in=[])
    if incident.lon is None or incident.lat is None:
        return here
    wide, high = REACH_METRES / EAST_PER_DEGREE, REACH_METRES / METRES_PER_DEGREE
    return here | Q(
        lon__range=(incident.lon - wide, incident.lon + wide),
        lat__range=(incident.lat - high, incident.lat + high),
    )
