"""上报 and what decides whether a matter is ours: 自办自结, 核实, 受理, 不予受理, 异议."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, IntegrityError
from django.utils.translation import gettext as _

from core import prepared
from core.crypto import keyed_digest
from core.errors import IdReused, Invalid, Late, NotAllowed
from core.ledger import canonical, entries
from core.ledger.facts import Fact
from core.models import User
from core.worktime import local_date
from grids.datum import Datum, to_wgs84
from grids.locate import locate
from grids.models import Area, Department, Level
from incidents.catalogue import Urgency, catalogue
from incidents.events import ConfirmationRequested, Confirmed
from incidents.follow import follow_hash
from incidents.models import Confirmation, Incident, PositionSource, Reporter, Source
from incidents.moves import intake as moves
from incidents.moves.matter import Matter
from incidents.permissions import MAY_REPORT
from incidents.services.doing import (
    current_of,
    deed,
    held_by,
    keep_for_undo,
    locked,
    matter_of,
    record,
    retrying,
    rules,
)

ALIAS = "来访人"
"""What handlers call the reporter; stored, so it does not follow the language of whoever filed."""

GO_AND_LOOK = "群众扫码上报，尚未核实，请到现场看一看"
"""What a grid is asked of a resident's report; stored, so it does not follow anybody's language."""

RESIDENT = "resident"
"""The actor of what is done without an account."""

LONGEST_TEXT, LONGEST_ADDRESS = 2000, 200


@dataclass(frozen=True)
class Position:
    """Where the matter is, in the system that it was measured in; degrees, and metres of accuracy."""

    lon: float
    lat: float
    datum: Datum
    accuracy_metres: int | None = None
    source: PositionSource = PositionSource.GNSS
    fixed_at: datetime | None = None

    def filed(self) -> dict[str, Any]:
        """As it goes into the digest of a report: in whole steps of 10⁻⁷ degree."""
        steps = {"lon": round(self.lon * 1e7), "lat": round(self.lat * 1e7)}
        return vars(self) | steps | {"fixed_at": _written(self.fixed_at)}


@dataclass(frozen=True)
class Filing:
    """What is filed: a kind, a place (point, grid or words) and one sentence; the rest is optional."""

    id: UUID
    kind: str
    text: str
    category: str | None = None
    urgency: Urgency = Urgency.NORMAL
    position: Position | None = None
    grid_code: str = ""
    address: str = ""
    people_bucket: str = ""
    seen_at: datetime | None = None
    source: Source = Source.PATROL
    photos_expected: int = 0
    voices_expected: int = 0
    reporter: dict[str, str] = field(default_factory=dict)
    settled: str = ""

    def sha256(self) -> str:
        """The digest by which a repeat is known; of everything that was filed.

        It stands in the ledger for ever, so the reporter goes in under a key: nobody can try out telephone numbers.
        """
        said = vars(self) | {
            "seen_at": _written(self.seen_at),
            "position": self.position.filed() if self.position else None,
            "reporter": "",
        }
        if any(self.reporter.values()):
            told = canonical.text(self.reporter).encode()
            said["reporter"] = keyed_digest("reporter", told).hex()
        return hashlib.sha256(canonical.text(said).encode()).hexdigest()


_HOLD = "SELECT pg_advisory_xact_lock(419001, hashtext(%s))"
"""The lock that a report and the parts that come before it take; the first number keeps it apart from other locks."""
_NUMBER_OR_KNOWN = (
    "SELECT nextval('incidents_number'), EXISTS (SELECT 1 FROM incidents_incident WHERE id = %s), "
    "pg_advisory_xact_lock(419001, hashtext(%s))"
)


@dataclass(frozen=True)
class Filed:
    """The matter, whether this very call made it, and how many parts that came before it were joined to it."""

    incident: Incident
    created: bool
    joined: int = 0


Join = Callable[[Incident], int]
"""What joins the parts that came before their report, in its transaction; returns how many they were."""


def report(
    filing: Filing,
    *,
    by: User | None,
    now: datetime,
    skew_seconds: int | None = None,
    join: Join | None = None,
) -> Filed:
    """上报: file a matter once, however often the same UUID arrives.

    `by` is None for a resident at a grid's door, who has no account: the grid is named, and asked to go and look.
    `skew_seconds`: by how much the sender's clock was ahead of `now`; it stands in the ledger and decides nothing.
    Raises Invalid (no place, empty text, unknown kind or category), NotAllowed, IdReused (the UUID carries other
    words already).
    """
    try:
        return retrying(lambda: _report(filing, by, now, skew_seconds, join))
    except IntegrityError:
        if not Incident.objects.filter(pk=filing.id).exists():
            raise
        return _known(filing, _find(filing.id), by)


def _report(
    filing: Filing, by: User | None, now: datetime, skew_seconds: int | None, join: Join | None
) -> Filed:
    number, known = _number_or_known(filing.id, now)
    if known:
        return _known(filing, _find(filing.id), by)
    matter = Matter(_incident(filing, number, by, now), rules())
    fact = moves.report(matter, now=now, skew_seconds=skew_seconds)
    _insert(matter, fact, filing, by, now)
    if by is None:
        _ask_the_grid(matter, now)
    return Filed(matter.incident, created=True, joined=join(matter.incident) if join else 0)


def _ask_the_grid(matter: Matter, now: datetime) -> None:
    """Nobody of ours has seen it: the grid is asked to, and until then it is 未核实."""
    grid = matter.incident.grid
    if grid is None:
        raise Invalid(fields={"grid_code": [_("没有这个网格")]})
    Confirmation.objects.create(
        incident=matter.incident, grid=grid, question=GO_AND_LOOK, asked_by=None, asked_at=now
    )
    fact = ConfirmationRequested(to_grid=grid.code, question=GO_AND_LOOK)
    record(matter_of(matter.incident), fact, by=None, now=now, actor="system")


def _insert(matter: Matter, fact: Fact, filing: Filing, by: User | None, now: datetime) -> None:
    incident = matter.incident
    incident.moved_version = incident.version + 1
    new = [incident, *matter.clocks.changed]
    entries.append(incident, fact, by=by, at=now, actor="" if by else RESIDENT, new=new)
    for row in new:
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS  # it is there: what follows updates it
    if any(filing.reporter.values()):
        Reporter.objects.create(incident=incident, alias=ALIAS, **filing.reporter)


def _number_or_known(filing_id: UUID, now: datetime) -> tuple[str, bool]:
    """The next incident number (yymmdd-nnnnn, Shanghai day) and whether the UUID is known: one statement.

    From here to the end of the transaction nobody parks a part for this UUID (`hold`).
    """
    ((value, known, _held),) = prepared.rows(_NUMBER_OR_KNOWN, [filing_id, str(filing_id)])
    return number_for(value, local_date(now)), known


def hold(filing_id: UUID) -> None:
    """Until the end of the transaction, let no report of this UUID be filed: its parts are being put aside."""
    prepared.run(_HOLD, [str(filing_id)])


def number_for(value: int, day: date) -> str:
    """The number that people say aloud, from the running value and the day of filing."""
    return f"{day:%y%m%d}-{value % 100_000:05d}"


def _find(filing_id: UUID) -> Incident:
    found: Incident = Incident.objects.select_related("area").get(pk=filing_id)
    return found


def _known(filing: Filing, incident: Incident, by: User | None) -> Filed:
    mine = incident.reporter_user_id == (by.pk if by else None)
    if incident.payload_sha256 != filing.sha256() or not mine:
        raise IdReused(current=current_of(incident) if mine else None)
    return Filed(incident, created=False)


def _incident(filing: Filing, number: str, by: User | None, now: datetime) -> Incident:
    _check(filing)
    area, grid, wgs84 = _place(filing, by, now)
    incident: Incident = Incident(
        id=filing.id,
        number=number,
        kind_id=filing.kind,
        category_id=filing.category,
        urgency=filing.urgency,
        source=filing.source,
        text=filing.text,
        people_bucket=filing.people_bucket,
        area=area,
        grid=grid,
        area_path=area.path,
        address=filing.address,
        reporter_user=by,
        unverified=by is None,
        seen_at=filing.seen_at,
        reported_at=now,
        photos_expected=filing.photos_expected,
        voices_expected=filing.voices_expected,
        payload_sha256=filing.sha256(),
        follow_hash=follow_hash(filing.id),
    )
    if filing.position and wgs84:
        incident.lon, incident.lat = wgs84
        incident.datum, incident.accuracy_metres = filing.position.datum, filing.position.accuracy_metres
        incident.position_source, incident.fixed_at = filing.position.source, filing.position.fixed_at
    return incident


def _check(filing: Filing) -> None:
    problems: dict[str, list[str]] = {}
    known = catalogue()
    if filing.kind not in known.kinds:
        problems["kind"] = [_("没有这种事件类型")]
    category = known.categories.get(filing.category or "")
    if filing.category and (category is None or category.kind_id != filing.kind or not category.is_active):
        problems["category"] = [_("这种事件类型没有这个类别")]
    if not filing.text.strip():
        problems["text"] = [_("请写一句话")]
    elif len(filing.text) > LONGEST_TEXT:
        problems["text"] = [_("太长")]
    if len(filing.address) > LONGEST_ADDRESS:
        problems["address"] = [_("太长")]
    if not (filing.position or filing.grid_code or filing.address.strip()):
        problems["place"] = [_("请给出位置、网格或地址中的一种")]
    elif filing.position and not is_on_earth(filing.position):
        problems["place"] = [_("经纬度超出范围")]
    if problems:
        raise Invalid(fields=problems)


def is_on_earth(position: Position) -> bool:
    """Whether longitude and latitude are degrees of this earth; NaN is not."""
    return abs(position.lon) <= 180 and abs(position.lat) <= 90


def _place(
    filing: Filing, by: User | None, now: datetime
) -> tuple[Area, Area | None, tuple[float, float] | None]:
    """The lowest area known, the grid (None: 未落图), and the point in WGS-84."""
    mine = [held for held in held_by(by, now).postings if held.role in MAY_REPORT] if by else []
    if by is not None and not mine:
        raise NotAllowed()
    point = (
        to_wgs84(filing.position.lon, filing.position.lat, filing.position.datum) if filing.position else None
    )
    grid = locate(*point, on=local_date(now)) if point else None
    if grid is None and filing.grid_code:
        grid = Area.objects.valid_on(local_date(now)).filter(code=filing.grid_code, level=Level.GRID).first()
        if grid is None:
            raise Invalid(fields={"grid_code": [_("没有这个网格")]})
    if grid is not None:
        return grid, grid, point
    if by is None:
        raise Invalid(fields={"grid_code": [_("没有这个网格")]})
    home = max((held.area_path for held in mine), key=len)
    return Area.objects.filter(path=home).latest("valid_from"), None, point


def _written(at: datetime | None) -> str | None:
    """An instant as the phone wrote it, with its own zone."""
    return str(at) if at else None


@deed
def self_handle(
    incident_id: UUID, *, what_was_done: str, by: User, now: datetime, version: int | None = None
) -> Incident:
    """自办自结: the finder settled it on the spot. Refused where the category does not allow it, and without a
    category for what is urgent or a matter of the police: silence is no permission.
    """
    matter = locked(incident_id, "self_handle", by=by, now=now, version=version)
    if not may_self_handle(matter.incident):
        raise Invalid(fields={"category": [_("这一类别不能自办自结，请上报")]})
    return record(matter, moves.self_handle(matter, what_was_done=what_was_done, now=now), by=by, now=now)


def may_self_handle(incident: Incident) -> bool:
    """Whether its category lets the finder settle it on the spot; without one, what is neither urgent nor a case."""
    known = catalogue()
    category = known.categories.get(incident.category_id or "")
    if category is not None:
        return category.may_self_handle
    return incident.urgency == Urgency.NORMAL and known.kinds[incident.kind_id].zero != "case"


@deed
def request_confirmation(
    incident_id: UUID, *, to_grid: Area, question: str, by: User, now: datetime, version: int | None = None
) -> Incident:
    """请求核实: ask the grid that the matter lies in to go and look. Refused (Invalid) for another grid, where
    nobody sees the matter: 落图 comes first.
    """
    matter = locked(incident_id, "request_confirmation", by=by, now=now, version=version)
    if not matter.incident.area_path.startswith(to_grid.path):
        raise Invalid(fields={"to_grid": [_("事件不在这个网格，请先落图再请求核实")]})
    Confirmation.objects.create(
        incident=matter.incident, grid=to_grid, question=question, asked_by=by, asked_at=now
    )
    return record(matter, ConfirmationRequested(to_grid=to_grid.code, question=question), by=by, now=now)


@deed
def confirm(
    incident_id: UUID, *, is_so: bool, remark: str = "", by: User, now: datetime, version: int | None = None
) -> Incident:
    """核实: a grid worker of the grid looked. Refused where nobody asked."""
    matter = locked(incident_id, "confirm", by=by, now=now, version=version)
    asked = matter.incident.confirmations.filter(answered_at=None).order_by("asked_at").first()
    if asked is None:
        raise Late(current=current_of(matter.incident), message=_("没有待答复的核实请求"))
    asked.is_so, asked.remark, asked.answered_by, asked.answered_at = is_so, remark, by, now
    asked.save()
    matter.incident.unverified = matter.incident.unverified and not is_so
    return record(matter, Confirmed(is_so=is_so, remark=remark), by=by, now=now)


@deed
def accept(
    incident_id: UUID,
    *,
    category: str,
    urgency: str,
    complained_about: Department | None = None,
    by: User,
    now: datetime,
    version: int | None = None,
) -> Incident:
    """受理（立案）: take the matter on, with its category, its urgency and, where there is one, the department that
    is complained about: it can neither handle the matter nor see it.
    """
    matter = locked(incident_id, "accept", by=by, now=now, version=version)
    check_category(matter.incident, category)
    before = matter.snapshot()
    matter.incident.complained_about = complained_about or matter.incident.complained_about
    incident = record(
        matter, moves.accept(matter, category=category, urgency=urgency, now=now), by=by, now=now
    )
    keep_for_undo(matter, "accept", before, by=by, now=now)
    return incident


def check_category(incident: Incident, code: str) -> None:
    """Refuse a category that the matter's kind does not have, or no longer; the one it has already may stay."""
    category = catalogue().categories.get(code)
    if (
        category is None
        or category.kind_id != incident.kind_id
        or not (category.is_active or code == incident.category_id)
    ):
        raise Invalid(fields={"category": [_("这种事件类型没有这个类别")]})


