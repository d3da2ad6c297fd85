"""What is asked of every verb: what it wrote, how it refuses, and that nothing is written without its line."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import pytest

from core import failpoints
from core.errors import Late, Refusal
from core.failpoints import FailPointRaised
from core.ledger.models import Body, Entry
from incidents.models import Clock, Incident
from tests.incidents.lives import Teller

R = TypeVar("R", bound=Refusal)

BESIDE = ("clocks", "requests", "supervisions", "confirmations", "follow_ups", "photos")
"""The rows that belong to a matter, by the name of their relation."""


@dataclass(frozen=True)
class Line:
    """One ledger line of a matter, as a test reads it."""

    kind: str
    actor: str
    at: datetime
    version: int
    header: dict[str, Any]
    body: dict[str, Any]


def lines(incident: Incident) -> list[Line]:
    """The ledger of a matter, oldest first."""
    entries = Entry.objects.filter(stream=incident.pk).order_by("version")
    bodies = dict(Body.objects.filter(entry__in=entries).values_list("entry_id", "body"))
    return [
        Line(e.kind, e.actor, e.at, e.version, json.loads(e.header), json.loads(bodies[e.pk] or "{}"))
        for e in entries
    ]


def last_line(incident: Incident) -> Line:
    """The newest ledger line of a matter."""
    return lines(incident)[-1]


def fresh(incident: Incident) -> Incident:
    """The matter as the database has it."""
    found: Incident = Incident.objects.get(pk=incident.pk)
    return found


def running(incident: Incident) -> dict[str, Clock]:
    """The clocks that run or stand still, by kind."""
    return {clock.kind: clock for clock in incident.clocks.filter(stopped_at=None)}


def everything(incident: Incident) -> dict[str, Any]:
    """All rows of a matter, and how many lines its ledger has: for saying that nothing changed."""
    rows: dict[str, Any] = {name: list(getattr(incident, name).order_by("pk").values()) for name in BESIDE}
    rows["incident"] = Incident.objects.filter(pk=incident.pk).values().get()
    rows["lines"] = Entry.objects.filter(stream=incident.pk).count()
    return rows


@contextmanager
def no_line_can_be_written() -> Iterator[None]:
    """The ledger is out of order."""
    failpoints.arm("ledger.append.before_insert", "raise")
    try:
        yield
    finally:
        failpoints.disarm()


def done_with_its_line_or_not_at_all(
    tell: Teller, incident: Incident, verb: str, by: Any, **data: Any
) -> None:
    """While the ledger is out of order the verb fails and nothing is written; afterwards it is done."""
    before = everything(incident)
    with no_line_can_be_written(), pytest.raises(FailPointRaised):
        tell.act(incident, verb, by, **data)
    assert everything(incident) == before
    assert tell.act(incident, verb, by, **data).version == before["incident"]["version"] + 1


def refused(refusal: type[R], tell: Teller, incident: Incident, verb: str, by: Any, **data: Any) -> R:
    """The verb is refused in this way, and nothing changed."""
    before = everything(incident)
    with pytest.raises(refusal) as caught:
        tell.act(incident, verb, by, **data)
    assert everything(incident) == before
    return caught.value


def too_late(tell: Teller, incident: Incident, verb: str, by: Any, **data: Any) -> dict[str, Any]:
    """The verb comes too late; the answer says how the matter stands, and who did what last, and when."""
    answer = refused(Late, tell, incident, verb, by, **data)
    assert answer.current is not None
    assert answer.current["state"] == fresh(incident).state
    assert set(answer.current["last"]) == {"kind", "at", "by"}
    return answer.current
