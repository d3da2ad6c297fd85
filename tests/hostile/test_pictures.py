"""Uploads that are no photo, or one that would burst: refused before anything is decoded or kept."""

import struct
import zlib
from io import BytesIO
from typing import Any
from uuid import uuid4

import pillow_heif
import pytest
from PIL import Image

from incidents.models import Photo
from incidents.photos import make_picture, picture_path
from tests.hostile.conftest import refused
from tests.mobile_api.conftest import Phone, digest, jpeg

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


@pytest.fixture
def mine(phone: Any, lin: Any) -> Phone:
    return phone(lin)


@pytest.fixture
def report_id(mine: Phone) -> Any:
    return mine.report().json["id"]


def bomb(side: int) -> bytes:
    """A black 1-bit PNG of side × side pixels: some 17 kB for 12,000."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes(1 + (side + 7) // 8) * side, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def saved(kind: str, **options: Any) -> bytes:
    out = BytesIO()
    Image.new("RGB", (64, 48), "green").save(out, kind, **options)
    return out.getvalue()


def heic() -> bytes:
    pillow_heif.register_heif_opener()
    return saved("HEIF")


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
NO_PHOTO = {
    "nothing": (b"", "empty"),
    "an SVG": (SVG, "format"),
    "a page": (b"<html><script>alert(1)</script></html>", "format"),
    "a PostScript file": (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "format"),
    "a GIF": (saved("GIF"), "format"),
    "a BMP": (saved("BMP"), "format"),
    "a TIFF": (saved("TIFF"), "format"),
    "a program": (b"MZ" + b"\0" * 200, "format"),
    "an archive": (b"PK\x03\x04" + b"\0" * 200, "format"),
    "a JPEG that stops halfway": (jpeg(size=(300, 300))[:500], "truncated"),
    "only a JPEG's first bytes": (b"\xff\xd8\xff", "truncated"),
    "a bomb of 12,000 pixels a side": (bomb(12_000), "pixels"),
    "a bomb of 20,000 pixels a side": (bomb(20_000), "pixels"),
}


@pytest.mark.parametrize("case", NO_PHOTO)
def test_what_is_no_photo_is_refused(mine: Phone, report_id: Any, case: str) -> None:
    data, reason = NO_PHOTO[case]
    answer = mine.photo(report_id, "1", data)
    assert refused(answer, 422, "BAD_IMAGE")["detail"]["reason"] == reason
    assert not Photo.objects.exists()


def test_the_bomb_is_small(mine: Phone) -> None:
    assert len(bomb(12_000)) < 20_000


def test_a_heic_named_jpg_is_taken_and_shown_as_a_jpeg(mine: Phone, report_id: Any) -> None:
    assert mine.photo(report_id, "photo-jpg", heic(), content_type="image/jpeg").status == 201
    photo = Photo.objects.get()
    assert photo.format == "HEIF"
    assert make_picture(photo.pk)
    photo.refresh_from_db()
    assert picture_path(photo.picture_sha256).read_bytes().startswith(b"\xff\xd8\xff")


def test_no_position_leaves_the_upload(mine: Phone, report_id: Any) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825).update({1: "N", 2: (35.0, 4.0, 30.0), 3: "E", 4: (112.0, 36.0, 0.0)})
    exif[0x010E] = "made by Zhang Jianguo"
    mine.photo(report_id, "1", saved("JPEG", exif=exif))
    photo = Photo.objects.get()
    make_picture(photo.pk)
    photo.refresh_from_db()
    shown = picture_path(photo.picture_sha256).read_bytes()
    assert b"Exif" not in shown
    assert b"Zhang" not in shown
    assert Image.open(BytesIO(shown)).size == (48, 64)


def test_a_photo_beyond_the_limit_is_refused(mine: Phone, report_id: Any) -> None:
    refused(mine.photo(report_id, "1", jpeg() + b"\0" * (12 * 1024 * 1024)), 413, "TOO_LARGE")


SLOTS = ["..", ".", "a.jpg", "%2e%2e", "..%5c..%5cx", "a b", "照片", "a" * 41, "x%00", "-;rm", "%252e%252e"]


@pytest.mark.parametrize("slot", SLOTS)
def test_a_slot_is_a_plain_word(mine: Phone, report_id: Any, slot: str) -> None:
    answer = mine.photo(report_id, slot, jpeg())
    refused(answer, 422, "INVALID", "slot")
    assert not Photo.objects.exists()


@pytest.mark.parametrize("slot", ["../../x.jpg", "..%2f..%2fetc%2fpasswd", "a/b", ""])
def test_a_slot_with_a_stroke_is_no_address(mine: Phone, report_id: Any, slot: str) -> None:
    refused(mine.photo(report_id, slot, jpeg()), 404, "NOT_FOUND")


DIGESTS = [
    "",
    "sha-256=",
    "md5=1B2M2Y8AsgTpgAmY7PhCfg==",
    "sha-256=abc",
    "sha-256=" + "%" * 43 + "=",
    "x" * 5000,
    "sha-256=" + "A" * 44,
]


@pytest.mark.parametrize("given", DIGESTS, ids=[each[:20] for each in DIGESTS])
def test_a_digest_is_asked_for(mine: Phone, report_id: Any, given: str) -> None:
    refused(mine.photo(report_id, "1", jpeg(), Digest=given), 422, "INVALID", "digest")


def test_a_digest_of_other_bytes_is_refused(mine: Phone, report_id: Any) -> None:
    refused(mine.photo(report_id, "1", jpeg(), Digest=digest(b"other")), 422, "INVALID", "digest")


@pytest.mark.parametrize(
    "kind", ["text/html", "application/json", "multipart/form-data; boundary=x", "text/plain"]
)
def test_an_upload_of_another_type_is_refused(mine: Phone, report_id: Any, kind: str) -> None:
    refused(mine.photo(report_id, "1", jpeg(), content_type=kind), 415, "WRONG_TYPE")


def test_a_stage_that_is_none_is_refused(mine: Phone, report_id: Any) -> None:
    refused(mine.photo(report_id, "1", jpeg(), stage="during"), 422, "INVALID", "stage")


def test_more_photos_than_a_matter_holds_are_refused(mine: Phone, report_id: Any) -> None:
    for slot in range(30):
        assert mine.photo(report_id, str(slot), jpeg()).status == 201
    refused(mine.photo(report_id, "one-more", jpeg()), 422, "INVALID", "slot")


def test_a_photo_that_is_no_id_is_not_there(mine: Phone) -> None:
    for path in ("/photos/1", "/photos/../../etc/passwd", f"/photos/{uuid4()}", f"/photos/{uuid4()}.jpg"):
        assert mine.client.get(path, headers={"X-Session-Token": mine.token}).status_code == 404
