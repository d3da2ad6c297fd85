"""From a sighting to a plan: who reports it, in which words, with which place and photos; then the life is told."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from core.models import User
from grids.datum import Datum, from_wgs84, to_wgs84
from incidents.generator import lives, names, pictures, rates, watch, wording
from incidents.generator.county import Community, County, Grid
from incidents.generator.plan import Plan, Where
from incidents.generator.schedule import Schedule, Sighting
from incidents.generator.telling import Telling
from incidents.models import PositionSource, Source, Urgency
from incidents.services.intake import Filing, Position
from incidents.sla import Rules

SENT_LATER = 0.03
NO_FIX = 0.03
SECOND_PHOTO = 0.35
REPORTER_KNOWN = {"patrol": 0.45, "hotline": 0.92, "walk_in": 0.97}
BUCKETS = ("1", "2-4", "5-9", "10+")
CLOCK_WRONG_BY = timedelta(days=1)


@dataclass
class Author:
    """Writes the plans of one day, in the order in which things are seen."""

    schedule: Schedule
    county: County
    rules: Rules

    def day(self, index: int) -> list[Plan]:
        """All plans of a day, cut at now, in the order in which they were reported."""
        chance, watching = self.schedule.chance("lives", index), self.schedule.chance("watch", index)
        tellings: list[Telling] = []
        parents: dict[int, Telling] = {}
        for sighting in self.schedule.of_day(index, self.county):
            t = self._begun(sighting, chance)
            parent = parents.get(sighting.burst)
            if sighting.fresh:
                lives.begin(t)
            else:
                lives.tell(t, parent)
            watch.keep(t, parent, self.schedule.now, watching)
            if sighting.burst >= 0:
                parents.setdefault(sighting.burst, t)
                t.plan.cause = f"{index}-{sighting.burst}"
            tellings.append(t)
        plans = [t.plan for t in tellings]
        for plan in plans:
            plan.cut(self.schedule.now)
        return self._with_a_wrong_clock(index, sorted(plans, key=lambda plan: plan.at))

    def _begun(self, seen: Sighting, chance: Random) -> Telling:
        community = seen.community
        grid = chance.choice(community.grids)
        kind = rates.kind_of(seen.category)
        source = Source(chance.choices(("patrol", "hotline", "walk_in"), rates.SOURCES[kind])[0])
        source = Source.PATROL if seen.fresh else source
        by = self._reporter(source, community, grid, chance)
        told = wording.told(seen.category, community.street.in_town, chance)
        seen_at, at = self._instants(seen.at, source, chance)
        position = _position(source, grid, seen_at, chance)
        has_no_grid = source is Source.HOTLINE and position is None and by in community.street.dispatchers
        grid_code = "" if position or (has_no_grid and chance.random() < 0.2) else grid.area.code
        photos = _photos(seen.category, source, self.rules, chance)
        filing = Filing(
            id=_uuid(at, chance),
            kind=kind,
            text=told.text,
            category=seen.category,
            urgency=Urgency(seen.fresh) if seen.fresh else _urgency(kind, seen.category, chance),
            position=position,
            grid_code=grid_code,
            address=community.area.name + told.place,
            people_bucket=chance.choices(BUCKETS, (4, 9, 3, 1))[0] if kind == "petition" else "",
            seen_at=seen_at,
            source=source,
            photos_expected=photos,
            reporter=_who(kind, source, community, chance),
        )
        plan = Plan(filing, by, at, _where(filing, community, grid), community.street)
        t = Telling(plan, community, grid, self.county, self.rules, chance)
        t.which, t.in_burst = told.which, seen.burst >= 0
        _attach(t, photos)
        return t

    def _reporter(self, source: Source, community: Community, grid: Grid, chance: Random) -> User:
        if source is Source.PATROL:
            return grid.worker if chance.random() < 0.88 else community.leader
        if source is Source.HOTLINE and chance.random() < 0.35:
            return chance.choice(self.county.dispatchers)
        return chance.choice(community.street.dispatchers)

    def _instants(self, seen: datetime, source: Source, chance: Random) -> tuple[datetime | None, datetime]:
        """When it was seen by the phone's clock, and when the server got it: later, where there was no network."""
        if source is not Source.PATROL:
            return None, seen
        start, end = self.schedule.outage
        if start <= seen < end <= self.schedule.now - timedelta(minutes=5):
            return seen, end + timedelta(seconds=chance.uniform(1, 300))
        away = chance.uniform(600, 18_000) if chance.random() < SENT_LATER else chance.uniform(4, 75)
        return seen - timedelta(seconds=round(away)), seen

    def _with_a_wrong_clock(self, index: int, plans: list[Plan]) -> list[Plan]:
        """On one day one phone is a day ahead: the server's own time rules, the phone's stands beside it."""
        if index != self.schedule.days // 3:
            return plans
        wrong = next((plan.by for plan in plans if plan.filing.seen_at), None)
        for plan in plans:
            if plan.by is wrong and plan.filing.seen_at:
                plan.filing = _ahead(plan.filing)
        return plans


