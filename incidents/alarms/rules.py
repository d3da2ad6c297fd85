"""When an alarm stands: pure. Facts of one matter, one break or one place in, conditions out.

一级 (answer within 2 min)   urgent, danger, crowd: until somebody has taken it on; suspected: a break, until examined
二级 (within 10 min)         unassigned: 较重 without a department for 10 min; overdue: a 重大 or urgent matter;
                             cluster: 5 reports within 200 m and 30 min
三级 (within the shift)      soon: 80 % of the limit used; returned: sent back twice; unanswered: 督办 silent for 24 h

An alarm about the wall itself (its feed stands still) cannot come from here: each wall raises that by itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from math import cos, hypot, radians

ON_DELAY = timedelta(seconds=60)
OFF_DELAY = timedelta(minutes=5)
"""A timer's condition must hold so long before it is an alarm, and be away so long before the alarm has gone."""

BACKLOG = timedelta(hours=24)
"""What stood so long without an answer is no alarm any more but a backlog, and 超期 says so. Urgent matters ring on."""
UNASSIGNED = timedelta(minutes=10)
SUSPECTED = timedelta(hours=24)
UNANSWERED = timedelta(hours=24)
CLUSTER = timedelta(minutes=30)
CLUSTER_METRES = 200
CLUSTER_REPORTS = 5
METRES_A_DEGREE = 111_195

UNTAKEN = ("reported", "accepted", "assigned")
UNSENT = ("reported", "accepted")
DANGERS = (("gas", ("serious", "urgent")), ("fire", ("urgent",)), ("persons", ("serious", "urgent")))
"""燃气、火情、伤亡: the beginning of a category's code, and from which urgency it is one."""
CROWDS = ("10+",)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rules ask of a matter. `soon_at` and `due_at` are those of the main clock while it runs."""

    id: str
    path: str
    category: str
    urgency: str
    people: str
    state: str
    reported_at: datetime
    returns: int = 0
    soon_at: datetime | None = None
    due_at: datetime | None = None
    supervised_at: datetime | None = None
    lon: float | None = None
    lat: float | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that calls for a human act, since when. `key` is the same for as long as it is the same thing."""

    key: str
    rule: str
    priority: int
    path: str
    since: datetime
    timer: bool = False
    matter: str = ""
    break_id: str = ""
    lon: float | None = None
    lat: float | None = None
    answered: bool = True
    """Whether the deed that an acknowledgement promises was done: an unassigned matter rings again."""


def of_matter(facts: Facts, now: datetime) -> list[Condition]:
    """The conditions that hold for one matter at `now`; at most one of the first priority."""
    found = [each for each in (_call(facts, now), _overdue(facts, now), _soon(facts, now)) if each]
    waits = facts.urgency == "serious" and facts.state in UNSENT
    if waits and UNASSIGNED <= now - facts.reported_at < BACKLOG:
        found.append(_condition("unassigned", 2, facts, facts.reported_at + UNASSIGNED, timer=True))
    if facts.returns >= 2 and facts.state == "accepted":
        found.append(_condition("returned", 3, facts, facts.reported_at))
    if facts.supervised_at and now - facts.supervised_at >= UNANSWERED:
        found.append(_condition("unanswered", 3, facts, facts.supervised_at + UNANSWERED, timer=True))
    return found


def _call(facts: Facts, now: datetime) -> Condition | None:
    """一级: urgent, dangerous or a crowd, and nobody has taken it on."""
    if facts.state not in UNTAKEN or (facts.urgency != "urgent" and now - facts.reported_at >= BACKLOG):
        return None
    head = facts.category.split(".")[0]
    rule = ""
    if any(head == beginning and facts.urgency in urgencies for beginning, urgencies in DANGERS):
        rule = "danger"
    elif facts.urgency == "urgent":
        rule = "urgent"
    elif facts.people in CROWDS:
        rule = "crowd"
    return _condition(rule, 1, facts, facts.reported_at, name="call") if rule else None


def _overdue(facts: Facts, now: datetime) -> Condition | None:
    grave = facts.urgency == "urgent" or facts.category.split(".")[0] == "major"
    if not grave or facts.due_at is None or not facts.due_at <= now < facts.due_at + BACKLOG:
        return None
    return _condition("overdue", 2, facts, facts.due_at, timer=True)


def _soon(facts: Facts, now: datetime) -> Condition | None:
    if facts.soon_at is None or facts.due_at is None or not facts.soon_at <= now < facts.due_at:
        return None
    return _condition("soon", 3, facts, facts.soon_at, timer=True)


def _condition(
    rule: str, priority: int, facts: Facts, since: datetime, *, timer: bool = False, name: str = ""
) -> Condition:
    return Condition(
        key=f"{name or rule}:{facts.id}",
        rule=rule,
        priority=priority,
        path=facts.path,
        since=since,
        timer=timer,
        matter=facts.id,
        lon=facts.lon,
        lat=facts.lat,
        answered=priority > 1 or facts.state not in UNSENT,
    )


def of_break(break_id: str, path: str, state: str, suspected_at: datetime, now: datetime) -> list[Condition]:
    """一级: what may end the days at zero was filed, and its office has not taken it up."""
    if state != "suspected" or now - suspected_at > SUSPECTED:
        return []
    return [Condition(f"suspected:{break_id}", "suspected", 1, path, suspected_at, break_id=break_id)]


def of_places(reports: Iterable[Facts], now: datetime) -> list[Condition]:
    """二级: five reports within 200 m and 30 min. Each report counts for one place, that of the earliest near it."""
    recent = [each for each in reports if each.lon is not None and now - each.reported_at <= CLUSTER]
    waiting = sorted(recent, key=lambda each: (each.reported_at, each.id))
    found = []
    while waiting:
        first = waiting[0]
        near = [each for each in waiting if metres(first, each) <= CLUSTER_METRES]
        waiting = [each for each in waiting[1:] if each not in near]
        if len(near) >= CLUSTER_REPORTS:
            since = near[CLUSTER_REPORTS - 1].reported_at
            found.append(
                Condition(
                    f"cluster:{first.id}", "cluster", 2, shared_path(near), since, timer=True,
                    lon=first.lon, lat=first.lat,
                )
            )  # fmt: skip
    return found


def metres(one: Facts, other: Facts) -> float:
    """How far apart two placed matters lie, flat as the earth is over a few hundred metres."""
    if one.lon is None or one.lat is None or other.lon is None or other.lat is None:
        return float("inf")
    north = (one.lat - other.lat) * METRES_A_DEGREE
    east = (one.lon - other.lon) * METRES_A_DEGREE * cos(radians(one.lat))
    return hypot(north, east)


def shared_path(facts: Iterable[Facts]) -> str:
    """The lowest area that holds all of them."""
    paths = [each.path.strip("/").split("/") for each in facts]
    depth = min(len(path) for path in paths)
    for one, other in pairwise(paths):
        depth = min(depth, next((i for i in range(depth) if one[i] != other[i]), depth))
    return "/" + "".join(f"{code}/" for code in paths[0][:depth])
