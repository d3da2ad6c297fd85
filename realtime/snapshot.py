"""Reading a room from the database: the whole of it, or what came since a number, in a few statements.

A snapshot names a number n that was read *before* the matters: it may know a little more than n, never less,
and the lines from n on bring it level without harm, because a matter only gives way to a newer version of itself.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from core.ledger import readers
from core.ledger.readers import Line
from core.worktime import local_date
from incidents.models import Incident
from incidents.workflow import OPEN
from incidents.zeros.days import zero_days
from realtime import history
from realtime.frames import Json, Standing, frame, heard, resync
from realtime.names import Names, read_names
from realtime.rooms import AREA, Room

TOO_MANY = 2_000
"""Beyond this many numbers "since n" is answered with a resync: a fresh snapshot is smaller."""

_COLUMNS = (
    "id", "version", "state", "area_path", "department_id", "co_handlers", "complained_about_id", "number",
    "kind_id", "category_id", "urgency", "due_at", "overdue_at", "lon", "lat", "reported_at",
)  # fmt: skip


def fresh(room: Room, now: datetime) -> Json:
    """The whole room, read now."""
    n, names = readers.head(), read_names()
    standings = [each for each in read_standings(names) if each.is_in(room)]
    feed = history.feed(room, n, names)
    today = history.today(room, history.first_of_day(n, now), n, now, names)
    return build(room, n, now, standings, feed, today, read_zeros(room, now), names.kinds)


def build(
    room: Room,
    n: int,
    now: datetime,
    standings: Iterable[Standing],
    feed: Sequence[Json],
    today: dict[str, int],
    zeros: Sequence[Json],
    kinds: Sequence[Json],
) -> Json:
    """Put a snapshot together."""
    return {
        "type": "snapshot",
        "n": n,
        "server_time": now.isoformat(),
        "day": local_date(now).isoformat(),
        "room": room.name,
        "area": {"code": room.code, "name": room.title, "path": room.area_path},
        "kinds": kinds,
        "zeros": list(zeros),
        "today": today,
        "open": [each.public for each in standings],
        "feed": list(feed),
    }


def since(room: Room, n: int, now: datetime) -> Json:
    """The frame from number `n` to the head, or a resync where that cannot be had."""
    head = readers.head()
    if reason := _broken_off(room, n, head):
        return resync(reason)
    names = read_names()
    lines = [line for line in readers.read(n, TOO_MANY) if line.idx < head]
    touched = {line.stream for line in lines if line.stream_kind == "incident"}
    been = _been(lines, room)
    standings = [each for each in read_standings(names, touched) if each.id in been or each.is_in(room)]
    message = frame(n, head, now, heard(lines, room, names), standings, room)
    return message | _zeros_if(lines, room, now) | {"caught_up": True}


def caught_up(
    room: Room, n: int, head: int, names: Names, held: Mapping[UUID, Standing], now: datetime
) -> Json:
    """What came from number `n` to `head` for a page that comes back, as the tail itself `held` the matters at `head`.

    So what the page then has is exactly what the next beat says, however much has happened since. A matter that is not
    held has ended, with the last line about it. The tail has looked before, so it knows no less than another process
    has told the page.
    """
    if reason := _broken_off(room, n, head):
        return resync(reason)
    lines = [line for line in readers.read(n, TOO_MANY) if line.idx < head]
    been = _been(lines, room)
    last = {line.stream: line.version for line in lines if line.stream_kind == "incident"}
    message = frame(n, head, now, heard(lines, room, names), [], room)
    for id, version in last.items():
        standing = held.get(id)
        if standing and standing.is_in(room):
            message["open"].append(standing.public)
        elif id in been:
            message["gone"].append([str(id), standing.version if standing else version])
    return message | _zeros_if(lines, room, now) | {"caught_up": True}


def _broken_off(room: Room, n: int, head: int) -> str:
    """Why continuity from `n` to `head` cannot be had; empty if it can."""
    if n > head:
        return "future"
    if head - n > TOO_MANY:
        return "too_old"
    return "" if room.kind == AREA else "department"


def _been(lines: Sequence[Line], room: Room) -> set[UUID]:
    """The matters of these lines that are or were below the room's area."""
    told = [*lines, *history.before(lines)]
    return {each.stream for each in told if each.header.get("path", "").startswith(room.key)}


def _zeros_if(lines: Sequence[Line], room: Room, now: datetime) -> Json:
    broken = any(line.stream_kind == "break" for line in lines)
    return {"zeros": read_zeros(room, now)} if broken else {}


def read_standings(names: Names, ids: Iterable[UUID] | None = None) -> list[Standing]:
    """How the matters with these ids stand, whatever their state; without ids, all that are open."""
    rows = Incident.objects.open() if ids is None else Incident.objects.filter(pk__in=list(ids))
    return [_standing(dict(zip(_COLUMNS, row, strict=True)), names) for row in rows.values_list(*_COLUMNS)]


def _standing(row: dict[str, Any], names: Names) -> Standing:
    code, name = names.place(row["area_path"])
    hands = {row["department_id"], *row["co_handlers"]} - {row["complained_about_id"], None}
    public = {
        "id": str(row["id"]),
        "number": row["number"],
        "kind": row["kind_id"],
        "category": names.categories.get(row["category_id"], ""),
        "state": row["state"],
        "urgency": row["urgency"],
        "area": code,
        "area_name": name,
        "path": row["area_path"],
        "department": names.departments.get(row["department_id"], ("", ""))[1],
        "due_at": row["due_at"] and row["due_at"].isoformat(),
        "overdue": row["overdue_at"] is not None,
        "lon": None if row["lon"] is None else round(row["lon"], 3),
        "lat": None if row["lat"] is None else round(row["lat"], 3),
        "reported_at": row["reported_at"].isoformat(),
        "version": row["version"],
    }
    departments = frozenset(names.code_of(each) for each in hands)
    return Standing(row["id"], row["version"], row["state"] in OPEN, row["area_path"], departments, public)


def read_versions() -> dict[UUID, int]:
    """The versions of all open matters."""
    return dict(Incident.objects.open().values_list("id", "version"))


def read_zeros(room: Room, now: datetime) -> list[Json]:
    """The days at zero of the room's area, one of each zero."""
    return [
        {"zero": each.zero, "days": each.days, "longest": each.longest, "suspected": each.suspected}
        for each in zero_days(room.area_path, local_date(now))
    ]


def day_of(line: Json) -> date:
    """The day in Shanghai on which a shown line happened."""
    return local_date(datetime.fromisoformat(line["at"]))