def _ahead(filing: Filing) -> Filing:
    """The same filing from a phone whose clock is a day ahead."""
    seen = filing.seen_at and filing.seen_at + CLOCK_WRONG_BY
    position = filing.position and replace(filing.position, fixed_at=seen)
    return replace(filing, seen_at=seen, position=position)


def _urgency(kind: str, category: str, chance: Random) -> Urgency:
    if category.startswith("major"):
        return Urgency.SERIOUS
    return chance.choices((Urgency.NORMAL, Urgency.SERIOUS, Urgency.URGENT), rates.URGENCY[kind])[0]


def _position(source: Source, grid: Grid, seen_at: datetime | None, chance: Random) -> Position | None:
    """By satellite on patrol, sometimes picked on the map by the hotline; in the system that the device speaks."""
    by_satellite = source is Source.PATROL and chance.random() >= NO_FIX
    if not by_satellite and (source is not Source.HOTLINE or chance.random() < 0.75):
        return None
    datum = Datum.GCJ02 if chance.random() < 0.15 else Datum.WGS84
    lon, lat = from_wgs84(*chance.choice(grid.points), datum)
    if not by_satellite:
        return Position(lon, lat, datum, source=PositionSource.MAP)
    accuracy = min(400, round(4 + chance.expovariate(1 / 14)))
    return Position(lon, lat, datum, accuracy, PositionSource.GNSS, seen_at)


def _where(filing: Filing, community: Community, grid: Grid) -> Where:
    """Where the services will put it: in the grid, or for want of one in the reporter's street."""
    if filing.position is not None:
        return Where(
            grid.area, grid.area, to_wgs84(filing.position.lon, filing.position.lat, filing.position.datum)
        )
    if filing.grid_code:
        return Where(grid.area, grid.area, None)
    return Where(community.street.area, None, None)


def _photos(category: str, source: Source, rules: Rules, chance: Random) -> int:
    """How many photos are taken before: evidence where the category asks for it, and only by who is there."""
    if source is not Source.PATROL:
        return 0
    wanted = rules.catalogue.categories[category].photo_before
    if not wanted and chance.random() >= 0.08:
        return 0
    return 1 + (chance.random() < SECOND_PHOTO)


def _attach(t: Telling, photos: int) -> None:
    for n in range(1, photos + 1):
        picture = pictures.choose(t.category.code, "before", t.chance)
        at = t.t + timedelta(seconds=t.chance.uniform(21, 40))
        t.then("attach", t.plan.by, at, slot=f"before-{n}", stage="before", picture=picture)


def _who(kind: str, source: Source, community: Community, chance: Random) -> dict[str, str]:
    """The reporter's compartment of a petition: an invented person with a number that no telephone has."""
    if kind != "petition" or chance.random() >= REPORTER_KNOWN[source]:
        return {}
    address = (
        f"{community.area.name}{chance.randint(1, 18)}号楼"
        if community.street.in_town
        else community.area.name
    )
    return {"name": names.person(chance), "phone": names.telephone(chance), "address": address}


def _uuid(at: datetime, chance: Random) -> UUID:
    """A UUID of version 7, as the phones make them: milliseconds first, then chance."""
    milliseconds = int(at.timestamp() * 1000)
    return UUID(
        int=milliseconds << 80 | 7 << 76 | chance.getrandbits(12) << 64 | 2 << 62 | chance.getrandbits(62)
    )
