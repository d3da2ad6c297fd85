"""Pictures in: bytes that somebody sent, looked at before they are decoded, and made anew before anybody
sees them.

A name or media type is never asked. `inspect` reads the first bytes and the header: what it is, how large,
whether it is whole. `reencode` decodes and makes an upright JPEG without metadata; it belongs in a worker
with limited memory (`core.image_worker`). Of EXIF only the orientation is read, never a position. Source:
Pillow security handbook.
"""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pillow_heif
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from core import image_files
from core.errors import Invalid

MOST_PIXELS = 50_000_000
LONGEST_SIDE = 20_000
SHOWN_PIXELS = 1920
QUALITY = 80
SMALL_PIXELS = 320
SMALL_BYTES = 20_000
SMALL_QUALITIES = (65, 45, 25, 10)

Image.MAX_IMAGE_PIXELS = MOST_PIXELS
pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)

_REASONS = {
    "empty": _("照片是空的"),
    "format": _("只接受 JPEG、PNG、WebP、HEIC 照片"),
    "truncated": _("照片不完整，请重新上传"),
    "pixels": _("照片尺寸过大"),
    "undecodable": _("照片无法打开"),
}


class ImageRefused(Invalid):
    """Not a picture that we take; `reason` is one word of: empty, format, truncated, pixels, undecodable."""

    code = "BAD_IMAGE"

    def __init__(self, reason: str) -> None:
        super().__init__(_REASONS[reason], detail={"reason": reason})
        self.reason = reason

    def __str__(self) -> str:
        return self.reason


@dataclass(frozen=True)
class ImageFacts:
    """What a picture is, from its header: format (JPEG, PNG, WEBP, HEIF), width and height as stored, in
    pixels.
    """

    format: str
    width: int
    height: int


def inspect(data: bytes) -> ImageFacts:
    """Look at a picture without decoding it. Raises ImageRefused."""
    if not data:
        raise ImageRefused("empty")
    kind = image_files.kind_of(data)
    if kind is None:
        raise ImageRefused("format")
    if not image_files.is_whole(data, kind):
        raise ImageRefused("truncated")
    with _opened(data, kind) as image:
        width, height = image.size
    if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
        raise ImageRefused("pixels")
    return ImageFacts(kind, width, height)


def reencode(data: bytes) -> bytes:
    """The picture as people see it: JPEG, upright, at most 1920 pixels long, no metadata. Raises
    ImageRefused.
    """
    facts = inspect(data)
    with _opened(data, facts.format) as image:
        image.draft("RGB", (SHOWN_PIXELS, SHOWN_PIXELS))  # a JPEG is decoded no larger than it need be
        image.thumbnail((SHOWN_PIXELS, SHOWN_PIXELS), Image.Resampling.LANCZOS)
        result = io.BytesIO()
        _on_white(_upright(image)).save(result, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return result.getvalue()


def small(picture: bytes) -> bytes:
    """A picture of ours (JPEG) as large as tells one place from another: 320 px, 20 kB. Raises ImageRefused."""
    with _opened(picture, "JPEG") as image:
        image.draft("RGB", (SMALL_PIXELS, SMALL_PIXELS))
        image.thumbnail((SMALL_PIXELS, SMALL_PIXELS), Image.Resampling.LANCZOS)
        plain = image.convert("RGB")
        for quality in SMALL_QUALITIES:
            result = io.BytesIO()
            plain.save(result, "JPEG", quality=quality, optimize=True)
            if result.tell() <= SMALL_BYTES:
                break
    return result.getvalue()


@contextmanager
def _opened(data: bytes, kind: str) -> Iterator[Image.Image]:
    """Open as that kind and no other; whatever a decoder raises is a refusal, and so is its warning of a bomb."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # odd metadata is no reason to refuse a picture
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(io.BytesIO(data), formats=[kind]) as image:
                yield image
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            raise ImageRefused("pixels") from None
        except ImageRefused:
            raise
        except Exception:
            raise ImageRefused("undecodable") from None


def _upright(image: Image.Image) -> Image.Image:
    """Turned as the camera was held; as stored, if what it says of that cannot be read."""
    try:
        return ImageOps.exif_transpose(image)
    except Exception:
        return image


def _on_white(image: Image.Image) -> Image.Image:
    """Plain RGB: what was transparent lies on white, sixteen bits of grey become eight."""
    if image.mode.startswith(("I", "F")):
        image = image.point(lambda level: level / 256).convert("L")
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        ground = Image.new("RGBA", layer.size, "white")
        return Image.alpha_composite(ground, layer).convert("RGB")
    plain = image.convert("RGB")
    plain.info = {}
    return plain
