"""The life of a break (破零): its states and its legal moves, nothing else.

    suspected 疑似 → pending 待认定 → confirmed 认定 → appealed 申诉 → upheld 维持
         └───────────────┴───────────────┴───────────────┴──────────────┴──→ revoked 撤销

A break that was filed in error is revoked, never deleted. Source: the domain page, section 4.
"""

from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import ConcurrentTransitionMixin, FSMField, transition


class BreakState(models.TextChoices):
    """Where a break stands."""

    SUSPECTED = "suspected", _("疑似")
    PENDING = "pending", _("待认定")
    CONFIRMED = "confirmed", _("已认定")
    APPEALED = "appealed", _("申诉中")
    UPHELD = "upheld", _("维持认定")
    REVOKED = "revoked", _("已撤销")


COUNTING = (BreakState.CONFIRMED, BreakState.APPEALED, BreakState.UPHELD)
"""States in which a break ends the days at zero; an appeal alone does not give them back."""

WAITING = (BreakState.SUSPECTED, BreakState.PENDING)
"""States in which nothing is decided: shown beside the days, never counted."""


class BreakWorkflow(ConcurrentTransitionMixin, models.Model):
    """The state of a break and its moves; each method is the verb of the same name."""

    state = FSMField(
        _("状态"), default=BreakState.SUSPECTED, choices=BreakState.choices, protected=True, max_length=10
    )

    class Meta:
        abstract = True

    @transition(state, source=BreakState.SUSPECTED, target=BreakState.PENDING)
    def examine(self, at: datetime) -> None:
        """提请认定: the office takes the suspicion up."""
        self.examined_at = at

    @transition(state, source=BreakState.PENDING, target=BreakState.CONFIRMED)
    def confirm(self, at: datetime) -> None:
        """认定: the office recognises the break, by a document."""
        self.confirmed_at = at

    @transition(state, source=BreakState.CONFIRMED, target=BreakState.APPEALED)
    def appeal(self, at: datetime) -> None:
        """申诉: the subject disagrees; the office records it."""
        self.appealed_at = at

    @transition(state, source=BreakState.APPEALED, target=BreakState.UPHELD)
    def uphold(self, at: datetime) -> None:
        """维持: the appeal is answered, the break stands."""
        self.decided_at = at

    @transition(
        state,
        source=[state for state in BreakState if state != BreakState.REVOKED],
        target=BreakState.REVOKED,
    )
    def revoke(self, at: datetime) -> None:
        """撤销: it was none, or is none any more; the record stays."""
        self.decided_at = at

    # Declared for the moves above; `Break` holds the columns.
    examined_at: datetime | None
    confirmed_at: datetime | None
    appealed_at: datetime | None
    decided_at: datetime | None


WITHOUT_A_MOVE: dict[str, tuple[BreakState, ...]] = {
    "correct": tuple(state for state in BreakState if state != BreakState.REVOKED)
}
"""更正: the day or the severity turns out otherwise; the state stays."""

VERBS = ("examine", "confirm", "appeal", "uphold", "revoke", "correct")
"""Every verb of a break that exists, in the order of the buttons; `suspect` makes one."""


def sources(verb: str) -> tuple[BreakState, ...]:
    """The states from which `verb` is possible; KeyError for a word that is no verb of a break."""
    return WITHOUT_A_MOVE.get(verb) or _MOVES[verb]


def allows(verb: str, state: str) -> bool:
    """Whether a break in `state` can be moved by `verb`, whoever asks."""
    return state in sources(verb)


def _starts(method: Any) -> tuple[BreakState, ...]:
    starts = {str(getattr(source, "value", source)) for source in method._django_fsm.transitions}
    return tuple(state for state in BreakState if state.value in starts)


_MOVES = {verb: _starts(getattr(BreakWorkflow, verb)) for verb in VERBS if verb not in WITHOUT_A_MOVE}
