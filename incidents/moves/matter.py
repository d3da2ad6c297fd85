"""A matter in memory: the incident, its clocks, and the rules that they go by."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from incidents.models import Incident
from incidents.sla import Clocks, Rules, mirror_main

STAGE_FIELDS = (
    "state", "department_id", "co_handlers", "final", "category_id", "urgency", "accepted_at", "assigned_at",
    "taken_at", "closed_at", "due_at", "due0_at", "overdue_at", "provisional", "merged_into_id",
    "state_before_merge", "outcome", "public_reply", "returns", "complained_about_id",
)  # fmt: skip
"""What an undoable deed may change, and 撤销 puts back."""


@dataclass
class Matter:
    """What a move works on."""

    incident: Incident
    rules: Rules
    clocks: Clocks = field(default_factory=Clocks)

    def snapshot(self) -> dict[str, Any]:
        """The fields and running clocks as they stand, for a later 撤销."""
        fields = {name: _kept(getattr(self.incident, name)) for name in STAGE_FIELDS}
        return {"fields": fields, "clocks": {kind: clock.pk for kind, clock in self.clocks.running.items()}}

    def settle(self) -> None:
        """Bring the matter's own due dates in line with its main clock."""
        mirror_main(self.incident, self.clocks)

    def end(self, now: datetime) -> None:
        """Stop every clock: the matter is at an end."""
        self.clocks.stop_all(now)


def _kept(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def iso(at: datetime | None) -> str | None:
    """An instant as the ledger writes it; None stays None."""
    return at.isoformat() if at else None
