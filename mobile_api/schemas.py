"""What a client may send, field by field. Whatever is not named here is refused (422), never ignored.

Three kinds of instants. A phone's own clock (`seen_at`, `at`) may be wrong by half a century: it is kept as sent, and
nothing is decided by it. A position's time (`fixed_at`) must be of our days, unless the phone's clock is as wrong. A
date that matters to the business (a new due date, a day of registration) is checked by its verb.
"""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

from django.utils.timezone import now
from django.utils.translation import gettext_noop as _n
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)
from pydantic_core import PydanticCustomError

from grids.datum import Datum
from incidents.catalogue import Urgency
from incidents.models import PositionSource
from incidents.photos import MOST
from incidents.verbs import VERBS
from incidents.voices.services import MOST as MOST_VOICES
from incidents.workflow import State

EARLIEST_CLOCK = datetime(1969, 12, 31, tzinfo=UTC)
LATEST_CLOCK = datetime(2200, 1, 1, tzinfo=UTC)
EARLIEST_DATE = datetime(2000, 1, 1, tzinfo=UTC)
AHEAD = timedelta(days=366)
SAME_CLOCK = timedelta(days=1)


def _written(value: Any) -> Any:
    """Only a written instant: a bare number might be seconds or milliseconds."""
    if not isinstance(value, str):
        raise PydanticCustomError("datetime_type", "an instant in ISO 8601")
    return value


def _on_a_clock(value: datetime) -> datetime:
    if not EARLIEST_CLOCK <= value < LATEST_CLOCK:
        raise PydanticCustomError("instant_out_of_range", "no clock shows this")
    return value


PhoneTime = Annotated[AwareDatetime, BeforeValidator(_written), AfterValidator(_on_a_clock)]
Line = StringConstraints(strip_whitespace=True)
Whole = Field(strict=True)
Code = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z_.-]{1,40}$")]
AreaCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{2,20}$")]
Number = Annotated[int, Field(ge=0, le=2**53)]
Leaf = Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")]
Slot = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z_-]{1,40}$")]


class Strict(BaseModel):
    """Unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class PlaceIn(Strict):
    """Where: degrees in the coordinate system that they were measured in. Without the system they mean nothing."""

    lon: Annotated[float, Field(strict=True, ge=-180, le=180, allow_inf_nan=False)]
    lat: Annotated[float, Field(strict=True, ge=-90, le=90, allow_inf_nan=False)]
    datum: Annotated[Datum, Field(description=_n("坐标系；没有坐标系的坐标不收"))]
    accuracy_metres: Annotated[int | None, Field(strict=True, ge=0, le=100_000_000)] = None
    source: PositionSource = PositionSource.GNSS
    fixed_at: Annotated[PhoneTime | None, Field(description=_n("定位时间"))] = None


class ReporterIn(Strict):
    """Who told us, if they told us who they are. It goes into the encrypted compartment and nowhere else."""

    name: Annotated[str, Line, Field(max_length=40)] = ""
    phone: Annotated[str, Line, Field(max_length=20)] = ""
    address: Annotated[str, Line, Field(max_length=100)] = ""


class ReportIn(Strict):
    """One report: a kind, one sentence, and a place as a point, a grid or words."""

    kind: Annotated[Code, Field(description=_n("事件类型，见 /categories"))]
    text: Annotated[str, Line, Field(min_length=1, max_length=2000, description=_n("一句话说明"))]
    category: Code | None = None
    urgency: Urgency = Urgency.NORMAL
    place: PlaceIn | None = None
    grid_code: Annotated[str, Field(pattern=r"^([0-9]{2,20})?$", description=_n("位置不明时所选的网格"))] = ""
    address: Annotated[str, Line, Field(max_length=200)] = ""
    people_bucket: Literal["", "1", "2-4", "5-9", "10+"] = ""
    seen_at: Annotated[PhoneTime | None, Field(description=_n("手机时钟上的发现时间，只作记录"))] = None
    source: Literal["patrol", "hotline", "walk_in"] = "patrol"
    photos_expected: Annotated[int, Field(strict=True, ge=0, le=MOST)] = 0
    voices_expected: Annotated[int, Field(strict=True, ge=0, le=MOST_VOICES)] = 0
    reporter: ReporterIn | None = None
    settled: Annotated[str, Line, Field(max_length=2000, description=_n("已当场办结时，写明做了什么"))] = ""

    @model_validator(mode="after")
    def _of_our_days(self) -> "ReportIn":
        """Refuse a position fixed in another age, unless the phone's clock stands there too."""
        fixed_at = self.place.fixed_at if self.place else None
        if fixed_at is None or EARLIEST_DATE <= fixed_at <= now() + AHEAD:
            return self
        if self.seen_at is not None and abs(fixed_at - self.seen_at) <= SAME_CLOCK:
            return self
        raise PydanticCustomError("fixed_at_out_of_range", "place.fixed_at")