@deed
def decline(
    incident_id: UUID,
    *,
    reason_code: str,
    channel: str = "",
    text: str,
    by: User,
    now: datetime,
    version: int | None = None,
) -> Incident:
    """不予受理: with a reason in words; a petition must name the right channel."""
    matter = locked(incident_id, "decline", by=by, now=now, version=version)
    if matter.incident.kind_id == "petition" and not channel.strip():
        raise Invalid(fields={"channel": [_("诉求不予受理时，请写明应走的渠道")]})
    fact = moves.decline(matter, reason_code=reason_code, channel=channel, text=text, now=now)
    return record(matter, fact, by=by, now=now)


@deed
def object_to(
    incident_id: UUID, *, text: str, by: User, now: datetime, version: int | None = None
) -> Incident:
    """异议: the reporter disagrees with the refusal. Once only."""
    return objected(locked(incident_id, "object", by=by, now=now, version=version), text, by, now)


def objected(matter: Matter, text: str, by: User | None, now: datetime) -> Incident:
    """The deed itself, for an account or (None) the resident with the code."""
    if matter.incident.objected:
        raise Late(current=current_of(matter.incident), message=_("已提过一次异议"))
    fact = moves.object_to(matter, text=text, now=now)
    return record(matter, fact, by=by, now=now, actor="" if by else RESIDENT)
