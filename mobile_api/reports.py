"""上报 over the API: a report by the phone's own UUID, its receipt, and its photos.

The same id with the same words is the first answer again, however often and from however many sockets it comes; with
other words it is 409. The receipt is the phone's proof: it may forget a photo only when the receipt names its digest.
"""

import base64
import binascii
import re
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils.dateparse import parse_datetime
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as _n
from ninja import Path, Query, Router, Status

from core.crypto import stamp
from core.errors import Invalid, NotFound, WrongType
from core.models import User
from incidents import photos, services
from incidents.follow import follow_code
from incidents.models import Incident, Photo, Source
from incidents.services import Filed, Filing, Position
from incidents.services.doing import retrying
from mobile_api import answers, auth
from mobile_api.pictures import ask_for_picture
from mobile_api.schemas import PlaceIn, ReportIn, Slot

router = Router(tags=["reports"])

LATE_AFTER = timedelta(hours=24)
PHONE_TIME = "X-Phone-Time"
PICTURES = ("application/octet-stream", "")


@router.put(
    "/reports/{uuid:report_id}",
    response={200: answers.ReceiptOut, 201: answers.ReceiptOut},
    operation_id="put_report",
    summary=_n("上报一件事"),
    description=_n(
        "编号由手机生成（UUID）。同一编号、同一内容重发，回答与首次相同（200）；内容不同则为 409 ID_REUSED。"
        "写明 settled 时，上报与自办自结一次完成。手机时钟不准不影响上报；可在 X-Phone-Time 中给出手机此刻的时间。"
    ),
)
def put_report(request: HttpRequest, report_id: UUID, body: ReportIn) -> Status[dict[str, object]]:
    """File a matter once, and answer with its receipt."""
    by, at = auth.actor(request), now()
    filed = file(filing_of(report_id, body), by=by, at=at)
    return Status(201 if filed.created else 200, receipt(request, filed.incident, fresh=filed.created))


@router.get(
    "/reports/{uuid:report_id}/receipt",
    response=answers.ReceiptOut,
    operation_id="read_receipt",
    summary=_n("回执"),
    description=_n("只给上报人本人。照片的校验值出现在回执里之后，手机才可以删去自己的那一份。"),
)
def read_receipt(request: HttpRequest, report_id: UUID) -> dict[str, object]:
    """The receipt of a report of mine, as it stands now."""
    incident = Incident.objects.filter(pk=report_id, reporter_user=auth.actor(request)).first()
    if incident is None:
        raise NotFound()
    return receipt(request, incident)


@router.put(
    "/reports/{uuid:report_id}/photos/{slot}",
    response={200: answers.PhotoPutOut, 201: answers.PhotoPutOut},
    operation_id="put_photo",
    summary=_n("传一张照片"),
    description=_n(
        "正文即照片原始字节（JPEG、PNG、WEBP、HEIC，至多 12 MB），Digest: sha-256=<base64> 为其校验值。"
        "同一位置重传同样的字节，回答 200；字节不同则为 409。事件须先上报。"
    ),
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        },
        "parameters": [
            {
                "in": "header",
                "name": "Digest",
                "required": True,
                "schema": {"type": "string", "pattern": "^sha-256=[0-9A-Za-z+/]{43}=$"},
            }
        ],
    },
)
def put_photo(
    request: HttpRequest,
    report_id: UUID,
    slot: Path[Slot],
    stage: Query[Literal["before", "after", "check"]] = "before",
) -> Status[dict[str, object]]:
    """Attach one photo to a matter that is seen."""
    _check_media_type(request)
    try:
        photo, new = photos.attach(
            report_id,
            slot=slot,
            stage=stage,
            data=request.body,
            sha256=digest_of(request),
            by=auth.actor(request),
            now=now(),
        )
    except NotFound as error:
        raise NotFound(_("请先上报事件，再传照片。"), code="REPORT_FIRST") from error
    if new:
        ask_for_picture(photo.pk)
    answer = {"slot": slot, "sha256": photo.sha256, "size": photo.size, "photos": photos_of(photo.incident)}
    return Status(201 if new else 200, answer)


