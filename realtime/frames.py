"""The shapes that travel, and what makes one of the other: pure. `frontend/shared/frames.ts` has them too.

snapshot   the whole room after number n
frame      what happened from n up to m: lines to show, matters open now, matters gone
beat       every two seconds, after a look at the database: n, the server's time, count and hash of the open
alarms     all alarms of the room, at the door and whenever they changed (`realtime/alarms.py`)
resync     the answer to "since n" where continuity cannot be had
Never a person, a telephone, a text or a door: a place goes down to the community, a point to 100 m.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from core.ledger.readers import Line
from realtime.names import Names
from realtime.rooms import Room

FEED_LENGTH = 20
FEED_REACH = 20_000
"""实时动态 goes back this many numbers at most, so that a quiet room does not search the whole ledger."""

SHOWN = frozenset(
    {
        "reported", "self_handled", "confirmed", "accepted", "declined", "objected", "merged", "unmerged",
        "assigned", "taken", "sent_back", "granted", "resumed", "finished", "verified", "reworked", "closed",
        "reopened", "transferred", "voided", "supervised", "reclassified", "overdue", "undone",
    }
)  # fmt: skip
"""The kinds of entries that 实时动态 shows; the others only bring the matter up to date."""

Json = dict[str, Any]

TALLIED = ("reported", "self_handled", "assigned", "sent_back", "verified", "closed", "undone")
"""The kinds of entries that the day's figures count."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How one matter stands: whose rooms it is in, and what everybody there may see of it."""

    id: UUID
    version: int
    is_open: bool
    path: str
    departments: frozenset[str]
    public: Json

    def is_in(self, room: Room) -> bool:
        """Whether it is open in this room."""
        return self.is_open and room.holds(self.path, self.departments)


def line_of(line: Line, names: Names) -> Json | None:
    """A ledger line as 实时动态 shows it, from its header alone, so it never changes; None if it is not shown."""
    header = line.header
    if line.stream_kind != "incident" or line.kind not in SHOWN:
        return None
    if line.kind == "overdue" and header["clock"] != "handle":
        return None
    return {
        "n": line.idx,
        "at": line.at.isoformat(),
        "verb": line.kind,
        "id": str(line.stream),
        "number": header["number"],
        "kind": header["matter"],
        "category": names.categories.get(header["category"], ""),
        "state": header["state"],
        "area_name": names.place(header["path"])[1],
        "tally": tally_of(line.kind, header),
    }


def tally_of(kind: str, header: Mapping[str, Any]) -> dict[str, int]:
    """What a line adds to the figures of its day: 上报, 已派, 办结, 退回, and 新增 by kind of matter.

    A deed undone within its ten seconds is taken back.
    """
    if kind == "reported":
        return {"reported": 1, f"reported:{header['matter']}": 1}
    if kind in ("closed", "self_handled") or (kind == "verified" and header["closes"]):
        return {"closed": 1}
    if kind == "undone":
        return {"assign": {"assigned": -1}, "close": {"closed": -1}}.get(header["verb"], {})
    return {"assigned": {"assigned": 1}, "sent_back": {"returned": 1}}.get(kind, {})


def heard(lines: Iterable[Line], room: Room, names: Names) -> list[Json]:
    """The lines that are told in `room`, in order."""
    told = []
    for line in lines:
        shown = line_of(line, names)
        if shown and room.hears(line.header["path"], names.code_of(line.header["department"])):
            told.append(shown)
    return told


def frame(
    since: int, to: int, at: datetime, lines: Sequence[Json], now: Sequence[Standing], room: Room
) -> Json:
    """The frame of `room` for the numbers [since, to). `now`: how the matters stand that are or were in it."""
    return {
        "type": "frame",
        "from": since,
        "to": to,
        "at": at.isoformat(),
        "lines": list(lines),
        "open": [each.public for each in now if each.is_in(room)],
        "gone": [[str(each.id), each.version] for each in now if not each.is_in(room)],
    }


def beat(n: int, now: datetime, open_count: int, open_hash: int, lag: float, alarms: int = 0) -> Json:
    """The heartbeat; `lag` is the age in seconds of the oldest committed entry that has no number yet, `alarms` the
    hash of the last message about them.
    """
    return {
        "type": "beat",
        "n": n,
        "server_time": now.isoformat(),
        "open_count": open_count,
        "open_hash": open_hash,
        "lag": round(lag, 1),
        "alarms": alarms,
    }


def resync(reason: str) -> Json:
    """Continuity cannot be had: load afresh. Reasons: too_old, future, department."""
    return {"type": "resync", "reason": reason}


def mark(matter: UUID, version: int) -> int:
    """FNV-1a, 32 bit, of "id:version"; `frontend/shared/hash.ts` does the same."""
    value = 0x811C9DC5
    for byte in f"{matter}:{version}".encode():
        value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    return value


def hash_of(standings: Iterable[Standing]) -> int:
    """The exclusive or of the marks of all: one matter in or out is one more exclusive or."""
    value = 0
    for each in standings:
        value ^= mark(each.id, each.version)
    return value


def number_of(written: str) -> int | None:
    """The number that a page says it has come to; None for anything that is none."""
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 16 else None


def text(message: Json) -> str:
    """The message as it is sent."""
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"))
