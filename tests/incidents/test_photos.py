"""附照片: the uploaded bytes are kept encrypted under their digest; people see a picture made anew from them."""

import errno
import hashlib
import os
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from core.errors import IdReused, Invalid, Late, NotAllowed, NotFound, TooLarge, Unavailable
from core.failpoints import FailPointRaised
from core.images import ImageRefused
from incidents import photos
from incidents.models import Incident, Photo, State
from incidents.photos import make_picture, original_path, picture_path, read_original
from tests.incidents.deeds import everything, last_line, no_line_can_be_written
from tests.incidents.lives import Teller

ORIENTATION, GPS = 0x0112, 0x8825


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def jpeg(colour: str = "red", size: tuple[int, int] = (40, 30), exif: Image.Exif | None = None) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG", exif=exif or Image.Exif())
    return out.getvalue()


def attach(
    tell: Teller, incident: Incident, data: bytes | None = None, by: Any = None, **more: str
) -> tuple[Photo, bool]:
    sent = jpeg() if data is None else data
    given = {"slot": "1", "stage": "before", "sha256": hashlib.sha256(sent).hexdigest()} | more
    return photos.attach(incident.pk, data=sent, by=by or tell.cast.lin, now=tell.tick(), **given)


def files(media: Path) -> list[Path]:
    return [path for path in media.rglob("*") if path.is_file()]


def test_a_photo_is_kept_with_its_digest_and_its_line_names_it(tell: Teller) -> None:
    incident, data = tell.file(), jpeg()
    photo, new = attach(tell, incident, data)
    digest = hashlib.sha256(data).hexdigest()
    assert (new, photo.sha256, photo.size, photo.by) == (True, digest, len(data), tell.cast.lin)
    assert (photo.format, photo.width, photo.height) == ("JPEG", 40, 30)
    line = last_line(incident)
    said = {"slot": "1", "stage": "before", "sha256": digest, "size": len(data)}
    assert (line.kind, {name: line.header[name] for name in said}) == ("photo_attached", said)


def test_what_was_uploaded_lies_encrypted_and_opens_again(tell: Teller) -> None:
    data = jpeg()
    photo, _ = attach(tell, tell.file(), data)
    stored = original_path(photo.sha256).read_bytes()
    assert b"JFIF" not in stored and data[:64] not in stored
    assert read_original(photo.sha256) == data


def test_the_same_bytes_again_change_nothing(tell: Teller) -> None:
    incident = tell.file()
    first, _ = attach(tell, incident)
    before = everything(incident)
    again, new = attach(tell, incident)
    assert (again, new) == (first, False)
    assert everything(incident) == before


def test_other_bytes_in_a_taken_slot_are_refused_by_name(tell: Teller) -> None:
    incident = tell.file()
    first, _ = attach(tell, incident)
    with pytest.raises(IdReused) as caught:
        attach(tell, incident, jpeg("blue"))
    assert caught.value.current == {
        "slot": "1",
        "sha256": first.sha256,
        "sent_sha256": hashlib.sha256(jpeg("blue")).hexdigest(),
    }


def test_two_equal_photos_in_two_slots_are_legal_and_lie_once(tell: Teller, media: Path) -> None:
    incident = tell.file()
    for slot in ("1", "2"):
        assert attach(tell, incident, slot=slot)[1]
    assert len(files(media)) == 1


