"""From the assignment to the end: 派遣, 退回, 签收, 延期, 挂账, 督办, 处置完成, 核查, 返工, 结案, 回访, 重新开启."""

from datetime import UTC, datetime, time, timedelta

from core.models import User
from core.worktime import SHANGHAI, local_date
from grids.models import Department
from incidents.generator import pictures, wording
from incidents.generator.telling import Telling
from incidents.services.handling import REMEDIES

SENT_BACK = 0.085
SENT_BACK_TWICE = 0.12
HELPED = 0.06
EXTENDED = 0.38
GRANTED = 0.78
SUSPENDED = 0.022
REMINDED = 0.05
SUPERVISED_LATE = 0.5
ANSWERED = 0.93
REWORKED = 0.05
FOLLOWED_UP = {"petition": 0.34, "hazard": 0.05, "security": 0.12}
REOPENED = 0.042
OFTEN_MISTAKEN = ("social", "safety", "mediation", "emergency", "market")


def tell(t: Telling) -> None:
    """Handle, check and close; perhaps once more after a reopening."""
    _handled(t)
    ended = t.t
    _followed_up(t)
    if t.perhaps(REOPENED):
        at = t.pace.office(max(ended, t.t), min(t.pace.about(4.0, 0.8), 17.0))
        if at - ended < timedelta(days=29):
            t.then("reopen", t.dispatcher, at, reason=t.say("reopen"))
            t.due_at = None
            _handled(t)


def _handled(t: Telling) -> None:
    """One life from the assignment to the closure."""
    department = assigned(t)
    handler = t.handler(department)
    t.then("take", handler, t.within(45, 0.9))
    if t.category.needs_plan:
        t.then("answer", handler, t.later(150), text=t.say("answer"))
    _worked_on(t, handler)
    _finished(t, handler)
    _checked(t, handler)
    if not t.category.verification_closes:
        _closed(t)
    t.ended()


def assigned(t: Telling) -> Department:
    """派遣, sometimes to the wrong one first, who sends it back."""
    right = _right_department(t)
    times = 0 if not t.perhaps(SENT_BACK) else 1 + t.perhaps(SENT_BACK_TWICE)
    for turn in range(times):
        wrong = _wrong_department(t, right)
        _assign(t, wrong, final=False, text=t.say("assign"))
        reason = t.chance.choice(("not_ours", "not_ours", "not_ours", "incomplete", "duplicate", "other"))
        words = t.say(f"sent_back.{reason}", other=right.short_name)
        t.then("send_back", t.handler(wrong), t.later(55 + 30 * turn), reason_code=reason, text=words)
    final = times > 1
    words = t.say("assign_final" if final else "assign_again" if times else "assign")
    _assign(t, right, final=final, text=words)
    if t.category.needs_plan:
        _supervise(t, 2, "demand_major", t.later(40))
    return right


def _assign(t: Telling, to: Department, *, final: bool, text: str) -> None:
    helping = [_wrong_department(t, to)] if t.perhaps(HELPED) else []
    t.then("assign", t.dispatcher, t.within(24, 0.9), to=to, co_handlers=helping, final=final, text=text)
    t.start_main_clock()


def _right_department(t: Telling) -> Department:
    return t.county.serving(_line(t, t.category.default_department or "governance"), t.plan.street)


def _wrong_department(t: Telling, right: Department) -> Department:
    """Another department of the street that somebody might have thought of."""
    others = [line for line in OFTEN_MISTAKEN if line in t.county.lines and line != right.line]
    others = others or [line for line in t.county.lines if line != right.line]
    return t.county.serving(t.chance.choice(others), t.plan.street)


def _line(t: Telling, wanted: str) -> str:
    """The line that handles; never the one that is complained about (enforcement, see `lives.py`)."""
    return wanted if wanted in t.county.lines else t.county.lines[0]


def _worked_on(t: Telling, handler: User) -> None:
    """What happens until the work is done; leaves `t.t` when it is."""
    limit = t.limit()
    share = t.pace.share_of(limit)
    if t.perhaps(SUSPENDED) and not t.pace.urgent:
        _suspended(t, handler)
    done = t.pace.part(t.assigned_at, limit, share)
    if share > 0.85 and t.perhaps(EXTENDED):
        done = _extended(t, handler, done)
    done = max(done, t.within(25))
    if t.perhaps(REMINDED):
        t.then("remind", t.plan.by, t.t + (done - t.t) * 0.6, text=t.say("remind"))
    if t.due_at is not None and done > t.due_at and t.perhaps(SUPERVISED_LATE):
        _supervise(t, 1 + t.perhaps(0.25), "demand", t.pace.office(max(t.due_at, t.t), t.pace.about(0.6)))
        if t.perhaps(ANSWERED):
            t.then("answer", handler, t.later(150), text=t.say("answer"))
    t.t = max(done, t.t)


