"""Uploads as they came: kept encrypted under their SHA-256, whole on disk or not there, and never served as they are.

What comes before its report is parked in a file of its own under the same seal, so that to join it is to give the
file its proper name; to drop it touches nothing that a matter has.
"""

import errno
import hashlib
import os
import tempfile
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from core.crypto import vault
from core.errors import Invalid, TooLarge, Unavailable


def checked_digest(data: bytes, sha256: str, largest: int) -> str:
    """The SHA-256 of `data` in hexadecimal. Raises TooLarge, and Invalid if the sender says another (`sha256`)."""
    if len(data) > largest:
        raise TooLarge(detail={"limit_bytes": largest})
    digest = hashlib.sha256(data).hexdigest()
    if sha256 and digest != sha256.lower():
        raise Invalid(fields={"digest": [_("内容与其校验值不符，请重传")]})
    return digest


def keep_original(data: bytes, digest: str) -> None:
    """Write the uploaded bytes, encrypted."""
    path = original_path(digest)
    if not path.exists():
        write(path, _sealed(data, digest))


def read_original(digest: str) -> bytes:
    """The uploaded bytes; only the worker, the auditor's evidence and a voice's player ask for them."""
    return vault().decrypt(original_path(digest).read_bytes(), aad=_bound(digest))


def original_path(digest: str) -> Path:
    """Where the encrypted upload with this SHA-256 lies."""
    return Path(settings.MEDIA_ROOT) / "originals" / digest[:2] / f"{digest}.enc"


def park(data: bytes, digest: str, part_id: UUID) -> None:
    """Write the uploaded bytes of a part whose report has not come."""
    write(parked_path(part_id), _sealed(data, digest))


def unpark(part_id: UUID, digest: str) -> None:
    """Give a parked upload its proper place too. The parked file itself goes by `drop_parked`, after the commit."""
    path = original_path(digest)
    path.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        os.link(parked_path(part_id), path)


def drop_parked(part_id: UUID) -> None:
    """Remove a parked file; one that is not there is no matter."""
    parked_path(part_id).unlink(missing_ok=True)


def parked_path(part_id: UUID) -> Path:
    """Where the encrypted upload of this parked part lies."""
    return Path(settings.MEDIA_ROOT) / "parked" / part_id.hex[-2:] / f"{part_id}.enc"


def parked_long_ago(before: datetime) -> list[UUID]:
    """Parked files last written before an instant, by the id of their part; a crash may have left them alone."""
    folder = Path(settings.MEDIA_ROOT) / "parked"
    old = before.timestamp()
    return [UUID(path.stem) for path in folder.glob("*/*.enc") if path.stat().st_mtime < old]


def _sealed(data: bytes, digest: str) -> bytes:
    return vault().encrypt(data, aad=_bound(digest))


def _bound(digest: str) -> bytes:
    return b"photo|" + digest.encode()


def write(path: Path, data: bytes) -> None:
    """Write a file that is whole or not there. Raises Unavailable (STORAGE_FULL)."""
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