def test_an_upload_cut_short_is_not_what_its_digest_says(tell: Teller, media: Path) -> None:
    data = jpeg(size=(200, 200))
    with pytest.raises(Invalid) as caught:
        attach(tell, tell.file(), data[: len(data) // 2], sha256=hashlib.sha256(data).hexdigest())
    assert list(caught.value.fields) == ["digest"]
    assert files(media) == []


@pytest.mark.parametrize("data", [b"", b"GIF89a" + bytes(40), b"\xff\xd8\xff" + bytes(40), b"%PDF-1.7"])
def test_what_is_no_picture_is_refused(tell: Teller, data: bytes) -> None:
    incident = tell.file()
    with pytest.raises(ImageRefused):
        attach(tell, incident, data)
    assert not incident.photos.exists()


def test_too_many_bytes_and_too_many_photos_are_refused(
    tell: Teller, monkeypatch: pytest.MonkeyPatch
) -> None:
    incident = tell.file()
    monkeypatch.setattr(photos, "MOST", 1)
    attach(tell, incident)
    with pytest.raises(Invalid):
        attach(tell, incident, slot="2")
    monkeypatch.setattr(photos, "LARGEST", 100)
    with pytest.raises(TooLarge) as caught:
        attach(tell, incident, slot="3")
    assert caught.value.detail == {"limit_bytes": 100}


@pytest.mark.parametrize("who", ["lin", "sun", "zheng", "zhou", "chen"])
def test_who_adds_or_checks_may_attach(tell: Teller, who: str) -> None:
    assert attach(tell, tell.in_state(State.HANDLING), by=getattr(tell.cast, who))[1]


@pytest.mark.parametrize(("who", "refusal"), [("wu", NotAllowed), ("ma", NotAllowed), ("he", NotFound)])
def test_who_only_watches_may_not_and_a_stranger_does_not_find_it(
    tell: Teller, who: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        attach(tell, tell.in_state(State.HANDLING), by=getattr(tell.cast, who))


@pytest.mark.parametrize("state", [State.CLOSED, State.MERGED, State.DECLINED])
def test_a_photo_that_comes_late_is_still_taken(tell: Teller, state: State) -> None:
    assert attach(tell, tell.in_state(state))[1]


def test_a_void_matter_takes_no_more(tell: Teller) -> None:
    with pytest.raises(Late) as caught:
        attach(tell, tell.in_state(State.VOID))
    assert caught.value.current and caught.value.current["state"] == "void"


def test_a_photo_refuses_nobody_who_has_a_form_open(tell: Teller) -> None:
    incident = tell.file()
    attach(tell, incident)
    assert Incident.objects.get(pk=incident.pk).moved_version == 1


def test_without_its_line_there_is_no_photo(tell: Teller) -> None:
    incident = tell.file()
    with no_line_can_be_written(), pytest.raises(FailPointRaised):
        attach(tell, incident)
    assert not incident.photos.exists()


def test_what_people_see_is_upright_without_a_place_and_under_its_own_digest(tell: Teller) -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif[GPS] = {1: "N", 2: (35.0, 4.0, 12.0)}
    photo, _ = attach(tell, tell.file(), jpeg(exif=exif))
    assert make_picture(photo.pk)
    photo = Photo.objects.get()
    shown = picture_path(photo.picture_sha256).read_bytes()
    with Image.open(BytesIO(shown)) as picture:
        assert (picture.format, picture.size, dict(picture.getexif())) == ("JPEG", (30, 40), {})
    assert hashlib.sha256(shown).hexdigest() == photo.picture_sha256 != photo.sha256
    assert photo.picture_size == len(shown)
    assert not make_picture(photo.pk)


def test_a_picture_that_cannot_be_made_is_marked_and_stops_no_other(tell: Teller) -> None:
    incident = tell.file()
    lost, _ = attach(tell, incident, jpeg("red"), slot="lost")
    spoilt, _ = attach(tell, incident, jpeg("green"), slot="spoilt")
    good, _ = attach(tell, incident, jpeg("blue"), slot="good")
    original_path(lost.sha256).unlink()
    path = original_path(spoilt.sha256)
    path.write_bytes(path.read_bytes()[:-1] + b"\0")
    assert photos.waiting_for_a_picture() == [lost.pk, spoilt.pk, good.pk]
    assert [make_picture(pk) for pk in photos.waiting_for_a_picture()] == [False, False, True]
    assert photos.waiting_for_a_picture() == []
    failed = dict(incident.photos.exclude(failed="").values_list("slot", "failed"))
    assert failed == {"lost": "missing", "spoilt": "tampered"}


def test_on_a_full_disk_the_phone_is_told_to_keep_its_photo(
    tell: Teller, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    incident = tell.file()
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Unavailable) as caught:
        attach(tell, incident)
    assert (caught.value.code, caught.value.status) == ("STORAGE_FULL", 503)
    assert files(media) == []
    assert not incident.photos.exists()