def file(filing: Filing, *, by: User, at: datetime) -> Filed:
    """File it; what was settled on the spot is filed and closed in one transaction, or not at all."""
    if not filing.settled:
        return services.report(filing, by=by, now=at)
    return retrying(lambda: _file_settled(filing, by, at))


def _file_settled(filing: Filing, by: User, at: datetime) -> Filed:
    filed = services.report(filing, by=by, now=at)
    if not filed.created:
        return filed
    closed = services.self_handle(filing.id, what_was_done=filing.settled, by=by, now=at)
    return Filed(closed, created=True)


def filing_of(report_id: UUID, body: ReportIn) -> Filing:
    """The report as the business knows it."""
    return Filing(
        id=report_id,
        kind=body.kind,
        text=body.text,
        category=body.category,
        urgency=body.urgency,
        position=_position(body.place) if body.place else None,
        grid_code=body.grid_code,
        address=body.address,
        people_bucket=body.people_bucket,
        seen_at=body.seen_at,
        source=Source(body.source),
        photos_expected=body.photos_expected,
        reporter=body.reporter.model_dump() if body.reporter else {},
        settled=body.settled,
    )


def _position(place: PlaceIn) -> Position:
    return Position(place.lon, place.lat, place.datum, place.accuracy_metres, place.source, place.fixed_at)


def receipt(request: HttpRequest, incident: Incident, *, fresh: bool = False) -> dict[str, object]:
    """What we have of this report, under our mark. `fresh`: it was made by this very request, so no photo is here."""
    arrived = {"expected": incident.photos_expected, "arrived": []} if fresh else photos_of(incident)
    received_at = incident.reported_at.isoformat()
    facts = {
        "id": str(incident.pk),
        "number": incident.number,
        "received_at": received_at,
        "sha256": incident.payload_sha256,
        "photos": arrived["arrived"],
    }
    mark = stamp(facts)
    skew = skew_seconds(request.headers.get(PHONE_TIME, ""), now())
    return {
        "id": incident.pk,
        "number": incident.number,
        "state": incident.state,
        "version": incident.version,
        "received_at": incident.reported_at,
        "sha256": incident.payload_sha256,
        "photos": arrived,
        "follow_code": follow_code(incident.pk),
        "verify_code": mark.code,
        "signature": f"{mark.alg}:{mark.kid}:{mark.mark.hex()}",
        "late": is_late(incident, skew),
        "skew_seconds": skew,
    }


def photos_of(incident: Incident) -> dict[str, object]:
    """How many photos were announced, and which are here, in the order in which they came."""
    rows = Photo.objects.filter(incident=incident).order_by("at", "slot").values("slot", "sha256")
    return {"expected": incident.photos_expected, "arrived": list(rows)}


def skew_seconds(phone_time: str, at: datetime) -> int | None:
    """By how much the phone's clock is ahead; None if it did not say, or said nonsense. Nothing is decided by it."""
    try:
        shown = parse_datetime(phone_time)
    except ValueError:
        return None
    if shown is None or shown.tzinfo is None or not 1969 <= shown.year < 2200:
        return None
    return round((shown - at).total_seconds())


def is_late(incident: Incident, skew: int | None) -> bool:
    """Whether it came more than a day after it was seen, by the phone's clock set right as far as we know."""
    if incident.seen_at is None:
        return False
    return incident.reported_at - (incident.seen_at - timedelta(seconds=skew or 0)) > LATE_AFTER


def digest_of(request: HttpRequest) -> str:
    """The photo's SHA-256 in hexadecimal, from `Digest: sha-256=<base64>`. Raises Invalid without one."""
    found = re.fullmatch(r"sha-256=:?([0-9A-Za-z+/]{43}=):?", request.headers.get("Digest", "").strip(), re.I)
    if found is None:
        raise Invalid(fields={"digest": [_("请在 Digest 中给出 sha-256 校验值")]})
    try:
        return base64.b64decode(found[1], validate=True).hex()
    except binascii.Error as error:
        raise Invalid(fields={"digest": [_("格式不对")]}) from error


def _check_media_type(request: HttpRequest) -> None:
    kind = request.content_type or ""
    if not (kind.startswith("image/") or kind in PICTURES):
        raise WrongType()
