"""What lies near a matter: open neighbours with their distance, and the little map of them. No map tiles are needed."""

from dataclasses import dataclass
from math import hypot

from grids.scope import Scope
from incidents.finding.likeness import EAST_PER_DEGREE, METRES_PER_DEGREE, REACH_METRES
from incidents.models import Incident

MOST = 60
LISTED = 6


@dataclass(frozen=True)
class Neighbour:
    """An open matter nearby: metres to it as the crow flies, and by how many it lies east and north."""

    incident: Incident
    east: float
    north: float

    @property
    def metres(self) -> int:
        """The distance, good to a few per cent in this latitude."""
        return round(hypot(self.east, self.north))

    @property
    def x(self) -> float:
        """To the right on the little map, on which 600 m are 100."""
        return round(self.east / REACH_METRES * 100, 1)

    @property
    def y(self) -> float:
        """Downwards on the little map."""
        return round(-self.north / REACH_METRES * 100, 1)


def neighbours(incident: Incident, scope: Scope) -> list[Neighbour]:
    """Open matters within 600 m that this person sees, nearest first."""
    if incident.lon is None or incident.lat is None:
        return []
    wide, high = REACH_METRES / EAST_PER_DEGREE, REACH_METRES / METRES_PER_DEGREE
    rows = Incident.objects.visible_to(scope).open().with_names().exclude(pk=incident.pk)
    rows = rows.filter(
        lon__range=(incident.lon - wide, incident.lon + wide),
        lat__range=(incident.lat - high, incident.lat + high),
    )
    found = [_neighbour(other, incident.lon, incident.lat) for other in rows.order_by("-reported_at")[:MOST]]
    return sorted((each for each in found if each.metres <= REACH_METRES), key=lambda each: each.metres)


def near(incident: Incident, scope: Scope) -> list[Neighbour]:
    """The nearest few."""
    return neighbours(incident, scope)[:LISTED]


def _neighbour(other: Incident, lon: float, lat: float) -> Neighbour:
    east, north = ((other.lon or lon) - lon) * EAST_PER_DEGREE, ((other.lat or lat) - lat) * METRES_PER_DEGREE
    return Neighbour(other, east, north)
