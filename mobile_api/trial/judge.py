"""Was the day kept? Asked of the database and of the ledger, against what the players were told."""

from collections import defaultdict
from collections.abc import Iterator
from uuid import UUID

from core.ledger.models import Entry
from incidents.events import QUIET
from incidents.models import Incident, State
from mobile_api.models import Command
from mobile_api.trial.day import Told

KIND_OF = {
    "accept": "accepted",
    "assign": "assigned",
    "take": "taken",
    "finish": "finished",
    "verify": "verified",
    "close": "closed",
}
ENDS_WITH = {
    "": State.REPORTED,
    "accept": State.ACCEPTED,
    "assign": State.ASSIGNED,
    "take": State.HANDLING,
    "finish": State.FINISHED,
    "verify": State.VERIFIED,
    "close": State.CLOSED,
}
STEP = 500


def judge(matters: list[Told], commands: int) -> list[str]:
    """What is lost, doubled or otherwise than it was told; empty when all is well.

    `commands` were answered with 200 or 409; either answer is kept, so that a repeat hears it again.
    """
    wrong = [text for begin in range(0, len(matters), STEP) for text in _judge(matters[begin : begin + STEP])]
    stored = Command.objects.filter(incident_id__in=[told.id for told in matters]).count()
    if stored != commands:
        wrong.append(f"{commands} commands were answered, {stored} are stored")
    return wrong


def _judge(matters: list[Told]) -> Iterator[str]:
    rows = {row.pk: row for row in Incident.objects.filter(pk__in=[told.id for told in matters])}
    history = _history([told.id for told in matters])
    for told in matters:
        row = rows.get(told.id)
        if row is None:
            yield f"lost: {told.id}"
            continue
        expected = ["reported", *(KIND_OF[verb] for verb in told.done)]
        kinds = [kind for _, kind in history[told.id] if kind not in QUIET]
        if kinds != expected:
            yield f"{row.number}: told {expected}, the ledger says {kinds}"
        if [version for version, _ in history[told.id]] != list(range(1, row.version + 1)):
            yield f"{row.number}: versions are not 1 to {row.version}"
        if row.state != ENDS_WITH[told.done[-1] if told.done else ""]:
            yield f"{row.number}: is {row.state} after {told.done}"


def _history(ids: list[UUID]) -> dict[UUID, list[tuple[int, str]]]:
    found: dict[UUID, list[tuple[int, str]]] = defaultdict(list)
    rows = Entry.objects.filter(stream__in=ids).order_by("stream", "version")
    for stream, version, kind in rows.values_list("stream", "version", "kind"):
        found[stream].append((version, kind))
    return found
