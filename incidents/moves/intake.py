"""From the report to the decision whether it is ours: 上报, 自办自结, 受理, 不予受理, 异议, 并案."""

from datetime import datetime
from typing import Any

from incidents import events
from incidents.catalogue import ClockKind
from incidents.models import Incident
from incidents.moves.matter import Matter, iso


def report(m: Matter, *, now: datetime, skew_seconds: int | None = None) -> events.Reported:
    """上报: start the acceptance clock and say what was filed."""
    incident = m.incident
    m.clocks.start(incident, ClockKind.ACCEPT, now, m.rules)
    return events.Reported(
        source=incident.source,
        urgency=incident.urgency,
        seen_at=iso(incident.seen_at),
        text=incident.text,
        address=incident.address,
        position=position_of(incident),
        people_bucket=incident.people_bucket,
        payload_sha256=incident.payload_sha256,
        skew_seconds=skew_seconds,
    )


def position_of(incident: Incident) -> dict[str, Any] | None:
    """The position in whole steps of 10⁻⁷ degree, with datum, accuracy and source; None where there is none."""
    if incident.lon is None or incident.lat is None:
        return None
    return {
        "lon_e7": round(incident.lon * 1e7),
        "lat_e7": round(incident.lat * 1e7),
        "datum": incident.datum,
        "accuracy_metres": incident.accuracy_metres,
        "source": incident.position_source,
        "fixed_at": iso(incident.fixed_at),
    }


def self_handle(m: Matter, *, what_was_done: str, now: datetime) -> events.SelfHandled:
    """自办自结: closed by its finder; no rate counts it as a target."""
    m.incident.self_handle("settled", now)
    m.end(now)
    return events.SelfHandled(what_was_done=what_was_done)


def accept(m: Matter, *, category: str, urgency: str, now: datetime) -> events.Accepted:
    """受理: the acceptance clock stops, the assignment clock starts."""
    m.incident.category_id, m.incident.urgency = category, urgency
    m.incident.accept(now)
    m.clocks.stop(ClockKind.ACCEPT, now)
    m.clocks.start(m.incident, ClockKind.ASSIGN, now, m.rules)
    return events.Accepted(urgency=urgency)


def decline(m: Matter, *, reason_code: str, channel: str, text: str, now: datetime) -> events.Declined:
    """不予受理: the clocks stop."""
    m.incident.decline(now)
    m.incident.public_reply = text[:500]
    m.end(now)
    return events.Declined(reason_code=reason_code, channel=channel, text=text)


def object_to(m: Matter, *, text: str, now: datetime) -> events.Objected:
    """异议: the acceptance clock starts again, and the refusal is no longer our answer."""
    m.incident.object_to()
    m.incident.public_reply = ""
    m.clocks.start(m.incident, ClockKind.ACCEPT, now, m.rules)
    return events.Objected(text=text)


def merge(m: Matter, *, parent: Incident, now: datetime) -> events.Merged:
    """并案: the child's clocks stop; the parent's decide."""
    m.incident.merge(parent, now)
    m.end(now)
    return events.Merged(parent=parent.number)


def unmerge(m: Matter, *, now: datetime) -> events.Unmerged:
    """撤销并案: the clock of its stage starts again."""
    parent = m.incident.merged_into
    m.incident.unmerge()
    m.clocks.start(m.incident, stage_clock(m.incident.state), now, m.rules)
    return events.Unmerged(parent=parent.number if parent else "")


def stage_clock(state: str) -> str:
    """The stage clock that runs in a state before assignment."""
    return ClockKind.ACCEPT if state == "reported" else ClockKind.ASSIGN
