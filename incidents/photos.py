"""Photos of a matter. The uploaded bytes are kept encrypted under their SHA-256, which receipt and ledger name.

Nobody is ever served the uploaded bytes: people in scope see a picture that Pillow made anew from them, upright and
without metadata, and its own hash stands beside it. The upload is only looked at, not decoded, in the request; the
worker decodes it. Two equal photos in two slots are legal; other bytes in a taken slot are not.
"""

import errno
import hashlib
import os
import tempfile
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from core.crypto import Tampered, vault
from core.errors import IdReused, Invalid, Late, NotAllowed, NotFound, TooLarge, Unavailable
from core.image_worker import reencode_apart
from core.images import ImageRefused, inspect
from core.models import User
from incidents.events import PhotoAttached
from incidents.models import Incident, Photo, State
from incidents.permissions import may
from incidents.services.doing import current_of, deed, held_by, lock, matter_of, record

LARGEST = 12 * 1024 * 1024
MOST = 30
_FAILED: dict[type[Exception], str] = {FileNotFoundError: "missing", Tampered: "tampered"}


@deed
def attach(
    incident_id: UUID, *, slot: str, stage: str, data: bytes, sha256: str, by: User, now: datetime
) -> tuple[Photo, bool]:
    """附照片: keep the bytes and write the line; say whether it is new. The same bytes again change nothing.

    Raises NotFound, NotAllowed (may neither add to the matter nor check it), TooLarge, Invalid (digest does not fit,
    no picture, too many pixels, more photos than are taken), IdReused (other bytes in the slot), Late (the matter is
    voided), Unavailable (the disk is full).
    """
    digest = _checked_digest(data, sha256)
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
        raise IdReused(current={"slot": slot, "sha256": known.sha256})
    if incident.state == State.VOID:
        raise Late(current=current_of(incident))
    if incident.photos.count() >= MOST:
        raise Invalid(fields={"slot": [_("一件事最多30张照片")]})
    return _attach(incident, slot, stage, data, digest, by, now), True


def _checked_digest(data: bytes, sha256: str) -> str:
    if len(data) > LARGEST:
        raise TooLarge(detail={"limit_bytes": LARGEST})
    digest = hashlib.sha256(data).hexdigest()
    if sha256 and digest != sha256.lower():
        raise Invalid(fields={"digest": [_("照片与其校验值不符，请重传")]})
    return digest


def _attach(
    incident: Incident, slot: str, stage: str, data: bytes, digest: str, by: User, now: datetime
) -> Photo:
    facts = inspect(data)
    keep_original(data, digest)
    photo = Photo.objects.create(
        incident=incident,
        slot=slot,
        stage=stage,
        sha256=digest,
        size=len(data),
        format=facts.format,
        width=facts.width,
        height=facts.height,
        by=by,
        at=now,
    )
    fact = PhotoAttached(slot=slot, stage=stage, sha256=digest, size=len(data))
    record(matter_of(incident), fact, by=by, now=now)
    return photo


def keep_original(data: bytes, digest: str) -> None:
    """Write the uploaded bytes, encrypted; they are whole on disk or not there."""
    path = original_path(digest)
    if not path.exists():
        _write(path, vault().encrypt(data, aad=b"photo|" + digest.encode()))


def read_original(digest: str) -> bytes:
    """The uploaded bytes; only the worker and the auditor's evidence ask for them."""
    return vault().decrypt(original_path(digest).read_bytes(), aad=b"photo|" + digest.encode())


def original_path(digest: str) -> Path:
    """Where the encrypted upload with this SHA-256 lies."""
    return Path(settings.MEDIA_ROOT) / "originals" / digest[:2] / f"{digest}.enc"


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
    _write(picture_path(digest), picture)
    return digest


def waiting_for_a_picture(at_most: int = 200) -> list[UUID]:
    """Photos whose picture is not made yet: the sweep finds what a lost task left behind."""
    waiting = Photo.objects.filter(picture_sha256="", failed="").order_by("at")
    return list(waiting.values_list("pk", flat=True)[:at_most])


def _write(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_whole(path, data)
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise
        raise Unavailable(_("存储空间不足，暂时无法保存。"), code="STORAGE_FULL", retry_after=60) from error


def _write_whole(path: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
