"""What the ledger says of an export."""

from dataclasses import dataclass
from typing import ClassVar

from core.ledger.facts import Fact, private


@dataclass(frozen=True)
class Exported(Fact):
    """导出: which rows of which days left the house, as which file, at which head of the ledger; and why."""

    kind: ClassVar[str] = "exported"
    first_on: str
    last_on: str
    row_count: int
    size: int
    sha256: str
    ledger_head: int
    reason: str = private()
