"""Small recordings, as browsers and phones make them, by the bytes that tell what they are."""


def webm(said: bytes = b"x") -> bytes:
    """A WebM with an Opus track."""
    return b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm" + b"\x16T\xaek\x86\x86A_OPUS" + said * 200


def ogg(said: bytes = b"x") -> bytes:
    """An Ogg with an Opus track."""
    return b"OggS\0\x02" + bytes(20) + b"\x01\x13OpusHead\x01\x01" + said * 200


def mp4(said: bytes = b"x") -> bytes:
    """An MP4 with an AAC track: boxes that end where the file ends."""
    return b"\0\0\0\x14ftypM4A \0\0\0\0M4A " + _box(b"moov", b"mp4a") + _box(b"mdat", said * 200)


def _box(name: bytes, content: bytes) -> bytes:
    return (len(content) + 8).to_bytes(4, "big") + name + content
