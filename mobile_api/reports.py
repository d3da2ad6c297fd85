"""上报 over the API: a report by the phone's own UUID, and its receipt.

The same id with the same words is the first answer again, however often and from however many sockets it comes; with
other words it is 409. The receipt is the phone's proof: it may forget a photo only when the receipt names its digest.
"""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from django.utils.dateparse import parse_datetime
from django.utils.timezone import now
from django.utils.translation import gettext_noop as _n
from ninja import Router, Status

from core.crypto import stamp
from core.errors import NotFound
from core.models import User
from incidents import receipts, services
from incidents.follow import follow_code
from incidents.models import Incident, Source
from incidents.services import Filed, Filing, Position
from incidents.services.doing import retrying
from mobile_api import answers, auth, parked
from mobile_api.parts import photos_of, voices_of
from mobile_api.schemas import PlaceIn, ReportIn

router = Router(tags=["reports"])

PHONE_TIME = "X-Phone-Time"


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
    skew = skew_seconds(request.headers.get(PHONE_TIME, ""), at)
    filed = file(filing_of(report_id, body), by=by, at=at, skew=skew)
    fresh = filed.created and not filed.joined
    return Status(201 if filed.created else 200, receipt(request, filed.incident, fresh=fresh))


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


def file(filing: Filing, *, by: User, at: datetime, skew: int | None = None) -> Filed:
    """File it, with the parts that came before it; what was settled on the spot is filed and closed in one
    transaction, or not at all.
    """
    if not filing.settled:
        return _file(filing, by, at, skew)
    return retrying(lambda: _file_settled(filing, by, at, skew))


def _file(filing: Filing, by: User, at: datetime, skew: int | None) -> Filed:
    return services.report(
        filing, by=by, now=at, skew_seconds=skew, join=lambda incident: parked.join(incident, by, at)
    )


def _file_settled(filing: Filing, by: User, at: datetime, skew: int | None) -> Filed:
    filed = _file(filing, by, at, skew)
    if not filed.created:
        return filed
    closed = services.self_handle(filing.id, what_was_done=filing.settled, by=by, now=at)
    return Filed(closed, created=True, joined=filed.joined)


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
        voices_expected=body.voices_expected,
        reporter=body.reporter.model_dump() if body.reporter else {},
        settled=body.settled,
    )


def _position(place: PlaceIn) -> Position:
    return Position(place.lon, place.lat, place.datum, place.accuracy_metres, place.source, place.fixed_at)


def receipt(request: HttpRequest, incident: Incident, *, fresh: bool = False) -> dict[str, object]:
    """What we have of this report, under our mark. `fresh`: it was made by this very request, so no part is here."""
    photos: dict[str, object] = {"expected": incident.photos_expected, "arrived": []}
    voices: dict[str, object] = {"expected": incident.voices_expected, "arrived": []}
    if not fresh:
        photos, voices = photos_of(incident), voices_of(incident)
    parts = {"photos": photos["arrived"], "voices": voices["arrived"]}
    mark = stamp({**receipts.facts_of(incident), **parts})
    skew = skew_seconds(request.headers.get(PHONE_TIME, ""), now())
    return {
        "id": incident.pk,
        "number": incident.number,
        "state": incident.state,
        "version": incident.version,
        "received_at": incident.reported_at,
        "sha256": incident.payload_sha256,
        "photos": photos,
        "voices": voices,
        "follow_code": follow_code(incident.pk),
        "verify_code": receipts.code_of(incident),
        "verify_url": receipts.address_of(incident),
        "signature": f"{mark.alg}:{mark.kid}:{mark.mark.hex()}",
        "late": receipts.is_late(incident, skew),
        "skew_seconds": skew,
    }


def skew_seconds(phone_time: str, at: datetime) -> int | None:
    """By how much the phone's clock is ahead; None if it did not say, or said nonsense. Nothing is decided by it."""
    try:
        shown = parse_datetime(phone_time)
    except ValueError:
        return None
    if shown is None or shown.tzinfo is None or not 1969 <= shown.year < 2200:
        return None
    return round((shown - at).total_seconds())
