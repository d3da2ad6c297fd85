"""Pictures from strangers: what they are is read from their bytes, and nothing of them but the picture is kept."""

import io
import random
import struct
import zlib
from collections.abc import Callable

import pillow_heif
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms

from core.image_worker import reencode_apart
from core.images import SMALL_BYTES, ImageFacts, ImageRefused, inspect, reencode, small

ORIENTATION, GPS = 0x0112, 0x8825


def _picture(width: int = 64, height: int = 48, mode: str = "RGB") -> Image.Image:
    """Left half dark, right half bright, so that one sees which way it stands."""
    image = Image.new("L", (width, height), 30)
    image.paste(220, (width // 2, 0, width, height))
    return image.convert(mode)


def _bytes(kind: str, image: Image.Image | None = None, **options: object) -> bytes:
    target = io.BytesIO()
    (image or _picture()).save(target, kind, **options)
    return target.getvalue()


def _level(image: Image.Image, x: int, y: int) -> int:
    """How bright a point is, 0 to 255."""
    return image.convert("L").tobytes()[y * image.width + x]


MADE: dict[str, Callable[[], bytes]] = {
    "JPEG": lambda: _bytes("JPEG"),
    "PNG": lambda: _bytes("PNG"),
    "WEBP": lambda: _bytes("WEBP"),
    "HEIF": lambda: _bytes("HEIF"),
}


def _reason(data: bytes) -> str:
    with pytest.raises(ImageRefused) as refused:
        inspect(data)
    assert refused.value.status == 422
    return refused.value.reason


@pytest.mark.parametrize("kind", MADE)
def test_each_format_is_known_by_its_bytes(kind: str) -> None:
    data = MADE[kind]()
    assert inspect(data) == ImageFacts(kind, 64, 48)
    with Image.open(io.BytesIO(reencode(data))) as image:
        assert (image.format, image.size, image.mode) == ("JPEG", (64, 48), "RGB")


@pytest.mark.parametrize("kind", MADE)
def test_every_truncation_is_refused(kind: str) -> None:
    data = MADE[kind]()
    for length in range(len(data)):
        with pytest.raises(ImageRefused):
            reencode(data[:length])


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_what_hangs_on_behind_is_neither_minded_nor_kept(kind: str) -> None:
    assert b"MotionPhoto" not in reencode(MADE[kind]() + b"MotionPhoto" * 9)


def test_a_truncation_with_an_end_inside_its_thumbnail_is_found() -> None:
    thumbnail = _bytes("JPEG", _picture(16, 12))
    exif = b"Exif\0\0" + thumbnail
    data = MADE["JPEG"]()
    whole = data[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + data[2:]
    assert inspect(whole)
    assert _reason(whole[:-1]) == "truncated"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"hello", "format"),
        (b"GIF89a" + bytes(20), "format"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "format"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "format"),
        (b"<?xml version='1.0'?><svg/>", "format"),
        (b"BM" + bytes(60), "format"),
        (b"II*\0" + bytes(60), "format"),
        (b"\x00\x00\x00\x18ftypavif" + bytes(60), "format"),
        (b"%PDF-1.7", "format"),
        (b"PK\x03\x04", "format"),
        (b"\xff\xd8\xff", "truncated"),
        (b"\xff\xd8\xff\xd9", "undecodable"),
    ],
)
def test_anything_else_is_refused(data: bytes, reason: str) -> None:
    assert _reason(data) == reason


