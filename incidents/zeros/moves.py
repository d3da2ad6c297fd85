"""The pure half of each verb: it moves the break in memory and returns the fact. It asks nobody and reads nothing.

Services call a move under lock and write what it changed; the generator calls the same moves and copies whole lives.
"""

from datetime import date, datetime

from core.ledger.facts import Fact
from incidents.zeros import events
from incidents.zeros.models import Break


def suspect(b: Break, *, now: datetime) -> Fact:
    """登记疑似: `b` is filled in; say what was filed."""
    b.suspected_at = now
    return events.Suspected(
        occurred_on=b.occurred_on.isoformat(),
        severity=b.severity,
        known_as=b.known_as.number if b.known_as else "",
        subject_name=b.subject_name,
        summary=b.summary,
    )


def examine(b: Break, *, now: datetime) -> Fact:
    """提请认定."""
    b.examine(now)
    return events.Examined()


def confirm(b: Break, *, document_number: str, document_on: date, now: datetime) -> Fact:
    """认定: from now on the break counts, from the day on which it happened."""
    b.confirm(now)
    b.document_number, b.document_on = document_number, document_on
    return events.BreakConfirmed(
        document_number=document_number,
        document_on=document_on.isoformat(),
        occurred_on=b.occurred_on.isoformat(),
    )


def appeal(b: Break, *, text: str, now: datetime) -> Fact:
    """申诉."""
    b.appeal(now)
    b.remark = text
    return events.Appealed(text=text)


def uphold(b: Break, *, text: str, now: datetime) -> Fact:
    """维持."""
    b.uphold(now)
    b.remark = text
    return events.Upheld(text=text)


def revoke(b: Break, *, text: str, now: datetime) -> Fact:
    """撤销."""
    b.revoke(now)
    b.remark = text
    return events.Revoked(text=text)


def correct(b: Break, *, occurred_on: date, severity: str, text: str, now: datetime) -> Fact:
    """更正: day and severity as they turned out to be (an accident's grade may rise within 30 days)."""
    fact = events.Corrected(
        occurred_on=occurred_on.isoformat(),
        severity=severity,
        occurred_on_before=b.occurred_on.isoformat(),
        severity_before=b.severity,
        text=text,
    )
    b.occurred_on, b.severity, b.remark = occurred_on, severity, text
    return fact
