"""The figures of the wall's bottom row: asked of `incidents.statistics`, at most once in ten seconds per area."""

import threading
import time
from dataclasses import asdict, replace
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Count
from django.db.models.functions import TruncDate

from core.errors import NotFound
from core.worktime import SHANGHAI, local_date
from incidents.models import ClockKind
from incidents.statistics import Period, Question, balance, on_time_rate
from incidents.zeros.days import zero_days
from incidents.zeros.models import Break
from incidents.zeros.workflow import BreakState
from realtime.frames import Json
from realtime.history import midnight
from realtime.rooms import AREA, Room

KEPT_SECONDS = 10.0
DAYS = 30

_kept: dict[str, tuple[float, Json]] = {}
_lock = threading.Lock()


def figures_of(room: Room, now: datetime) -> Json:
    """The figures of an area's room, at most ten seconds old. Raises NotFound for a department: it has no stock."""
    if room.kind != AREA:
        raise NotFound
    with _lock:
        at, kept = _kept.get(room.key, (0.0, {}))
        if kept and time.monotonic() - at < KEPT_SECONDS:
            return kept
        found = _figures(room.key, now)
        _kept[room.key] = (time.monotonic(), found)
        return found


def _figures(path: str, now: datetime) -> Json:
    month = Question(path, Period.holding(now), now)
    start = midnight(now) - timedelta(days=DAYS - 1)
    days = replace(month, period=Period(start, now, f"{DAYS}d"))
    return {
        "as_of": now.isoformat(),
        "flow": asdict(balance(month)),
        "on_time": on_time(days),
        "median_assign_minutes": median_assign_minutes(path, now),
        "breaks": breaks(path, now),
    }


def on_time(q: Question) -> Json:
    """按时办结率 of the days asked about, in all and by the day on which a matter fell due."""
    rate = on_time_rate(q)
    day = TruncDate("due_at", tzinfo=SHANGHAI)
    rows = rate.of.order_by().values(day=day).annotate(of=Count("pk"), n=Count("pk", filter=rate.met))
    found = {row["day"]: row for row in rows}
    all_days = [local_date(q.start) + timedelta(days=each) for each in range(DAYS)]
    by_day = [
        {"day": each.isoformat(), "n": found[each]["n"], "of": found[each]["of"]}
        if each in found
        else {"day": each.isoformat(), "n": 0, "of": 0}
        for each in all_days
    ]
    return {"n": rate.n, "of": rate.N, "days": by_day}


def median_assign_minutes(path: str, now: datetime) -> int | None:
    """The median of the minutes from report to first assignment, of what was first assigned today; None of nothing.

    The main clock starts at the first assignment, so its start says when that was.
    """
    sql = """
        SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM c.started_at - i.reported_at) / 60)
        FROM incidents_clock c JOIN incidents_incident i ON i.id = c.incident_id
        WHERE c.kind = %s AND c.started_at >= %s AND c.started_at <= %s AND i.area_path LIKE %s"""
    with connection.cursor() as cursor:
        cursor.execute(sql, [ClockKind.HANDLE, midnight(now), now, f"{path}%"])
        found = cursor.fetchone()[0]
    return None if found is None else round(found)


def breaks(path: str, now: datetime) -> dict[str, int]:
    """Breaks of the area: suspected and pending now, and recognised ones of this year."""
    waiting = Break.objects.within(path).waiting().order_by().values("state").annotate(n=Count("pk"))
    states = {row["state"]: row["n"] for row in waiting}
    year = sum(each.breaks_this_year for each in zero_days(path, local_date(now)))
    suspected, pending = (states.get(each, 0) for each in (BreakState.SUSPECTED, BreakState.PENDING))
    return {"suspected": suspected, "pending": pending, "confirmed": year}
