"""What a room sees of its alarms: the highest first, a count of the rest, a flood as one block.

The public form goes to walls and names nobody; the people of a desk are told besides who answered (`names=True`).
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from incidents.alarms.life import Standing
from incidents.alarms.models import Alarm
from incidents.alarms.pressure import Flood, Rung, flood

SHOWN = 20
RECENT = timedelta(hours=3)
"""How far back a flood is told from; one that lasted longer would begin anew."""

ORDER = (Standing.UNACKNOWLEDGED, Standing.CLEARED, Standing.ACKNOWLEDGED, Standing.SHELVED)

Json = dict[str, Any]


def board(area_path: str, now: datetime, *, names: bool = False) -> Json:
    """The alarms of an area: `list` (at most 20), how many wait, are in hand, are shelved; and the flood, if any."""
    rows = Alarm.objects.filter(ended_at=None, area_path__startswith=area_path)
    alarms = list(rows.select_related("incident", "broken", "acknowledged_by"))
    standings = {each.pk: each.standing(now) for each in alarms}
    alarms.sort(
        key=lambda each: (ORDER.index(standings[each.pk]), each.priority, each.raised_at, str(each.pk))
    )
    tide = flood(_rung(area_path, now), now)
    count = {standing: sum(each is standing for each in standings.values()) for standing in ORDER}
    shown = [public(each, standings[each.pk], tide) for each in alarms[:SHOWN]]
    if names:
        for told, alarm in zip(shown, alarms, strict=False):
            told["by"] = alarm.acknowledged_by.display_name if alarm.acknowledged_by else ""
    return {
        "list": shown,
        "waiting": count[Standing.UNACKNOWLEDGED],
        "cleared": count[Standing.CLEARED],
        "in_hand": count[Standing.ACKNOWLEDGED],
        "shelved": count[Standing.SHELVED],
        "flood": {"since": tide.since.isoformat(), "count": tide.count, "kinds": tide.kinds}
        if tide
        else None,
    }


def public(alarm: Alarm, standing: Standing, tide: Flood | None) -> Json:
    """One alarm as everybody in its room may see it. `path` is for the room to name the place by, no finer."""
    in_flood = tide is not None and alarm.priority < 3 and alarm.raised_at >= tide.since
    return {
        "id": str(alarm.pk),
        "rule": alarm.rule,
        "priority": alarm.priority,
        "standing": str(standing),
        "times": alarm.times,
        "rings": alarm.rings,
        "raised_at": alarm.raised_at.isoformat(),
        "acknowledged_at": alarm.acknowledged_at and alarm.acknowledged_at.isoformat(),
        "cleared_at": alarm.cleared_at and alarm.cleared_at.isoformat(),
        "shelved_until": alarm.shelved_until and alarm.shelved_until.isoformat(),
        "sounds": not in_flood or tide is None or str(alarm.pk) in tide.sounding,
        "incident": str(alarm.incident_id or ""),
        "number": alarm.incident.number if alarm.incident else alarm.broken.number if alarm.broken else "",
        "kind": alarm.incident.kind_id if alarm.incident else "",
        "zero": alarm.broken.zero if alarm.broken else "",
        "category": (alarm.incident.category_id or "") if alarm.incident else "",
        "path": alarm.area_path,
        "lon": None if alarm.lon is None else round(alarm.lon, 3),
        "lat": None if alarm.lat is None else round(alarm.lat, 3),
    }


def _rung(area_path: str, now: datetime) -> Iterable[Rung]:
    recent = Q(raised_at__gt=now - RECENT, area_path__startswith=area_path, priority__lt=3)
    for pk, at, rule in Alarm.objects.filter(recent).values_list("pk", "raised_at", "rule"):
        yield Rung(at, rule, str(pk))
