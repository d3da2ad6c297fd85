"""Whose it is: 派遣, 改派, 签收, 退回, 移交."""

from datetime import datetime

from grids.models import Department
from incidents import events
from incidents.catalogue import ClockKind
from incidents.moves.matter import Matter, iso


def assign(
    m: Matter, *, to: Department, co_handlers: list[Department], final: bool, text: str = "", now: datetime
) -> events.Assigned:
    """派遣、改派: the main clock starts with the first assignment and is not set back by a later one."""
    m.incident.assign(to, now)
    m.incident.co_handlers, m.incident.final = [d.pk for d in co_handlers], final
    m.clocks.stop(ClockKind.ASSIGN, now)
    m.clocks.stop(ClockKind.TAKE, now)
    m.clocks.start(m.incident, ClockKind.TAKE, now, m.rules)
    m.clocks.start(m.incident, ClockKind.HANDLE, now, m.rules)
    m.settle()
    return events.Assigned(
        to=to.code,
        co_handlers=[d.code for d in co_handlers],
        final=final,
        due_at=iso(m.incident.due_at) or "",
        due0_at=iso(m.incident.due0_at) or "",
        provisional=m.incident.provisional,
        text=text,
    )


def take(m: Matter, *, now: datetime) -> events.Taken:
    """签收: the taking clock stops."""
    m.incident.take(now)
    m.clocks.stop(ClockKind.TAKE, now)
    return events.Taken()


def send_back(m: Matter, *, reason_code: str, text: str, now: datetime) -> events.SentBack:
    """退回: the assignment clock starts again; the main clock goes on."""
    department = m.incident.department
    returned_by = department.code if department else ""
    m.incident.send_back()
    m.incident.co_handlers = []
    m.clocks.stop(ClockKind.TAKE, now)
    m.clocks.start(m.incident, ClockKind.ASSIGN, now, m.rules)
    return events.SentBack(reason_code=reason_code, sent_back_by=returned_by, text=text)


def transfer(
    m: Matter, *, body_name: str, receipt_number: str, their_classification: str, now: datetime
) -> events.Transferred:
    """移交: we stop driving and keep the receipt."""
    m.incident.transfer(now)
    m.incident.receiving_body, m.incident.receipt_number = body_name, receipt_number
    m.end(now)
    return events.Transferred(
        body_name=body_name, receipt_number=receipt_number, their_classification=their_classification
    )
