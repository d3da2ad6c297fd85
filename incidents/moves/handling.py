"""The work itself: 挂账, 恢复, 延期, 处置完成, 核查, 返工, 结案, 重新开启."""

from datetime import datetime

from core.models import User
from incidents import events
from incidents.catalogue import ClockKind
from incidents.moves.matter import Matter, iso


def grant_extension(m: Matter, *, new_date: datetime, remark: str) -> events.Granted:
    """同意延期: the due date moves, the first due date stays."""
    m.clocks.extend(ClockKind.HANDLE, new_date, m.rules)
    m.settle()
    return events.Granted(request="extension", due_at=iso(new_date), remark=remark)


def grant_suspension(m: Matter, *, remark: str, now: datetime) -> events.Granted:
    """同意挂账: the main clock stands still."""
    m.incident.suspend()
    m.clocks.pause(ClockKind.HANDLE, now)
    m.settle()
    return events.Granted(request="suspension", due_at=None, remark=remark)


def resume(m: Matter, *, remark: str, now: datetime) -> events.Resumed:
    """恢复: the main clock goes on, due later by the time that it stood still."""
    m.incident.resume()
    m.clocks.resume(ClockKind.HANDLE, now, m.rules)
    m.settle()
    return events.Resumed(due_at=iso(m.incident.due_at), remark=remark)


def finish(
    m: Matter, *, what_was_done: str, remedies: dict[str, str], photos_after: int, by: User, now: datetime
) -> events.Finished:
    """处置完成: the checking clock starts."""
    m.incident.finish(now)
    m.incident.handled_by = by
    m.clocks.start(m.incident, ClockKind.VERIFY, now, m.rules)
    return events.Finished(photos_after=photos_after, what_was_done=what_was_done, remedies=remedies)


def verify(m: Matter, *, result: str, now: datetime) -> events.Verified:
    """核查通过: the checking clock stops; where the category says so the matter closes by it."""
    category = m.rules.catalogue.categories.get(m.incident.category_id or "")
    closes = bool(category and category.verification_closes)
    m.incident.verify(now, closes=closes)
    m.clocks.stop(ClockKind.VERIFY, now)
    if closes:
        m.incident.outcome = "settled"
        m.end(now)
    return events.Verified(closes=closes, outcome=m.incident.outcome, result=result)


def rework(m: Matter, *, reason: str, now: datetime) -> events.Reworked:
    """返工: back to the handler, the main clock never stopped."""
    m.incident.rework()
    m.clocks.stop(ClockKind.VERIFY, now)
    return events.Reworked(reason=reason)


def close(m: Matter, *, outcome: str, public_reply: str, now: datetime) -> events.Closed:
    """结案: every clock stops."""
    m.incident.close(outcome, now)
    m.incident.public_reply = public_reply
    m.end(now)
    return events.Closed(outcome=outcome, public_reply=public_reply)


def reopen(m: Matter, *, reason: str, now: datetime) -> events.Reopened:
    """重新开启: a new life from acceptance; the old main clock keeps what it said, a new one starts when assigned."""
    m.incident.reopen(now)
    m.incident.accepted_at = m.incident.accepted_at or now
    m.incident.co_handlers, m.incident.final, m.incident.handled_by = [], False, None
    m.incident.self_handled, m.incident.public_reply = False, ""
    m.incident.due_at = m.incident.due0_at = m.incident.overdue_at = None
    m.incident.provisional = False
    m.clocks.start(m.incident, ClockKind.ASSIGN, now, m.rules)
    return events.Reopened(reason=reason)


def void(m: Matter, *, asked_by: str, reason: str, now: datetime) -> events.Voided:
    """作废: an end that the figures leave out and the ledger keeps."""
    m.incident.void(now)
    m.end(now)
    return events.Voided(asked_by=asked_by, reason=reason)


def reclassify(m: Matter, *, category: str, urgency: str, reason: str) -> events.Reclassified:
    """定级、改类: the running clocks are worked out again."""
    m.incident.category_id, m.incident.urgency = category, urgency
    m.clocks.work_out_again(m.incident, m.rules)
    m.settle()
    return events.Reclassified(urgency=urgency, due_at=iso(m.incident.due_at), reason=reason)
