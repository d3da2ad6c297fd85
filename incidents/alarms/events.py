"""Every kind of ledger line that an alarm can get. Who acknowledged and who shelved is the line's actor."""

from dataclasses import dataclass
from typing import ClassVar

from core.ledger.facts import Fact, private


@dataclass(frozen=True)
class AlarmRaised(Fact):
    """告警: it stands; `times` counts how often the same thing was raised (×n)."""

    kind: ClassVar[str] = "alarm_raised"
    since: str
    times: int


@dataclass(frozen=True)
class AlarmRang(Fact):
    """再次告警: it was acknowledged, and after five minutes nobody has been sent."""

    kind: ClassVar[str] = "alarm_rang"
    rings: int


@dataclass(frozen=True)
class AlarmAcknowledged(Fact):
    """确认: the person who acts has seen it."""

    kind: ClassVar[str] = "alarm_acknowledged"


@dataclass(frozen=True)
class AlarmShelved(Fact):
    """搁置 for at most an hour, with a reason."""

    kind: ClassVar[str] = "alarm_shelved"
    until: str
    reason: str = private()


@dataclass(frozen=True)
class AlarmReturned(Fact):
    """搁置到时: it came back by itself."""

    kind: ClassVar[str] = "alarm_returned"


@dataclass(frozen=True)
class AlarmCleared(Fact):
    """恢复: what raised it has gone."""

    kind: ClassVar[str] = "alarm_cleared"
