"""告警月报: whether the alarms of a month helped the people who heard them. Pure: lines of the ledger in, figures out.

Only 一级 and 二级 call somebody; 三级 are silent and are counted by rule alone. The goals are those of the field pages:
at most one call in ten minutes, under 1 % of the time in a flood, none that stands over a day, seen within 60 s.
"""

from collections import Counter, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median

from incidents.alarms.pressure import BEGINS_ABOVE, ENDS_BELOW, SPAN

CALLS = frozenset({"alarm_raised", "alarm_rang", "alarm_returned"})
"""Lines with which an alarm sounds: raised, again because nobody was sent, back from the shelf."""
ACTS = frozenset({"alarm_acknowledged", "alarm_shelved"})
LONG = timedelta(hours=24)
FEW = 10
USELESS = 0.8
"""From this share of alarms that nobody acted on a rule is a candidate for being given up."""

GOAL_RATE, GOAL_FLOOD, GOAL_SECONDS = 1.0, 0.01, 60


@dataclass(frozen=True, slots=True)
class Line:
    """One line of one alarm."""

    alarm: str
    at: datetime
    kind: str
    rule: str
    priority: int


@dataclass(frozen=True, slots=True)
class OfRule:
    """What became of the alarms of one rule: how often it was raised, and how often nobody did anything about it."""

    rule: str
    priority: int
    raised: int
    ignored: int

    @property
    def is_candidate(self) -> bool:
        """Whether it may be given up: it calls, and hardly anybody ever acts."""
        return self.priority < 3 and self.raised >= FEW and self.ignored >= self.raised * USELESS


@dataclass(frozen=True, slots=True)
class Monthly:
    """The figures of a month up to its cut-off. `seconds` are the waits of the calls that were acknowledged."""

    start: datetime
    until: datetime
    calls: int = 0
    busiest: int = 0
    flooded: timedelta = timedelta(0)
    standing_long: int = 0
    seconds: Sequence[float] = ()
    rules: Sequence[OfRule] = field(default_factory=list)

    @property
    def spans(self) -> int:
        """How many ten minutes the time has."""
        return max(0, (self.until - self.start) // SPAN)

    @property
    def rate(self) -> float | None:
        """Calls in ten minutes, on average; None of no time."""
        return self.calls / self.spans if self.spans else None

    @property
    def flood_share(self) -> float | None:
        """The share of the time that lay in a flood."""
        length = self.until - self.start
        return self.flooded / length if length else None

    @property
    def median_seconds(self) -> float | None:
        """How long a call waited for its acknowledgement; None where none was acknowledged."""
        return median(self.seconds) if self.seconds else None

    @property
    def raised(self) -> int:
        """Alarms of all priorities."""
        return sum(each.raised for each in self.rules)


def told(lines: Iterable[Line], start: datetime, until: datetime) -> Monthly:
    """The figures of [start, until), from all lines of the alarms that stood in it, those from before it too."""
    ordered = sorted(lines, key=lambda line: (line.at, line.alarm))
    called = [line.at for line in ordered if line.kind in CALLS and line.priority < 3 and line.at < until]
    inside = [at for at in called if at >= start]
    standings = [
        each for each in _standings(ordered) if each.begun < until and (each.ended or until) >= start
    ]
    return Monthly(
        start,
        until,
        calls=len(inside),
        busiest=_busiest(inside),
        flooded=sum((_overlap(a, b, start, until) for a, b in floods(called, until)), timedelta(0)),
        standing_long=sum(
            each.priority < 3 and min(each.ended or until, until) - each.begun > LONG for each in standings
        ),
        seconds=_waits(ordered, start, until),
        rules=_rules([each for each in standings if each.begun >= start]),
    )


@dataclass(slots=True)
class _Standing:
    """An alarm from when it is raised to when what raised it has gone."""

    rule: str
    priority: int
    begun: datetime
    ended: datetime | None = None
    acted: bool = False


def _standings(ordered: Sequence[Line]) -> list[_Standing]:
    found: list[_Standing] = []
    open_now: dict[str, _Standing] = {}
    for line in ordered:
        standing = open_now.get(line.alarm)
        if line.kind == "alarm_raised" and standing is None:
            open_now[line.alarm] = _Standing(line.rule, line.priority, line.at)
            found.append(open_now[line.alarm])
        elif standing is not None and line.kind in ACTS:
            standing.acted = True
        elif standing is not None and line.kind == "alarm_cleared":
            standing.ended = line.at
            del open_now[line.alarm]
    return found


def _waits(ordered: Sequence[Line], start: datetime, until: datetime) -> list[float]:
    """Of each call of the time that was acknowledged before it called again: the seconds until then."""
    waiting: dict[str, datetime] = {}
    found = []
    for line in ordered:
        if line.priority > 2 or line.at >= until:
            continue
        if line.kind in CALLS:
            waiting[line.alarm] = line.at
        elif line.kind == "alarm_acknowledged" and (since := waiting.pop(line.alarm, None)) is not None:
            found += [(line.at - since).total_seconds()] if since >= start else []
    return found


def _rules(standings: Iterable[_Standing]) -> list[OfRule]:
    raised, ignored = Counter[tuple[int, str]](), Counter[tuple[int, str]]()
    for each in standings:
        raised[each.priority, each.rule] += 1
        ignored[each.priority, each.rule] += not each.acted
    return [
        OfRule(rule, priority, count, ignored[priority, rule])
        for (priority, rule), count in sorted(raised.items())
    ]


def floods(called: Sequence[datetime], until: datetime) -> list[tuple[datetime, datetime]]:
    """When it was a flood: from the call that was one too many in ten minutes to when too few lay in ten minutes."""
    changes = sorted([(at, 1) for at in called] + [(at + SPAN, 0) for at in called])
    recent: deque[datetime] = deque()
    found: list[tuple[datetime, datetime]] = []
    since: datetime | None = None
    for at, comes in changes:
        if comes:
            recent.append(at)
        else:
            recent.popleft()
        if since is None and len(recent) > BEGINS_ABOVE:
            since = at
        elif since is not None and len(recent) < ENDS_BELOW:
            found.append((since, at))
            since = None
    return found if since is None else [*found, (since, until)]


def _busiest(called: Sequence[datetime]) -> int:
    """The most calls of any ten minutes."""
    recent: deque[datetime] = deque()
    most = 0
    for at in called:
        recent.append(at)
        while at - recent[0] >= SPAN:
            recent.popleft()
        most = max(most, len(recent))
    return most


def _overlap(begun: datetime, ended: datetime, start: datetime, until: datetime) -> timedelta:
    return max(timedelta(0), min(ended, until) - max(begun, start))