def _png(width: int, height: int) -> bytes:
    """A PNG of one bit a pixel, all black: a few kilobytes, however large it unfolds."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        )

    rows = zlib.compress(bytes((width // 8 + 1) * height), 9)
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(12_000, 12_000), (7_072, 7_072), (2_000, 20_001), (60_000, 1)])
def test_a_bomb_is_refused_before_it_is_decoded(size: tuple[int, int]) -> None:
    bomb = _png(*size)
    assert len(bomb) < 30_000
    assert _reason(bomb) == "pixels"


def test_fifty_million_pixels_are_still_taken() -> None:
    assert inspect(_png(7_071, 7_071)).width == 7_071


def test_it_is_turned_upright_and_loses_its_metadata() -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 6  # to be turned a quarter clockwise
    exif[0x010F] = "PhoneMaker"
    exif.get_ifd(GPS)[2] = (35.0, 4.0, 12.0)
    data = _bytes("JPEG", exif=exif, comment=b"by Zhang San", icc_profile=_profile())
    assert b"PhoneMaker" in data
    picture = reencode(data)
    with Image.open(io.BytesIO(picture)) as image:
        assert image.size == (48, 64)
        assert _level(image, 24, 4) < 60 < 190 < _level(image, 24, 60)
        assert not image.getexif()
        assert not {"exif", "comment", "icc_profile", "xmp"} & image.info.keys()
    for word in (b"PhoneMaker", b"Zhang", b"Exif", b"ICC"):
        assert word not in picture


def _profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def test_broken_metadata_does_not_hide_a_good_picture() -> None:
    data = MADE["JPEG"]()
    exif = b"Exif\0\0MM\0*\0\0\0\x08\xff\xff" + bytes(10)
    broken = data[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + data[2:]
    assert reencode(broken)


def test_a_heic_of_a_phone_stands_upright() -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    heif = pillow_heif.from_pillow(_picture())
    target = io.BytesIO()
    heif.save(target, exif=exif.tobytes())
    with Image.open(io.BytesIO(reencode(target.getvalue()))) as image:
        assert image.size == (48, 64)


@pytest.mark.parametrize("mode", ["L", "LA", "P", "1", "RGBA", "I;16", "CMYK"])
def test_every_way_of_storing_colour_is_understood(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    image = (
        _picture().convert("I").point(lambda level: level * 256).convert("I;16") if mode == "I;16" else None
    )
    with Image.open(io.BytesIO(reencode(_bytes(kind, image or _picture(mode=mode))))) as result:
        assert _level(result, 8, 24) < 90
        assert _level(result, 56, 24) > 160


def test_a_small_one_is_small_whatever_is_on_it() -> None:
    noise = Image.frombytes("RGB", (640, 480), random.Random(1).randbytes(640 * 480 * 3))
    data = small(_bytes("JPEG", noise))
    with Image.open(io.BytesIO(data)) as image:
        assert image.size == (320, 240)
    assert len(data) <= SMALL_BYTES


def test_what_was_transparent_lies_on_white() -> None:
    image = Image.new("RGBA", (20, 20), (0, 0, 0, 0))
    with Image.open(io.BytesIO(reencode(_bytes("PNG", image)))) as result:
        assert result.getpixel((10, 10)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("size", "shown"), [((4000, 3000), (1920, 1440)), ((900, 3000), (576, 1920)), ((9, 9), (9, 9))]
)
def test_it_is_shrunk_and_never_enlarged(size: tuple[int, int], shown: tuple[int, int]) -> None:
    with Image.open(io.BytesIO(reencode(_bytes("JPEG", _picture(*size))))) as image:
        assert image.size == shown


@given(st.data())
def test_a_flipped_byte_gives_a_picture_or_a_refusal(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(sorted(MADE)))
    good = bytearray(MADE[kind]())
    good[data.draw(st.integers(0, len(good) - 1))] ^= data.draw(st.integers(1, 255))
    try:
        assert reencode(bytes(good)).startswith(b"\xff\xd8\xff")
    except ImageRefused as refused:
        assert refused.reason


@given(
    st.binary(max_size=300), st.sampled_from([b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"\0\0\0\x18ftypheic"])
)
def test_noise_behind_a_good_beginning_is_refused(noise: bytes, beginning: bytes) -> None:
    with pytest.raises(ImageRefused):
        reencode(beginning + noise)


def test_apart_it_is_the_same_picture() -> None:
    data = MADE["PNG"]()
    assert reencode_apart(data) == reencode(data)
    with pytest.raises(ImageRefused, match="truncated"):
        reencode_apart(data[:-3])


@pytest.fixture(scope="module")
def largest() -> bytes:
    """Fifty million pixels with transparency: nothing that we take needs more memory."""
    return _bytes("PNG", Image.new("RGBA", (7_071, 7_071), (200, 30, 30, 128)), compress_level=1)


def test_apart_too_little_memory_ends_only_the_small_process(largest: bytes) -> None:
    with pytest.raises(ImageRefused, match="undecodable"):
        reencode_apart(largest, memory_bytes=300 * 1024 * 1024)


def test_apart_the_largest_picture_fits_its_memory(largest: bytes) -> None:
    assert reencode_apart(largest).startswith(b"\xff\xd8\xff")
