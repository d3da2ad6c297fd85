"""P3: each life is a path in the published graph, its versions run 1..n, and folding it gives the stored state.

The lines of the ledger are folded over `workflow.py`: a verb must be legal where it stood, and lead where it may.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

from incidents import workflow
from incidents.invariants.reading import Problem, found
from incidents.workflow import METHODS, WITHOUT_A_MOVE, State, Workflow
from incidents.zeros import workflow as breaks
from incidents.zeros.workflow import BreakState, BreakWorkflow

VERB_OF = {
    "self_handled": "self_handle",
    "confirmation_requested": "request_confirmation",
    "confirmed": "confirm",
    "accepted": "accept",
    "declined": "decline",
    "objected": "object",
    "merged": "merge",
    "unmerged": "unmerge",
    "assigned": "assign",
    "taken": "take",
    "sent_back": "send_back",
    "asked": "ask",
    "request_refused": "refuse",
    "resumed": "resume",
    "finished": "finish",
    "verified": "verify",
    "reworked": "rework",
    "closed": "close",
    "reopened": "reopen",
    "transferred": "transfer",
    "voided": "void",
    "supervised": "supervise",
    "reminded": "remind",
    "answered": "answer",
    "supplemented": "supplement",
    "reclassified": "reclassify",
    "placed": "place",
    "registered": "register",
    "revealed": "reveal",
    "undone": "undo",
    "followed_up": "follow_up",
}
"""Kind of line → the verb it records; `granted` moves only where a suspension was asked for."""

STANDING_STILL = (
    "overdue",
    "due_recalculated",
    "photo_attached",
    "voice_attached",
    "body_erased",
    "reporter_erased",
    "hold_changed",
)
"""Kinds of line that are no verb: they may come in any state and leave it alone."""

BREAK_VERB_OF = {
    "examined": "examine",
    "confirmed": "confirm",
    "appealed": "appeal",
    "upheld": "uphold",
    "revoked": "revoke",
    "corrected": "correct",
}

_LINES = """
SELECT e.stream, e.version, e.kind, e.header, i.number, i.state, i.version
FROM ledger_entry e JOIN {table} i ON i.id = e.stream
WHERE e.stream_kind = %s ORDER BY e.stream, e.version
"""

Line = tuple[UUID, int, str, str, str, str, int]
Step = Callable[[str, str, Mapping[str, Any], str], str]
"""(state before, kind, header, state after) → what is wrong with it, "" for nothing."""


def legal_lives() -> Iterator[Problem]:
    """Fold every matter."""
    yield from _folded(
        "legal_lives", "incidents_incident", "incident", ("reported", State.REPORTED), _wrong_step
    )


def legal_breaks() -> Iterator[Problem]:
    """Fold every break."""
    first = ("suspected", BreakState.SUSPECTED)
    yield from _folded("legal_breaks", "zeros_break", "break", first, _wrong_break_step)


def _folded(invariant: str, table: str, stream: str, first: tuple[str, str], step: Step) -> Iterator[Problem]:
    for _, lines in groupby(found(_LINES.format(table=table), [stream]), key=itemgetter(0)):
        yield from _fold(invariant, lines, first, step)


def _fold(invariant: str, lines: Iterator[Any], first: tuple[str, str], wrong: Step) -> Iterator[Problem]:
    """One life: the first thing that is wrong with it is told, for the rest follows from it."""
    state, expected = "", 0
    number = stored = ""
    newest = 0
    for _, version, kind, header, number, stored, newest in lines:  # noqa: B007 - the last of each is used below
        expected += 1
        said = json.loads(header)
        what = f"version {version} follows {expected - 1}" if version != expected else ""
        if not what and expected == 1:
            what = "" if (kind, said["state"]) == first else f"begins with {kind} in {said['state']}"
        elif not what:
            what = wrong(state, kind, said, said["state"])
        if what:
            yield Problem(invariant, number, what)
            return
        state = said["state"]
    if state != stored:
        yield Problem(invariant, number, f"the lines end in {state}, the row says {stored}")
    elif expected != newest:
        yield Problem(invariant, number, f"{expected} lines, the row counts {newest}")


def _wrong_step(before: str, kind: str, header: Mapping[str, Any], after: str) -> str:
    if kind in STANDING_STILL:
        return "" if after == before else f"{kind} moved it from {before} to {after}"
    verb = _verb(kind, header)
    if verb is None:
        return f"no verb writes a line of kind {kind}"
    if verb != "suspend" and not workflow.allows(verb, before):
        return f"{verb} is not possible in {before}"
    if after not in _targets(verb, before):
        return f"{verb} does not lead from {before} to {after}"
    return ""


def _verb(kind: str, header: Mapping[str, Any]) -> str | None:
    if kind == "granted":
        return "suspend" if header["request"] == "suspension" else "grant"
    return VERB_OF.get(kind)


def _targets(verb: str, before: str) -> tuple[str, ...]:
    if verb in WITHOUT_A_MOVE:
        return (before,)
    return _reached(getattr(Workflow, METHODS.get(verb, verb)), before)


def _wrong_break_step(before: str, kind: str, header: Mapping[str, Any], after: str) -> str:
    if kind == "body_erased":
        return "" if after == before else f"{kind} moved it from {before} to {after}"
    verb = BREAK_VERB_OF.get(kind)
    if verb is None:
        return f"no verb writes a line of kind {kind}"
    if not breaks.allows(verb, before):
        return f"{verb} is not possible in {before}"
    reached = (before,) if verb in breaks.WITHOUT_A_MOVE else _reached(getattr(BreakWorkflow, verb), before)
    return "" if after in reached else f"{verb} does not lead from {before} to {after}"


def _reached(method: Any, before: str) -> tuple[str, ...]:
    """The states to which a transition can lead from one: its target, or those that it may choose from."""
    transition = next(
        (t for source, t in method._django_fsm.transitions.items() if str(source) == before), None
    )
    if transition is None:
        return ()
    allowed = getattr(transition.target, "allowed_states", None)
    return tuple(str(state) for state in allowed) if allowed else (str(transition.target),)
