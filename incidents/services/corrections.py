"""Setting right what was filed: 定级改类, 落图, 登记信访编号, 撤销."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from core.errors import Invalid, Late, NotAllowed
from core.models import User
from core.worktime import SHANGHAI, Limit, Unit, local_date
from grids.datum import to_wgs84
from grids.locate import locate
from grids.models import Area
from incidents.catalogue import ClockKind
from incidents.events import Placed, Registered, Undone
from incidents.models import Incident, LastDeed, PositionSource
from incidents.moves import handling as moves
from incidents.moves.intake import position_of
from incidents.moves.matter import Matter
from incidents.services.doing import current_of, deed, locked, record
from incidents.services.intake import Position, check_category, is_on_earth

UNDO_WITHIN = timedelta(seconds=10)
LEGAL_LIMITS = {
    ClockKind.PETITION_NOTICE: Limit(15, Unit.NATURAL_DAY),
    ClockKind.PETITION_ANSWER: Limit(60, Unit.NATURAL_DAY),
}
"""信访工作条例 articles 23 and 34."""


@deed
def reclassify(
    incident_id: UUID,
    *,
    category: str,
    urgency: str,
    reason: str,
    by: User,
    now: datetime,
    version: int | None = None,
) -> Incident:
    """定级、改类: with a reason; running clocks are worked out again, first due dates stay."""
    matter = locked(incident_id, "reclassify", by=by, now=now, version=version)
    check_category(matter.incident, category)
    fact = moves.reclassify(matter, category=category, urgency=urgency, reason=reason)
    return record(matter, fact, by=by, now=now)


@deed
def place(
    incident_id: UUID,
    *,
    position: Position | None = None,
    grid: Area | None = None,
    by: User,
    now: datetime,
    version: int | None = None,
) -> Incident:
    """落图: give the matter its point, or its grid. Refused (Invalid) for a point in no grid without one named, and
    for a grid that is no longer, or not yet, in force.
    """
    matter = locked(incident_id, "place", by=by, now=now, version=version)
    incident = matter.incident
    if position is not None:
        if not is_on_earth(position):
            raise Invalid(fields={"place": [_("经纬度超出范围")]})
        point = to_wgs84(position.lon, position.lat, position.datum)
        incident.lon, incident.lat = point
        incident.datum, incident.accuracy_metres = position.datum, position.accuracy_metres
        incident.position_source, incident.fixed_at = PositionSource.DESK, now
        grid = grid or locate(*point, on=local_date(now))
    if grid is None:
        raise Invalid(fields={"place": [_("这一点不在任何网格内，请另选网格")]})
    if not Area.objects.valid_on(local_date(now)).filter(pk=grid.pk).exists():
        raise Invalid(fields={"grid_code": [_("这个网格现在不在用")]})
    incident.grid, incident.area, incident.area_path = grid, grid, grid.path
    return record(matter, Placed(position=position_of(incident)), by=by, now=now)


@deed
def register(
    incident_id: UUID,
    *,
    official_number: str,
    office: str,
    on: date,
    by: User,
    now: datetime,
    version: int | None = None,
) -> Incident:
    """登记信访编号: the legal petition clocks run, 15 and 60 calendar days; the official day itself does not count."""
    matter = locked(incident_id, "register", by=by, now=now, version=version)
    if matter.incident.official_number:
        raise Late(current=current_of(matter.incident), message=_("已登记过信访编号"))
    if on > local_date(now):
        raise Invalid(fields={"on": [_("登记日期不能在将来")]})
    matter.incident.official_number = official_number
    for kind, limit in LEGAL_LIMITS.items():
        clock = matter.clocks.start_with(matter.incident, kind, limit, last_second_of(on), matter.rules)
        clock.started_at = first_second_of(on)
    fact = Registered(office=office, on=on.isoformat(), official_number=official_number)
    return record(matter, fact, by=by, now=now)


def first_second_of(day: date) -> datetime:
    """From here a legal clock is shown to run."""
    return datetime.combine(day, time.min, SHANGHAI)


def last_second_of(day: date) -> datetime:
    """From here its whole calendar days are counted: n of them end with the n-th day after `day` (民法典 201)."""
    return datetime.combine(day, time(23, 59, 59), SHANGHAI)


@deed
def undo(incident_id: UUID, *, by: User, now: datetime, version: int | None = None) -> Incident:
    """撤销 one's own last 受理, 派遣, 并案 or 结案 within 10 s, if nobody acted since. An entry, never an erasure."""
    matter = locked(incident_id, "undo", by=by, now=now, version=version)
    incident = matter.incident
    last = LastDeed.objects.filter(incident=incident).first()
    if last is None or last.version != incident.moved_version:
        raise Late(current=current_of(incident), message=_("已有后续操作，不能撤销"))
    if last.by_id != by.pk:
        raise NotAllowed(message=_("只能撤销自己的操作"))
    if now - last.at > UNDO_WITHIN:
        raise Late(current=current_of(incident), message=_("超过10秒，不能撤销"))
    put_back(matter, last, now)
    last.version = 0
    last.save()
    return record(matter, Undone(verb=last.verb), by=by, now=now)


def put_back(matter: Matter, last: LastDeed, now: datetime) -> None:
    """The fields and clocks as they stood before the deed; an overdue mark that came in between stays."""
    incident, fields = matter.incident, dict(last.before["fields"])
    incident.undo(fields.pop("state"))
    for name, value in fields.items():
        field = Incident._meta.get_field(name.removesuffix("_id"))
        setattr(incident, name, field.to_python(value) if not name.endswith("_id") else value)
    ran, running = set(last.before["clocks"].values()), matter.clocks.running
    for kind in [kind for kind, clock in running.items() if clock.pk not in ran]:
        matter.clocks.stop(kind, now)
    for clock in incident.clocks.filter(pk__in=ran).exclude(stopped_at=None):
        matter.clocks.go_on(clock)
    matter.settle()