class CommandIn(Strict):
    """One verb on one matter, with the version that its author saw, or the earlier command that it follows."""

    incident: UUID
    verb: Annotated[Code, Field(json_schema_extra={"enum": list(VERBS)})]
    version: Annotated[
        int | None, Field(strict=True, ge=0, le=2**31 - 1, description=_n("操作人所见的版本"))
    ] = None
    after: Annotated[
        UUID | None,
        Field(description=_n("断网时接着做的：前一个操作的编号，或上报的编号；与 version 二者给一")),
    ] = None
    at: Annotated[PhoneTime | None, Field(description=_n("手机时钟上的操作时间，只作记录"))] = None
    data: Annotated[dict[str, Any], Field(description=_n("各操作所带的内容，见“各操作的 data”"))] = {}

    @model_validator(mode="after")
    def _based_on_one(self) -> "CommandIn":
        """Refuse a command that says both what it is based on, or neither."""
        if (self.version is None) == (self.after is None):
            raise PydanticCustomError("version_or_after", "version")
        return self


class KeptHead(Strict):
    """The head of the ledger that one was told last, as it was told."""

    n: Number | None = None
    leaf: Leaf = ""


class SinceIn(Strict):
    """The same, of the last sync; 0 the first time. Without `leaf` a restored database is known by its length only."""

    since: Number = 0
    leaf: Leaf = ""


class ReceiptsIn(Strict):
    """The reports that one holds receipts of."""

    ids: Annotated[list[UUID], Field(max_length=200, description=_n("上报的编号，至多200个"))]


class SignInIn(Strict):
    """A name and a password, and the code of the second factor where the account has one."""

    username: Annotated[str, Field(min_length=1, max_length=64)]
    password: Annotated[str, Field(min_length=1, max_length=256)]
    code: Annotated[str, Field(max_length=16)] = ""


class RevealIn(Strict):
    """Which fields of the reporter's compartment, and why."""

    fields: Annotated[list[Literal["name", "phone", "address"]], Field(min_length=1, max_length=3)]
    reason_code: Literal["contact", "visit", "verify_identity", "legal_duty"]
    reason: Annotated[str, Line, Field(min_length=10, max_length=500)]


class ListIn(BaseModel):
    """How a list is narrowed and where it goes on."""

    box: Literal["open", "waiting", "mine", "all"] = "open"
    q: Annotated[str, Field(max_length=60, description=_n("查找：编号、短号、地点、内容"))] = ""
    kind: Code | None = None
    state: State | None = None
    after: Annotated[str, Field(max_length=120, description=_n("上一页的 next"))] = ""
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class AreasIn(BaseModel):
    """Which areas, and where the list goes on."""

    under: AreaCode | None = None
    level: Literal["county", "district", "street", "community", "grid"] | None = None
    outlines: Annotated[bool, Field(description=_n("是否带边界（GeoJSON，WGS-84）"))] = False
    after: Annotated[str, Field(pattern=r"^[0-9]{0,20}$", description=_n("上一页的 next"))] = ""
    limit: Annotated[int, Field(ge=1, le=1000)] = 500
