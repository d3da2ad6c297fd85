"""The alarms of a room as they travel: one message that holds them all, whenever anything about them has changed.

alarms     {list, waiting, cleared, in_hand, shelved, flood, hash}: the highest first, no person, place by community
Its hash stands in every beat, so that a page that missed one asks for it (`/api/v1/feed/alarms`).
"""

import zlib
from datetime import datetime

from incidents.alarms import following
from incidents.alarms.board import board
from realtime.frames import Json, text
from realtime.names import Names, read_names
from realtime.rooms import AREA, Room

NOTHING: Json = {"list": [], "waiting": 0, "cleared": 0, "in_hand": 0, "shelved": 0, "flood": None}


def alarms_of(room: Room, names: Names | None, now: datetime, *, who: bool = False) -> Json:
    """The message for `room`; a department has no alarms. With `who`, for a desk, the names of those who answered."""
    told = board(room.key, now, names=who) if room.kind == AREA else dict(NOTHING)
    known = names or (read_names() if told["list"] else None)
    for each in told["list"]:
        if known:
            each["area"], each["area_name"] = known.place(each["path"])
            each["category"] = known.categories.get(each["category"], "")
        del each["path"]
    return {"type": "alarms", **told, "hash": zlib.crc32(text(told).encode())}


def follow(now: datetime) -> int:
    """Bring the alarms level with the ledger at once, because somebody watches."""
    return following.follow(now)
