"""What a 三零日报 printed now vouches for (`incidents.daily`): days at the three zeros, and what is open here."""

from datetime import datetime

from incidents.daily import Sheet
from realtime import snapshot
from realtime.names import read_names
from realtime.rooms import Room


def sheet(room: Room, now: datetime) -> Sheet:
    """The sheet of this room at this minute."""
    here = sum(each.is_in(room) for each in snapshot.read_standings(read_names()))
    days = {each["zero"]: each["days"] for each in snapshot.read_zeros(room, now)}
    at = now.replace(second=0, microsecond=0)
    return Sheet(room.code, at, days.get("petition", 0), days.get("accident", 0), days.get("case", 0), here)
