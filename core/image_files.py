"""What kind of picture a file is, and whether it is whole: by its own structure, without a decoder.

Decoders are lenient; a JPEG whose last third is missing opens with a grey stripe. Evidence must not, so
each format is walked from its first to its last marker. Bytes after the end (a phone's video, a second
picture) do not matter.
"""

import zlib
from collections.abc import Callable

_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}


def kind_of(data: bytes) -> str | None:
    """JPEG, PNG, WEBP or HEIF by the first bytes; None for anything else."""
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    if data[4:8] == b"ftyp" and data[8:12] in _HEIF_BRANDS:
        return "HEIF"
    return None


def is_whole(data: bytes, kind: str) -> bool:
    """Whether the file of that kind runs to its end."""
    try:
        return _WALKS[kind](data)
    except IndexError:
        return False


def _jpeg(data: bytes) -> bool:
    """Marker by marker to EOI; after a scan's header, on to the next marker that is no stuffing and no
    restart.
    """
    place = 2
    while True:
        if data[place] != 0xFF:
            return False
        marker = data[place + 1]
        if marker == 0xD9:
            return True
        if marker == 0xFF:
            place += 1
            continue
        if marker == 0x01 or 0xD0 <= marker <= 0xD8:
            place += 2
            continue
        place += 2 + _number(data, place + 2, 2)
        if marker == 0xDA:
            place = _after_scan(data, place)


def _after_scan(data: bytes, place: int) -> int:
    while True:
        place = data.find(b"\xff", place)
        if place < 0:
            raise IndexError
        if data[place + 1] != 0 and not 0xD0 <= data[place + 1] <= 0xD7:
            return place
        place += 2


def _png(data: bytes) -> bool:
    """Chunk by chunk, each with its checksum, to IEND."""
    place = 8
    while True:
        length, name = _number(data, place, 4), data[place + 4 : place + 8]
        end = place + 8 + length
        if zlib.crc32(data[place + 4 : end]) != _number(data, end, 4):
            return False
        if name == b"IEND":
            return True
        place = end + 4


def _webp(data: bytes) -> bool:
    return len(data) >= 8 + int.from_bytes(data[4:8], "little")


def _heif(data: bytes) -> bool:
    """Box by box; the last one must end within the file, and the picture's own must be there."""
    place, names = 0, set()
    while place < len(data):
        size, name = _number(data, place, 4), data[place + 4 : place + 8]
        if size == 1:
            size = _number(data, place + 8, 8)
        elif size == 0:
            size = len(data) - place
        if size < 8 or place + size > len(data):
            break
        names.add(name)
        place += size
    return {b"ftyp", b"meta", b"mdat"} <= names


def _number(data: bytes, place: int, length: int) -> int:
    """A big-endian number. Raises IndexError beyond the end."""
    if place + length > len(data):
        raise IndexError
    return int.from_bytes(data[place : place + length], "big")


_WALKS: dict[str, Callable[[bytes], bool]] = {"JPEG": _jpeg, "PNG": _png, "WEBP": _webp, "HEIF": _heif}
