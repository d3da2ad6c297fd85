"""A small recorded row for the ledger's own tests: a matter with a state, in a table that only they know."""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar

from django.db import models, transaction

from core.ledger import entries
from core.ledger.facts import Fact, private
from core.ledger.models import Chained

NOW = datetime(2026, 11, 23, 4, 5, 6, 789, UTC)


class Matter(Chained):
    stream: ClassVar[str] = "matter"
    state = models.TextField()
    objects: ClassVar[models.Manager["Matter"]] = models.Manager()

    class Meta:
        app_label = "ledger_tests"
        db_table = "ledger_tests_matter"
        managed = False

    def __str__(self) -> str:
        return f"matter {self.id}"

    def ledger_header(self) -> dict[str, str]:
        return {"number": "261123-00001", "state": self.state, "street": "419001001"}


@dataclass(frozen=True)
class Moved(Fact):
    kind: ClassVar[str] = "moved"
    to: str
    remark: str = private(default="")


def new(state: str = "reported", remark: str = "井盖松动") -> Matter:
    """Save a new matter with its first entry."""
    with transaction.atomic():
        matter = Matter(id=uuid.uuid4(), state=state)
        entries.append(matter, Moved(state, remark), by=None, at=NOW)
        matter.save(force_insert=True)
    return matter


def move(matter: Matter, to: str, remark: str = "") -> Matter:
    """Move a matter on, with its entry."""
    with transaction.atomic():
        matter.state = to
        entries.append(matter, Moved(to, remark), by=None, at=NOW)
        matter.save()
    return matter


def life(*states: str) -> Matter:
    """Tell a whole life: one entry for each state."""
    matter = new(states[0])
    for state in states[1:]:
        move(matter, state)
    return matter
