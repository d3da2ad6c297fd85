"""What the ledger tells a room: its last lines, the figures of its day, and where a matter was before."""

import json
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.db import connection

from core.errors import NotFound
from core.ledger.readers import Line
from core.worktime import SHANGHAI, local_date
from incidents.catalogue import catalogue
from realtime.frames import FEED_LENGTH, FEED_REACH, SHOWN, TALLIED, Json, heard, line_of, tally_of
from realtime.names import Names, read_names
from realtime.rooms import AREA, Room

_LINES = """
SELECT l.idx, e.stream_kind, e.stream, e.version, e.kind, e.header, e.actor, e.at
FROM ledger_logentry l JOIN ledger_entry e ON e.id = l.entry_id
WHERE l.idx >= %s AND l.idx < %s AND e.stream_kind = 'incident' AND e.kind = ANY(%s)
"""


def feed(room: Room, n: int, names: Names) -> list[Json]:
    """The last shown lines of a room before number `n`, newest first; at most `FEED_REACH` numbers back."""
    sql = (
        _LINES
        + " AND e.header LIKE %s AND (e.kind <> 'overdue' OR e.header LIKE %s) ORDER BY l.idx DESC LIMIT %s"
    )
    lines = _read(
        sql, [n - FEED_REACH, n, list(SHOWN), _says(room, names), '%"clock":"handle"%', FEED_LENGTH]
    )
    return heard(lines, room, names)


def today(room: Room, start: int, n: int, now: datetime, names: Names) -> dict[str, int]:
    """The day's figures of a room from the lines [start, n) that happened since midnight in Shanghai."""
    sql = _LINES + " AND e.header LIKE %s AND e.at >= %s"
    sums: Counter[str] = Counter()
    for line in _read(sql, [start, n, list(TALLIED), _says(room, names), midnight(now)]):
        for word, by in tally_of(line.kind, line.header).items():
            sums[word] += by
    return dict(sums)


def first_of_day(n: int, now: datetime, step: int = 4_000) -> int:
    """The number of the day's first line before `n`, or `n`; searched from the end until a step has none."""
    first, end = n, n
    sql = """
        SELECT min(l.idx) FROM ledger_logentry l JOIN ledger_entry e ON e.id = l.entry_id
        WHERE l.idx >= %s AND l.idx < %s AND e.at >= %s"""
    while end > 0:
        with connection.cursor() as cursor:
            cursor.execute(sql, [end - step, end, midnight(now)])
            found = cursor.fetchone()[0]
        if found is None:
            break
        first, end = found, end - step
    return first


def one_matter(room: Room, id: UUID) -> Json:
    """What became of one matter: its shown lines, oldest first, and the checklist of its category.

    Raises NotFound unless it lies in the room (now, or at one of its lines).
    """
    sql = """
        SELECT coalesce(l.idx, -1), e.stream_kind, e.stream, e.version, e.kind, e.header, e.actor, e.at
        FROM ledger_entry e LEFT JOIN ledger_logentry l ON l.entry_id = e.id
        WHERE e.stream = %s AND e.stream_kind = 'incident' ORDER BY e.version"""
    lines, names = _read(sql, [id]), read_names()
    if not lines or not any(room.hears(line.header["path"], "") for line in lines):
        raise NotFound
    known = catalogue().categories.get(lines[-1].header["category"])
    told = [shown for line in lines if (shown := line_of(line, names))]
    return {
        "id": str(id),
        "lines": [{"at": each["at"], "verb": each["verb"]} for each in told],
        "checklist": list(known.checklist) if known else [],
    }


def _says(room: Room, names: Names) -> str:
    """The LIKE pattern of headers that speak to this room: canonical JSON is predictable text."""
    if room.kind == AREA:
        return f'%"path":"{room.key}%'
    number = next((number for number, (code, _) in names.departments.items() if code == room.key), 0)
    return f'%"department":"{number}"%'


def before(lines: Sequence[Line]) -> list[Line]:
    """For each matter among `lines`, the line before its first: where it was when the reader went away."""
    firsts: dict[UUID, int] = {}
    for line in lines:
        if line.stream_kind == "incident":
            firsts.setdefault(line.stream, line.version)
    sql = """
        SELECT 0, e.stream_kind, e.stream, e.version, e.kind, e.header, e.actor, e.at FROM ledger_entry e
        JOIN unnest(%s::uuid[], %s::int[]) AS wanted(stream, version) USING (stream, version)"""
    return _read(sql, [list(firsts), [version - 1 for version in firsts.values()]])


def _read(sql: str, values: Sequence[Any]) -> list[Line]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [
            Line(idx, stream_kind, stream, version, kind, json.loads(header), actor, at)
            for idx, stream_kind, stream, version, kind, header, actor, at in cursor.fetchall()
        ]


def midnight(now: datetime) -> datetime:
    """The beginning of the day that it is in Shanghai."""
    return datetime.combine(local_date(now), time.min, SHANGHAI)
