"""The parts of a report: photos and recordings, each one PUT of raw bytes with its digest, before or after the report.

What has no report yet is parked (202) and joined to it when it comes. A matter that is not seen answers like one that
is not there.
"""

import base64
import binascii
import re
from collections.abc import Callable
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as _n
from ninja import Path, Query, Router, Status

from core.errors import Invalid, NotFound, WrongType
from incidents import photos
from incidents.models import Incident, Photo
from incidents.voices import services as voices
from incidents.voices.models import Voice
from mobile_api import answers, auth, parked
from mobile_api.models import ParkedPart
from mobile_api.parked import What
from mobile_api.pictures import ask_for_picture
from mobile_api.schemas import Slot

router = Router(tags=["reports"])

PLAIN = ("application/octet-stream", "")
Part = Photo | Voice


def raw_body() -> dict[str, Any]:
    """What the description says of an operation that takes raw bytes and their digest."""
    digest = {"type": "string", "pattern": "^sha-256=[0-9A-Za-z+/]{43}=$"}
    raw = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
    return {
        "requestBody": {"required": True, "content": raw},
        "parameters": [{"in": "header", "name": "Digest", "required": True, "schema": digest}],
    }


@router.put(
    "/reports/{uuid:report_id}/photos/{slot}",
    response={200: answers.PhotoPutOut, 201: answers.PhotoPutOut, 202: answers.PhotoPutOut},
    operation_id="put_photo",
    summary=_n("传一张照片"),
    description=_n(
        "正文即照片原始字节（JPEG、PNG、WEBP、HEIC，至多 12 MB），Digest: sha-256=<base64> 为其校验值。"
        "同一位置重传同样的字节，回答 200；字节不同则为 409。先于上报到达的照片先存着（202），上报一到即归入；"
        "回执里出现校验值之前，手机须留着自己的那一份。"
    ),
    openapi_extra=raw_body(),
)
def put_photo(
    request: HttpRequest,
    report_id: UUID,
    slot: Path[Slot],
    stage: Query[Literal["before", "after", "check"]] = "before",
) -> Status[dict[str, object]]:
    """Attach one photo to a matter that is seen, or put it aside for one that has not come."""
    data, sha256 = _body(request, "image/")
    by, at = auth.actor(request), now()

    def attach() -> tuple[Part, bool]:
        return photos.attach(report_id, slot=slot, stage=stage, data=data, sha256=sha256, by=by, now=at)

    def park() -> Any:
        upload = photos.examine(data, sha256)
        return parked.keep(report_id, What.PHOTO, upload, data, slot=slot, stage=stage, by=by, now=at)

    photo, new = _attached(attach, park)
    if isinstance(photo, Photo) and new:
        ask_for_picture(photo.pk)
    return _answer(photo, new, "photos", lambda: parked.arrived(report_id, What.PHOTO, by))


@router.put(
    "/reports/{uuid:report_id}/voices/{slot}",
    response={200: answers.VoicePutOut, 201: answers.VoicePutOut, 202: answers.VoicePutOut},
    operation_id="put_voice",
    summary=_n("传一段语音"),
    description=_n(
        "正文即录音原始字节（WebM 或 Ogg 的 Opus、MP4 的 AAC，至多 2 MB，约 60 秒），Digest 同照片。"
        "先于上报到达的先存着（202），规则与照片相同。"
    ),
    openapi_extra=raw_body(),
)
def put_voice(request: HttpRequest, report_id: UUID, slot: Path[Slot]) -> Status[dict[str, object]]:
    """Attach one recording to a matter that is seen, or put it aside for one that has not come."""
    data, sha256 = _body(request, "audio/", "video/")
    by, at = auth.actor(request), now()

    def attach() -> tuple[Part, bool]:
        return voices.attach(report_id, slot=slot, data=data, sha256=sha256, by=by, now=at)

    def park() -> Any:
        recording = voices.examine(data, sha256)
        return parked.keep(report_id, What.VOICE, recording, data, slot=slot, stage="", by=by, now=at)

    voice, new = _attached(attach, park)
    return _answer(voice, new, "voices", lambda: parked.arrived(report_id, What.VOICE, by))


def _attached(attach: Callable[[], tuple[Part, bool]], park: Callable[[], Any]) -> tuple[Any, bool]:
    """Attach it; or park it where there is no matter; or attach it after all, where the report came in between."""
    try:
        return attach()
    except NotFound:
        waiting = park()
    if waiting is not None:
        return waiting, True
    try:
        return attach()
    except NotFound as error:
        raise parked.not_yours() from error


def _answer(
    part: Any, new: bool, name: str, waiting: Callable[[], list[dict[str, str]]]
) -> Status[dict[str, object]]:
    is_parked = isinstance(part, ParkedPart)
    count = photos_of if name == "photos" else voices_of
    here = {"expected": None, "arrived": waiting()} if is_parked else count(part.incident)
    answer = {"slot": part.slot, "sha256": part.sha256, "size": part.size, "parked": is_parked, name: here}
    return Status(202 if is_parked else 201 if new else 200, answer)


def photos_of(incident: Incident) -> dict[str, object]:
    """How many photos were announced, and which are here, in the order in which they came."""
    rows = Photo.objects.filter(incident=incident).order_by("at", "slot").values("slot", "sha256")
    return {"expected": incident.photos_expected, "arrived": list(rows)}


def voices_of(incident: Incident) -> dict[str, object]:
    """The same of recordings."""
    rows = Voice.objects.filter(incident=incident).order_by("at", "slot").values("slot", "sha256")
    return {"expected": incident.voices_expected, "arrived": list(rows)}


def digest_of(request: HttpRequest) -> str:
    """The SHA-256 in hexadecimal, from `Digest: sha-256=<base64>`. Raises Invalid without one."""
    found = re.fullmatch(r"sha-256=:?([0-9A-Za-z+/]{43}=):?", request.headers.get("Digest", "").strip(), re.I)
    if found is None:
        raise Invalid(fields={"digest": [_("请在 Digest 中给出 sha-256 校验值")]})
    try:
        return base64.b64decode(found[1], validate=True).hex()
    except binascii.Error as error:
        raise Invalid(fields={"digest": [_("格式不对")]}) from error


def _body(request: HttpRequest, *kinds: str) -> tuple[bytes, str]:
    kind = request.content_type or ""
    if not (kind.startswith(kinds) or kind in PLAIN):
        raise WrongType()
    return request.body, digest_of(request)
