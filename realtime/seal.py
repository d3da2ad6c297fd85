"""验真码 of a printed 三零日报: a mark over the figures on the sheet, so that a sheet can be told from one made up."""

from datetime import datetime

from core.crypto import keyed_digest, receipt_code, typed_code
from core.worktime import SHANGHAI
from realtime import snapshot
from realtime.frames import Json
from realtime.names import read_names
from realtime.rooms import Room

ZEROS = ("petition", "accident", "case")


def seal(room: Room, now: datetime) -> Json:
    """The figures that a sheet printed now shows beside its code: days at the three zeros, and what is open."""
    here = sum(each.is_in(room) for each in snapshot.read_standings(read_names()))
    days = {each["zero"]: each["days"] for each in snapshot.read_zeros(room, now)}
    at = now.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
    figures = "/".join(str(each) for each in (*(days.get(zero, 0) for zero in ZEROS), here))
    return {"at": at, "figures": figures, "code": code_of(room, at, figures)}


def code_of(room: Room, at: str, figures: str) -> str:
    """The code of these figures at that minute; under a key that is never rotated, so that old sheets stay good."""
    return receipt_code(keyed_digest("daily", f"{room.code}|{at}|{figures}".encode()))


def is_genuine(room: Room, at: str, figures: str, code: str) -> bool:
    """Whether this installation gave that code to those figures."""
    return code_of(room, at, figures) == typed_code(code)