def _supervise(t: Telling, level: int, demand: str, at: datetime) -> None:
    due = t.pace.office(max(at, t.t), 2.0)
    t.then("supervise", t.supervisor, at, level=level, demand=t.say(demand), due_at=due)


def _extended(t: Telling, handler: User, done: datetime) -> datetime:
    """延期: asked before it is due, granted mostly, and then kept mostly; returns when the work will be done."""
    if t.due_at is None or t.due_at <= t.t:
        return done
    asked_at = t.t + (t.due_at - t.t) * 0.75
    new_date = _evening(t.pace.office(t.due_at, t.chance.choice((2.0, 3.0, 5.0))))
    t.then("ask", handler, asked_at, what="extension", reason=t.say("extend"), new_date=new_date)
    if not t.perhaps(GRANTED):
        t.then("refuse", t.dispatcher, t.later(70), remark=t.say("refused"))
        return done
    t.then("grant", t.dispatcher, t.later(70), remark=t.say("granted"))
    t.due_at = new_date
    return t.t + (new_date - t.t) * t.chance.uniform(0.3, 1.08)


def _suspended(t: Telling, handler: User) -> None:
    """挂账: it cannot be done now; the main clock stands still until 恢复."""
    review = _evening(t.pace.office(t.later(60), t.chance.choice((10.0, 15.0, 20.0, 30.0))))
    t.then("ask", handler, t.later(60), what="suspension", reason=t.say("suspend"), new_date=review)
    t.then("grant", t.dispatcher, t.later(80), remark=t.say("granted"))
    since = t.t
    t.then("resume", t.dispatcher, t.pace.office(t.t, t.pace.about(9.0, 0.7)), remark=t.say("resumed"))
    t.stood_still(since)
    t.assigned_at += t.t - since


def _finished(t: Telling, handler: User) -> None:
    """处置完成, with the evidence that the category asks for."""
    what = wording.done(t.kind, t.category.code, t.which, t.chance)
    if t.category.photo_after:
        t.photos += 1
        picture = pictures.choose(t.category.code, "after", t.chance)
        t.then("attach", handler, t.t, slot=f"after-{t.photos}", stage="after", picture=picture)
    remedies = {key: t.say(f"remedies.{key}") for key in REMEDIES} if t.category.needs_plan else {}
    t.then("finish", handler, t.t + timedelta(seconds=40), what_was_done=what, remedies=remedies)


def _checked(t: Telling, handler: User) -> None:
    """核查 by the grid or the desk, sometimes 返工 first."""
    again = t.perhaps(REWORKED)
    while True:
        verifier = t.grid.worker if t.perhaps(0.72) else t.dispatcher
        at = t.within(100, 0.8)
        if not again:
            t.then("verify", verifier, at, result=t.say("verified"))
            return
        t.then("rework", verifier, at, reason=t.say("rework"))
        t.t = t.pace.office(t.t, min(t.pace.about(0.6), 4.0))
        _finished(t, handler)
        again = t.perhaps(0.1)


def _closed(t: Telling) -> None:
    what = next(step.args["what_was_done"] for step in reversed(t.plan.steps) if step.verb == "finish")
    reply = wording.reply(t.category.code, what, t.chance)
    t.then("close", t.dispatcher, t.within(60, 0.8), outcome=_outcome(t), public_reply=reply)


def _outcome(t: Telling) -> str:
    if t.kind == "hazard":
        return "removed"
    if t.kind == "security":
        return t.chance.choice(("settled", "handed_over"))
    return t.chance.choices(("settled", "agreed", "explained"), (5, 4, 2))[0]


def _followed_up(t: Telling) -> None:
    if not t.perhaps(FOLLOWED_UP[t.kind]):
        return
    solved = t.perhaps(0.93)
    mark = t.chance.choices((5, 4, 3), (6, 4, 2))[0] if solved else t.chance.choice((1, 2, 3))
    words = t.say("thanks" if solved else "no_thanks")
    at = t.pace.office(t.t, t.pace.about(1.2))
    satisfaction = mark if t.perhaps(0.85) else None
    t.then("follow_up", t.dispatcher, at, solved=solved, satisfaction=satisfaction, remark=words)


def _evening(at: datetime) -> datetime:
    """Six in the evening of that day in Shanghai: what a new date means."""
    return datetime.combine(local_date(at), time(18, 0), SHANGHAI).astimezone(UTC)
