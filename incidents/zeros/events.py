"""Every kind of ledger line that a break can get. Names of units and free words are private; the rest is open."""

from dataclasses import dataclass
from typing import ClassVar

from core.ledger.facts import Fact, private


@dataclass(frozen=True)
class Suspected(Fact):
    """疑似: an office files what may be a break; `known_as` is the number of the matter under which it was known."""

    kind: ClassVar[str] = "suspected"
    occurred_on: str
    severity: str
    known_as: str
    subject_name: str = private()
    summary: str = private()


@dataclass(frozen=True)
class Examined(Fact):
    """提请认定."""

    kind: ClassVar[str] = "examined"


@dataclass(frozen=True)
class BreakConfirmed(Fact):
    """认定, by a document with number and date."""

    kind: ClassVar[str] = "confirmed"
    document_number: str
    document_on: str
    occurred_on: str


@dataclass(frozen=True)
class Appealed(Fact):
    """申诉 of the subject, as the office received it."""

    kind: ClassVar[str] = "appealed"
    text: str = private()


@dataclass(frozen=True)
class Upheld(Fact):
    """维持: the break stands."""

    kind: ClassVar[str] = "upheld"
    text: str = private()


@dataclass(frozen=True)
class Revoked(Fact):
    """撤销: the break counts no more; the record stays."""

    kind: ClassVar[str] = "revoked"
    text: str = private()


@dataclass(frozen=True)
class Corrected(Fact):
    """更正 of day and severity, with what stood there before. The days at zero are counted from the new day."""

    kind: ClassVar[str] = "corrected"
    occurred_on: str
    severity: str
    occurred_on_before: str
    severity_before: str
    text: str = private()
