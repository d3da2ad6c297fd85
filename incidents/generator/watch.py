"""The watch up to now: whoever opens the demo finds a working day, not a room in which nobody was.

What calls (紧急, 较重, 群体) was answered before now, at any hour, and most of what is nearly due is done. Only the few
of `rates.FRESH` are left to the one who looks. Deeds are brought forward, never made up: a life keeps their order, and
who did what.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from core.worktime import elapsed
from incidents.generator.plan import Plan
from incidents.generator.telling import HEARTBEAT, Telling

TOO_FRESH = timedelta(minutes=6)
"""What happened so shortly before now may still wait for the next deed."""
ANSWER_MINUTES = (6.0, 35.0)
NEARLY_DUE = 0.78
"""From this share of its limit on a matter is nearly due; its alarm (三级) comes at 0.8."""
LEFT_UNDONE = 0.2
CROWD = "10+"

ANSWERS = frozenset({"take", "merge", "decline", "transfer", "grant"})
"""Verbs that take a matter on, or end it."""
WAITS = frozenset({"accept", "assign", "send_back", "object", "reopen", "place", "reclassify"})
"""After these, as after the report itself, somebody has still to take it on."""
DOES = frozenset({"take", "grant", "refuse", "resume", "finish", "rework", "verify"})
"""After these somebody is at it."""
ASIDE = frozenset(
    {"attach", "supplement", "request_confirmation", "confirm", "remind", "supervise", "answer"}
)
"""Verbs that say nothing about whose turn it is."""


def keep(t: Telling, parent: Telling | None, now: datetime, chance: Random) -> None:
    """Bring forward what the watch would have done by now; `parent` is the first report of the same burst."""
    begun = max((step.at for step in t.plan.steps if step.at <= now), default=t.plan.at)
    if parent is not None:
        begun = max(begun, parent.plan.at + timedelta(minutes=2))
    if t.in_hand:
        _bring(t.plan, frozenset({"assign"}), t.plan.at, min(now, t.plan.at + timedelta(minutes=9)))
    elif now - begun < TOO_FRESH:
        return
    elif _calls(t) and _last_verb(t.plan, now) in WAITS:
        answered = begun + timedelta(minutes=chance.uniform(*ANSWER_MINUTES))
        _bring(t.plan, ANSWERS, begun, min(answered, now - HEARTBEAT))
    elif _is_nearly_due(t, now) and chance.random() >= LEFT_UNDONE:
        last = "verify" if t.category.verification_closes else "close"
        _bring(t.plan, frozenset({last}), begun, now - HEARTBEAT)


def _calls(t: Telling) -> bool:
    return t.urgency != "normal" or t.plan.filing.people_bucket == CROWD


def _last_verb(plan: Plan, now: datetime) -> str:
    """The last deed that says whose turn it is; "place" before the first: everything waits for the desk."""
    done = [step.verb for step in plan.steps if step.at <= now and step.verb not in ASIDE]
    return done[-1] if done else "place"


def _is_nearly_due(t: Telling, now: datetime) -> bool:
    """Whether it is being done, most of its time is gone, and it will be closed without anybody's 督办."""
    still = [step.verb for step in t.plan.steps if step.at > now]
    if _last_verb(t.plan, now) not in DOES or t.due_at is None or "supervise" in still or "ask" in still:
        return False
    limit = t.limit()
    gone = elapsed(t.assigned_at, now, limit.unit, t.rules.calendar)
    return gone >= limit.length(t.rules.calendar) * NEARLY_DUE


def _bring(plan: Plan, wanted: frozenset[str], since: datetime, until: datetime) -> None:
    """Bring the deeds after `until`, up to the first one wanted, to between those instants, in their order."""
    ahead = [n for n, step in enumerate(plan.steps) if step.at > since]
    last = next((n for n in ahead if plan.steps[n].verb in wanted), None)
    if last is None or plan.steps[last].at <= until:
        return
    shrunk = (until - since) / (plan.steps[last].at - since)
    for n in range(ahead[0], last + 1):
        step = plan.steps[n]
        plan.steps[n] = replace(step, at=since + (step.at - since) * shrunk)
