"""The photos of the demo in the store: the same files as an upload leaves, written once for all who show them."""

from datetime import datetime
from functools import cache
from uuid import UUID

from core.images import ImageFacts, inspect, reencode
from core.models import User
from incidents import photos
from incidents.generator.pictures import Picture, album
from incidents.models import Incident, Photo


def store_album() -> int:
    """Write all photos, encrypted originals and pictures; return how many there are. Safe to run again."""
    for picture in album():
        _kept(picture)
    return len(album())


def stored_photo(
    picture: Picture, incident: Incident, slot: str, stage: str, by: User, at: datetime
) -> Photo:
    """The row of a photo whose picture has been made already."""
    facts, made, size = _kept(picture)
    return Photo(
        id=UUID(bytes=incident.id.bytes[:8] + picture.number.to_bytes(2) + at.microsecond.to_bytes(6)),
        incident=incident,
        slot=slot,
        stage=stage,
        sha256=picture.sha256,
        size=len(picture.data),
        format=facts.format,
        width=facts.width,
        height=facts.height,
        picture_sha256=made,
        picture_size=size,
        by=by,
        at=at,
    )


@cache
def _kept(picture: Picture) -> tuple[ImageFacts, str, int]:
    """Its facts, and the digest and size of the picture that people see; both files lie in the store from now on."""
    photos.keep_original(picture.data, picture.sha256)
    made = reencode(picture.data)
    return inspect(picture.data), photos.keep_picture(made), len(made)


def forget() -> None:
    """Write the files again at the next question: for a test whose store is another."""
    _kept.cache_clear()
