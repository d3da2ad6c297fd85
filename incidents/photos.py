"""Photos of a matter. The uploaded bytes are kept encrypted under their SHA-256, which receipt and ledger name.

Nobody is ever served the uploaded bytes: people in scope see a picture that Pillow made anew from them, upright and
without metadata, and its own hash stands beside it. The upload is only looked at, not decoded, in the request; the
worker decodes it. Two equal photos in two slots are legal; other bytes in a taken slot are not.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from core.crypto import Tampered
from core.errors import IdReused, Invalid, Late, NotAllowed, NotFound
from core.image_worker import reencode_apart
from core.images import ImageRefused, inspect
from core.models import User
from incidents.events import PhotoAttached
from incidents.models import Incident, Photo, State
from incidents.originals import checked_digest, keep_original, original_path, read_original, write
from incidents.permissions import may
from incidents.services.doing import current_of, deed, held_by, lock, matter_of, record

__all__ = ["keep_original", "original_path", "read_original"]

LARGEST = 12 * 1024 * 1024
MOST = 30
_FAILED: dict[type[Exception], str] = {FileNotFoundError: "missing", Tampered: "tampered"}


@dataclass(frozen=True)
class Upload:
    """What a photo is that arrived whole, from its bytes alone."""

    sha256: str
    size: int
    format: str
    width: int
    height: int


def examine(data: bytes, sha256: str) -> Upload:
    """Look at what arrived. Raises TooLarge, Invalid (digest does not fit, no picture, too many pixels)."""
    digest = checked_digest(data, sha256, LARGEST)
    facts = inspect(data)
    return Upload(digest, len(data), facts.format, facts.width, facts.height)


@deed
def attach(
    incident_id: UUID, *, slot: str, stage: str, data: bytes, sha256: str, by: User, now: datetime
) -> tuple[Photo, bool]:
    """附照片: keep the bytes and write the line; say whether it is new. The same bytes again change nothing.

    Raises NotFound, NotAllowed (may neither add to the matter nor check it), TooLarge, Invalid (digest does not fit,
    no picture, too many pixels, more photos than are taken), IdReused (other bytes in the slot), Late (the matter is
    voided), Unavailable (the disk is full).
    """
    digest = checked_digest(data, sha256, LARGEST)
    scope = held_by(by, now)
    incident = lock(incident_id, scope)
    if incident is None:
        raise NotFound()
    if not (may("supplement", scope, incident) or may("verify", scope, incident)):
        raise NotAllowed()
    known = incident.photos.filter(slot=slot).first()
    if known is not None:
        if known.sha256 == digest:
            return known, False
        raise taken(slot, known.sha256, digest)
    if incident.state == State.VOID:
        raise Late(current=current_of(incident))
    if incident.photos.count() >= MOST:
        raise Invalid(fields={"slot": [_("一件事最多30张照片")]})
    upload = examine(data, sha256)
    keep_original(data, digest)
    return attach_kept(incident, slot, stage, upload, by, now), True


def taken(slot: str, there: str, sent: str) -> IdReused:
    """The refusal of other bytes in a slot: it names both digests."""
    return IdReused(current={"slot": slot, "sha256": there, "sent_sha256": sent})


def attach_kept(
    incident: Incident, slot: str, stage: str, upload: Upload, by: User | None, now: datetime, actor: str = ""
) -> Photo:
    """Add the row and the line of a photo whose bytes are kept, to a matter under its row lock."""
    photo = Photo.objects.create(
        incident=incident,
        slot=slot,
        stage=stage,
        sha256=upload.sha256,
        size=upload.size,
        format=upload.format,
        width=upload.width,
        height=upload.height,
        by=by,
        at=now,
    )
    fact = PhotoAttached(slot=slot, stage=stage, sha256=upload.sha256, size=upload.size)
    record(matter_of(incident), fact, by=by, now=now, actor=actor)
    return photo


def picture_path(digest: str) -> Path:
    """Where the picture with this SHA-256 lies, which people see."""
    return Path(settings.MEDIA_ROOT) / "pictures" / digest[:2] / f"{digest}.jpg"


def make_picture(photo_id: UUID) -> bool:
    """Re-encode one upload into the picture that people see; False if it was done, or cannot be and never will."""
    photo = Photo.objects.filter(pk=photo_id, picture_sha256="", failed="").first()
    if photo is None:
        return False
    try:
        picture = reencode_apart(read_original(photo.sha256))
    except (ImageRefused, FileNotFoundError, Tampered) as error:
        Photo.objects.filter(pk=photo_id).update(failed=_FAILED.get(type(error), str(error))[:80])
        return False
    Photo.objects.filter(pk=photo_id).update(picture_sha256=keep_picture(picture), picture_size=len(picture))
    return True


def keep_picture(picture: bytes) -> str:
    """Write the picture that people see; return its SHA-256."""
    digest = hashlib.sha256(picture).hexdigest()
    write(picture_path(digest), picture)
    return digest


def waiting_for_a_picture(at_most: int = 200) -> list[UUID]:
    """Photos whose picture is not made yet: the sweep finds what a lost task left behind."""
    waiting = Photo.objects.filter(picture_sha256="", failed="").order_by("at")
    return list(waiting.values_list("pk", flat=True)[:at_most])
