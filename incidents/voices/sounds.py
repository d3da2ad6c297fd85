"""What kind of recording a file is, by its own structure: nothing is decoded, no name or media type is asked.

Three containers, as browsers and phones record: WebM (Opus), Ogg (Opus), MP4 (AAC). A container with a picture track
(video) is no recording.
"""

from django.utils.translation import gettext_lazy as _

from core.errors import Invalid

TYPES = {"WEBM": "audio/webm", "OGG": "audio/ogg", "MP4": "audio/mp4"}
"""Format → the media type under which it is played."""

_REASONS = {
    "empty": _("录音是空的"),
    "format": _("只接受 WebM、Ogg、MP4 录音"),
    "truncated": _("录音不完整，请重新上传"),
}


class AudioRefused(Invalid):
    """Not a recording that we take; `detail.reason` is one word of: empty, format, truncated."""

    code = "BAD_AUDIO"

    def __init__(self, reason: str) -> None:
        super().__init__(_REASONS[reason], detail={"reason": reason})


def inspect(data: bytes) -> str:
    """WEBM, OGG or MP4. Raises AudioRefused."""
    if not data:
        raise AudioRefused("empty")
    head = data[:4096]
    if data.startswith(b"\x1aE\xdf\xa3") and b"webm" in head[:64]:
        return _only_sound("WEBM", b"A_OPUS" in head, b"V_VP" in head or b"V_AV1" in head)
    if data.startswith(b"OggS"):
        return _only_sound("OGG", b"OpusHead" in head[:512], b"theora" in head)
    if data[4:8] == b"ftyp":
        if not _boxes_end(data):
            raise AudioRefused("truncated")
        return _only_sound("MP4", b"mp4a" in data, b"avc1" in data or b"hvc1" in data or b"vide" in data)
    raise AudioRefused("format")


def _only_sound(kind: str, sound: bool, picture: bool) -> str:
    if picture or not sound:
        raise AudioRefused("format")
    return kind


def _boxes_end(data: bytes) -> bool:
    """Whether the boxes of an MP4 end where the file ends."""
    place = 0
    while place < len(data):
        size = int.from_bytes(data[place : place + 4], "big")
        if size == 0:
            return True
        if size == 1:
            size = int.from_bytes(data[place + 8 : place + 16], "big")
        if size < 8:
            return False
        place += size
    return place == len(data)
