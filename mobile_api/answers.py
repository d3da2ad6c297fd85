"""What the API answers: the shapes that OpenAPI promises. Never a name, phone or address of a reporter in plain."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel


class Refused(BaseModel):
    """Every refusal: a stable code, a sentence, the fields it is about. `current` stands beside a 409 alone."""

    code: str
    message: str
    fields: dict[str, list[str]]
    detail: dict[str, Any]
    current: dict[str, Any] | None = None


class UserOut(BaseModel):
    """An account."""

    id: int
    username: str
    display_name: str


class PostingOut(BaseModel):
    """A role, held in an area."""

    role: str
    role_label: str
    area_code: str
    area_name: str
    area_path: str
    department_code: str | None
    department_name: str | None


class MeOut(BaseModel):
    """Who I am and what I hold today."""

    user: UserOut
    postings: list[PostingOut]
    server_time: datetime


class DigestOut(BaseModel):
    """The badge: what waits for me, what I filed and is open, what was settled in the last week; of 08:00 or 16:00."""

    as_of: datetime
    waiting: int
    filed_open: int
    settled: int


class LedgerOut(BaseModel):
    """The head of the ledger, to be kept and sent back as it is. `same`: whether the one that was sent still holds."""

    n: int
    leaf: str
    same: bool | None


class ReadMeOut(MeOut):
    """Who I am, the digest, and how far the ledger goes."""

    digest: DigestOut
    ledger: LedgerOut


class SessionOut(MeOut):
    """Signed in: the token to send in X-Session-Token."""

    token: str
    expires_at: datetime


class ArrivedPhoto(BaseModel):
    """A photo that has arrived whole."""

    slot: str
    sha256: str


class PhotosOut(BaseModel):
    """How many photos or recordings were announced (None: their report has not come), and which have arrived."""

    expected: int | None
    arrived: list[ArrivedPhoto]


class ReceiptOut(BaseModel):
    """What the phone keeps as proof: we have this report, with these photos, since then."""

    id: UUID
    number: str
    state: str
    version: int
    received_at: datetime
    sha256: str
    photos: PhotosOut
    voices: PhotosOut
    follow_code: str
    verify_code: str
    verify_url: str
    signature: str
    late: bool
    skew_seconds: int | None


class KnownReceipt(BaseModel):
    """A report of mine that is here, and the slots of the photos and recordings that are."""

    id: UUID
    number: str
    parts: list[str]


class ReceiptsOut(BaseModel):
    """Which of the receipts asked about stand for something that is here."""

    known: list[KnownReceipt]


class PhotoPutOut(BaseModel):
    """One photo has arrived; `parked` while its report has not."""

    slot: str
    sha256: str
    size: int
    parked: bool
    photos: PhotosOut


class VoicePutOut(BaseModel):
    """One recording has arrived; `parked` while its report has not."""

    slot: str
    sha256: str
    size: int
    parked: bool
    voices: PhotosOut


class ItemOut(BaseModel):
    """A matter as a line of a list."""

    id: UUID
    number: str
    kind: str
    kind_name: str
    category: str | None
    category_name: str | None
    urgency: str
    state: str
    state_label: str
    area: str
    area_name: str
    area_path: str
    department: str | None
    department_name: str | None
    reported_at: datetime
    due_at: datetime | None
    overdue: bool
    provisional: bool
    version: int
    lon: float | None
    lat: float | None
    title: str
    photos_expected: int
    photos_arrived: int
    unverified: bool


class PlaceOut(BaseModel):
    """Where the matter is; degrees in WGS-84, and the system they came in."""

    lon: float
    lat: float
    datum: str
    accuracy_metres: int | None
    source: str
    fixed_at: datetime | None


class PhotoOut(BaseModel):
    """A photo: when it arrived; `url` shows the picture once it is ready."""

    id: UUID
    slot: str
    stage: str
    at: datetime
    url: str
    ready: bool


class VoiceOut(BaseModel):
    """A recording: `url` plays it."""

    id: UUID
    slot: str
    url: str
    type: str
    size: int
    at: datetime


class LineOut(BaseModel):
    """One line of the matter's history."""

    at: datetime
    kind: str
    label: str
    by: str
    text: str


class VerbOut(BaseModel):
    """A verb that is open to the reader now: a button."""

    name: str
    label: str
    key: str


class ReporterOut(BaseModel):
    """The reporter, masked."""

    alias: str
    name: str
    phone: str
    address: str


class DetailOut(ItemOut):
    """A matter as a whole."""

    text: str
    address: str
    place: PlaceOut | None
    people_bucket: str
    source: str
    seen_at: datetime | None
    due0_at: datetime | None
    merged_into: UUID | None
    public_reply: str
    follow_code: str
    photos: list[PhotoOut]
    voices: list[VoiceOut]
    timeline: list[LineOut]
    verbs: list[VerbOut]
    reporter: ReporterOut | None


class ListOut(BaseModel):
    """A page of a list; `next` is the `after` of the next page, empty on the last one.

    `total` is said of a search alone: how many it found, 1001 for more than 1,000.
    """

    items: list[ItemOut]
    next: str
    total: int | None


class DoneOut(BaseModel):
    """How the matter stood right after the command."""

    state: str
    version: int
    at: datetime


class CommandOut(BaseModel):
    """The command was done, now or before; `incident` is None when it left your sight by it."""

    command: UUID
    replayed: bool
    done: DoneOut
    incident: DetailOut | None


class RevealOut(BaseModel):
    """The asked fields, in plain."""

    values: dict[str, str]


class SyncOut(BaseModel):
    """What changed since `since`; with `reset` the client forgets what it had. `n` and `leaf` go back as they are."""

    n: int
    leaf: str
    reset: bool
    items: list[ItemOut]
    gone: list[UUID]
    waiting: list[UUID]
    mine: list[UUID]
    server_time: datetime


class VerifyOut(BaseModel):
    """Whether we issued a receipt; the rest is told of a genuine one only."""

    genuine: bool
    received_at: datetime | None
    skew_seconds: int | None
    late: bool | None
    photos: int | None


class AreaOut(BaseModel):
    """An area in force today."""

    code: str
    name: str
    short_name: str
    level: str
    path: str
    pinyin: str
    special: bool
    illustrative: bool
    outline: dict[str, Any] | None = None


class AreasOut(BaseModel):
    """A page of areas."""

    items: list[AreaOut]
    next: str


class CategoryOut(BaseModel):
    """A category, and what it asks for."""

    code: str
    name: str
    parent: str | None
    photo_before: bool
    photo_after: bool
    needs_agreement: bool
    needs_plan: bool
    may_self_handle: bool
    checklist: list[str]
    nearby_metres: int


class KindOut(BaseModel):
    """A kind of matter with its categories."""

    code: str
    name: str
    mark: str
    emergency_notice: str
    categories: list[CategoryOut]


class KindsOut(BaseModel):
    """All kinds."""

    kinds: list[KindOut]


class DepartmentOut(BaseModel):
    """A department that can be assigned to."""

    code: str
    name: str
    short_name: str
    pinyin: str
    area_code: str
    phone_public: str


class DepartmentsOut(BaseModel):
    """All departments."""

    items: list[DepartmentOut]
