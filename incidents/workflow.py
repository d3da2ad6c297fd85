"""The life of a matter (事件): its states and its legal moves, nothing else. Read this page first.

A transition moves the state and the fields that belong to the move. It sends nothing, saves nothing and asks
nobody: `incidents/moves/` adds the clocks and the fact, `incidents/services/` the lock, the right and the record.
Source: the seven steps of digital city management (CJ/T 315) and the table of the domain page, section 2.
"""

from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import RETURN_VALUE, ConcurrentTransitionMixin, FSMField, transition


class State(models.TextChoices):
    """Where a matter stands; the last five are ends."""

    REPORTED = "reported", _("已上报")
    ACCEPTED = "accepted", _("已受理")
    ASSIGNED = "assigned", _("已派遣")
    HANDLING = "handling", _("处置中")
    SUSPENDED = "suspended", _("挂账")
    FINISHED = "finished", _("待核查")
    VERIFIED = "verified", _("待结案")
    CLOSED = "closed", _("已结案")
    DECLINED = "declined", _("不予受理")
    TRANSFERRED = "transferred", _("已移交")
    MERGED = "merged", _("已并案")
    VOID = "void", _("作废")


ENDS = (State.CLOSED, State.DECLINED, State.TRANSFERRED, State.MERGED, State.VOID)
OPEN = tuple(state for state in State if state not in ENDS)
WITHOUT_A_MOVE: dict[str, tuple[State, ...]] = {
    "request_confirmation": (State.REPORTED,),
    "confirm": (State.REPORTED,),
    "ask": OPEN,
    "grant": OPEN,
    "refuse": OPEN,
    "supervise": OPEN,
    "remind": OPEN,
    "answer": OPEN,
    "supplement": OPEN,
    "reclassify": OPEN,
    "place": OPEN,
    "register": OPEN,
    "reveal": tuple(State),
    "follow_up": (State.CLOSED,),
}
"""Verbs that leave the state alone, and the states in which they make sense."""

UNDOABLE = {"accept": State.ACCEPTED, "assign": State.ASSIGNED, "merge": State.MERGED, "close": State.CLOSED}


class Workflow(ConcurrentTransitionMixin, models.Model):
    """The state of a matter and its moves; each method is the verb of the same name."""

    state = FSMField(_("状态"), default=State.REPORTED, choices=State.choices, protected=True, max_length=12)

    class Meta:
        abstract = True

    # Fields that the moves set; `Incident` declares them.
    department: Any
    merged_into: Any
    state_before_merge: str
    returns: int

    @property
    def state_fields(self) -> Any:
        """The one state field; the library would look for it among all fields, at every row that is read."""
        return (self._meta.get_field("state"),)

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to act."""
        return self.state in OPEN

    @transition(state, source=State.REPORTED, target=State.CLOSED)
    def self_handle(self, outcome: str, at: datetime) -> None:
        """自办自结: the finder settled it on the spot."""
        self.outcome, self.closed_at, self.self_handled = outcome, at, True

    @transition(state, source=State.REPORTED, target=State.ACCEPTED)
    def accept(self, at: datetime) -> None:
        """受理（立案）: the centre takes the matter on."""
        self.accepted_at = at

    @transition(state, source=State.REPORTED, target=State.DECLINED)
    def decline(self, at: datetime) -> None:
        """不予受理: not ours, with a reason and the right channel."""
        self.closed_at = at

    @transition(state, source=State.DECLINED, target=State.REPORTED)
    def object_to(self) -> None:
        """异议: the reporter disagrees with the refusal, once."""
        self.closed_at, self.objected = None, True

    @transition(state, source=[State.REPORTED, State.ACCEPTED], target=State.MERGED)
    def merge(self, parent: Any, at: datetime) -> None:
        """并案: follow the parent to its closure."""
        self.state_before_merge, self.merged_into, self.closed_at = self.state, parent, at

    @transition(state, source=State.MERGED, target=RETURN_VALUE(State.REPORTED, State.ACCEPTED))
    def unmerge(self) -> str:
        """撤销并案: go on alone, from where it stood."""
        before = self.state_before_merge
        self.merged_into, self.closed_at, self.state_before_merge = None, None, ""
        return before

    @transition(state, source=[State.ACCEPTED, State.ASSIGNED, State.HANDLING], target=State.ASSIGNED)
    def assign(self, department: Any, at: datetime) -> None:
        """派遣、改派: hand the matter to the department that must handle it."""
        self.department, self.assigned_at, self.taken_at = department, at, None

    @transition(state, source=State.ASSIGNED, target=State.HANDLING)
    def take(self, at: datetime) -> None:
        """签收: the lead department takes the matter on."""
        self.taken_at = at

    @transition(state, source=[State.ASSIGNED, State.HANDLING], target=State.ACCEPTED)
    def send_back(self) -> None:
        """退回: wrongly assigned; the centre decides again."""
        self.department, self.taken_at = None, None
        self.returns += 1

    @transition(state, source=State.HANDLING, target=State.SUSPENDED)
    def suspend(self) -> None:
        """挂账: it cannot be done now; the main clock stands still."""

    @transition(state, source=State.SUSPENDED, target=State.HANDLING)
    def resume(self) -> None:
        """恢复: handling goes on and the main clock with it."""

    @transition(state, source=State.HANDLING, target=State.FINISHED)
    def finish(self, at: datetime) -> None:
        """处置完成: the handler says it is done."""
        self.finished_at = at

    @transition(state, source=State.FINISHED, target=RETURN_VALUE(State.VERIFIED, State.CLOSED))
    def verify(self, at: datetime, *, closes: bool) -> str:
        """核查通过: somebody else saw that it is done; some categories close by it."""
        self.verified_at = at
        if not closes:
            return State.VERIFIED
        self.closed_at = at
        return State.CLOSED

    @transition(state, source=[State.FINISHED, State.VERIFIED], target=State.HANDLING)
    def rework(self) -> None:
        """返工: it is not done; the clock has never stopped."""
        self.finished_at, self.verified_at = None, None
        self.reworks += 1

    @transition(state, source=State.VERIFIED, target=State.CLOSED)
    def close(self, outcome: str, at: datetime) -> None:
        """结案: the centre closes the matter with its outcome."""
        self.outcome, self.closed_at = outcome, at

    @transition(state, source=[State.CLOSED, State.DECLINED], target=State.ACCEPTED)
    def reopen(self, at: datetime) -> None:
        """重新开启: it was not settled after all."""
        self.closed_at, self.finished_at, self.verified_at = None, None, None
        self.department, self.taken_at, self.outcome, self.reopened_at = None, None, "", at
        self.reopens += 1

    @transition(
        state,
        source=[State.REPORTED, State.ACCEPTED, State.ASSIGNED, State.HANDLING],
        target=State.TRANSFERRED,
    )
    def transfer(self, at: datetime) -> None:
        """移交: another body drives it from here; we keep its receipt."""
        self.closed_at = at

    @transition(state, source=list(OPEN), target=State.VOID)
    def void(self, at: datetime) -> None:
        """作废: filed by mistake; asked by one dispatcher, granted by another, never deleted."""
        self.closed_at = at

    @transition(
        state, source=list(UNDOABLE.values()), target=RETURN_VALUE(*(s for s in State if s != State.VOID))
    )
    def undo(self, before: str) -> str:
        """撤销: back to the state before the last deed; the fields are put back by the move."""
        return before

    # Declared for the moves above; `Incident` holds the columns.
    outcome: str
    self_handled: bool
    objected: bool
    reworks: int
    reopens: int
    accepted_at: datetime | None
    assigned_at: datetime | None
    taken_at: datetime | None
    finished_at: datetime | None
    verified_at: datetime | None
    closed_at: datetime | None
    reopened_at: datetime | None


METHODS = {"object": "object_to"}
"""Verbs whose method could not bear their name."""


def sources(verb: str) -> tuple[State, ...]:
    """The states from which `verb` is possible; KeyError for a word that is no verb of a matter."""
    if verb in WITHOUT_A_MOVE:
        return WITHOUT_A_MOVE[verb]
    moves = _MOVES[METHODS.get(verb, verb)]
    return tuple(state for state in State if state.value in moves)


def allows(verb: str, state: str) -> bool:
    """Whether a matter in `state` can be moved by `verb`, whoever asks."""
    return state in sources(verb)


def _moves() -> dict[str, frozenset[str]]:
    """Method name → the states it starts from, read from the transitions above."""
    found: dict[str, set[str]] = {}
    for name in dir(Workflow):
        method = getattr(Workflow, name, None)
        meta = getattr(method, "_django_fsm", None)
        if meta is not None:
            found[name] = {str(getattr(source, "value", source)) for source in meta.transitions}
    return {name: frozenset(states) for name, states in found.items()}


_MOVES = _moves()
VERBS = tuple(sorted([*(k for k in _MOVES if k != "object_to"), "object", *WITHOUT_A_MOVE]))
"""Every verb of a matter that already exists; `report` makes one."""
