"""Every kind of ledger line that a matter can get: one small dataclass per verb.

Plain fields go into the header, which everybody may see for ever; fields marked `private()` go into the body, which
can be forgotten. No name, phone or address of a reporter stands in either: the compartment alone holds them.
"""

from dataclasses import dataclass
from typing import Any, ClassVar

from core.ledger.facts import Fact, private


@dataclass(frozen=True)
class Reported(Fact):
    """上报: filed by a grid worker, the hotline, a walk-in, a resident or an import.

    `skew_seconds`: by how much the sender's clock was ahead of ours, None if it did not say.
    """

    kind: ClassVar[str] = "reported"
    source: str
    urgency: str
    seen_at: str | None
    text: str = private()
    address: str = private(default="")
    position: dict[str, Any] | None = private(default=None)
    people_bucket: str = private(default="")
    payload_sha256: str = ""
    skew_seconds: int | None = None


@dataclass(frozen=True)
class VoiceAttached(Fact):
    """附语音: the uploaded bytes by their digest."""

    kind: ClassVar[str] = "voice_attached"
    slot: str
    sha256: str
    size: int


@dataclass(frozen=True)
class SelfHandled(Fact):
    """自办自结: settled on the spot by its finder."""

    kind: ClassVar[str] = "self_handled"
    what_was_done: str = private()


@dataclass(frozen=True)
class ConfirmationRequested(Fact):
    """请求核实: a dispatcher asks the grid to look."""

    kind: ClassVar[str] = "confirmation_requested"
    to_grid: str
    question: str = private()


@dataclass(frozen=True)
class Confirmed(Fact):
    """核实: a grid worker looked, and says yes or no."""

    kind: ClassVar[str] = "confirmed"
    is_so: bool
    remark: str = private(default="")


@dataclass(frozen=True)
class Accepted(Fact):
    """受理（立案）."""

    kind: ClassVar[str] = "accepted"
    urgency: str


@dataclass(frozen=True)
class Declined(Fact):
    """不予受理, with its reason and the right channel."""

    kind: ClassVar[str] = "declined"
    reason_code: str
    channel: str = private()
    text: str = private()


@dataclass(frozen=True)
class Objected(Fact):
    """异议 against a refusal."""

    kind: ClassVar[str] = "objected"
    text: str = private()


@dataclass(frozen=True)
class Merged(Fact):
    """并案 into a parent."""

    kind: ClassVar[str] = "merged"
    parent: str


@dataclass(frozen=True)
class Unmerged(Fact):
    """撤销并案."""

    kind: ClassVar[str] = "unmerged"
    parent: str


@dataclass(frozen=True)
class Assigned(Fact):
    """派遣、改派 to one lead department and its co-handlers."""

    kind: ClassVar[str] = "assigned"
    to: str
    co_handlers: list[str]
    final: bool
    due_at: str
    due0_at: str
    provisional: bool
    text: str = private(default="")


@dataclass(frozen=True)
class Taken(Fact):
    """签收."""

    kind: ClassVar[str] = "taken"


@dataclass(frozen=True)
class SentBack(Fact):
    """退回, with its reason."""

    kind: ClassVar[str] = "sent_back"
    reason_code: str
    sent_back_by: str
    text: str = private()


@dataclass(frozen=True)
class Asked(Fact):
    """申请延期、挂账或作废."""

    kind: ClassVar[str] = "asked"
    request: str
    new_date: str | None
    reason: str = private()


@dataclass(frozen=True)
class Granted(Fact):
    """同意 the open request."""

    kind: ClassVar[str] = "granted"
    request: str
    due_at: str | None
    remark: str = private(default="")


@dataclass(frozen=True)
class RequestRefused(Fact):
    """不同意 the open request."""

    kind: ClassVar[str] = "request_refused"
    request: str
    remark: str = private(default="")


@dataclass(frozen=True)
class Resumed(Fact):
    """恢复 after a suspension; the due date moves by the time stood still."""

    kind: ClassVar[str] = "resumed"
    due_at: str | None
    remark: str = private(default="")


@dataclass(frozen=True)
class Finished(Fact):
    """处置完成（反馈）."""

    kind: ClassVar[str] = "finished"
    photos_after: int
    what_was_done: str = private()
    remedies: dict[str, str] = private(default_factory=dict)


@dataclass(frozen=True)
class Verified(Fact):
    """核查通过, by somebody who did not handle it."""

    kind: ClassVar[str] = "verified"
    closes: bool
    outcome: str = ""
    result: str = private(default="")


@dataclass(frozen=True)
class Reworked(Fact):
    """返工, with its reason."""

    kind: ClassVar[str] = "reworked"
    reason: str = private()


@dataclass(frozen=True)
class Closed(Fact):
    """结案, with its outcome; a merged child closes with its parent and says so."""

    kind: ClassVar[str] = "closed"
    outcome: str
    with_parent: str = ""
    public_reply: str = private(default="")


@dataclass(frozen=True)
class Reopened(Fact):
    """重新开启, with its reason."""

    kind: ClassVar[str] = "reopened"
    reason: str = private()


@dataclass(frozen=True)
class Transferred(Fact):
    """移交 to another body, against its receipt."""

    kind: ClassVar[str] = "transferred"
    body_name: str
    receipt_number: str = private()
    their_classification: str = private(default="")


@dataclass(frozen=True)
class Voided(Fact):
    """作废, asked by one dispatcher and granted by another."""

    kind: ClassVar[str] = "voided"
    asked_by: str
    reason: str = private()


@dataclass(frozen=True)
class Supervised(Fact):
    """督办 at level 1 to 3."""

    kind: ClassVar[str] = "supervised"
    level: int
    due_at: str
    demand: str = private()


@dataclass(frozen=True)
class Reminded(Fact):
    """催办."""

    kind: ClassVar[str] = "reminded"
    text: str = private(default="")


@dataclass(frozen=True)
class Answered(Fact):
    """答复 to a supervision or a reminder."""

    kind: ClassVar[str] = "answered"
    text: str = private()


@dataclass(frozen=True)
class Supplemented(Fact):
    """补充: further words."""

    kind: ClassVar[str] = "supplemented"
    text: str = private()


@dataclass(frozen=True)
class PhotoAttached(Fact):
    """附照片: the uploaded bytes by their digest, and whether they show before or after."""

    kind: ClassVar[str] = "photo_attached"
    slot: str
    stage: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Reclassified(Fact):
    """定级、改类; clocks are worked out again, the first due date is kept."""

    kind: ClassVar[str] = "reclassified"
    urgency: str
    due_at: str | None
    reason: str = private()


@dataclass(frozen=True)
class Placed(Fact):
    """落图: the matter gets its point or its grid."""

    kind: ClassVar[str] = "placed"
    position: dict[str, Any] | None = private(default=None)


@dataclass(frozen=True)
class Registered(Fact):
    """登记信访编号: from now on the legal petition clocks run."""

    kind: ClassVar[str] = "registered"
    office: str
    on: str
    official_number: str = private()


@dataclass(frozen=True)
class Revealed(Fact):
    """查看来访人: which field was seen and why, never its value."""

    kind: ClassVar[str] = "revealed"
    fields_seen: list[str]
    reason_code: str
    reason: str = private()


@dataclass(frozen=True)
class ReporterErased(Fact):
    """依法删除: the reporter's compartment was emptied, so many months after the matter's end."""

    kind: ClassVar[str] = "reporter_erased"
    kept_months: int


@dataclass(frozen=True)
class HoldChanged(Fact):
    """依法留存: the reporter's compartment is kept for a court or an inquiry, or no longer."""

    kind: ClassVar[str] = "hold_changed"
    held: bool
    reason: str = private(default="")


@dataclass(frozen=True)
class Undone(Fact):
    """撤销 of the last deed, within ten seconds."""

    kind: ClassVar[str] = "undone"
    verb: str


@dataclass(frozen=True)
class FollowedUp(Fact):
    """回访: solved or not, satisfaction 1 to 5."""

    kind: ClassVar[str] = "followed_up"
    solved: bool
    satisfaction: int | None
    remark: str = private(default="")


@dataclass(frozen=True)
class WentOverdue(Fact):
    """超期: the sweep found a clock past its due date, once."""

    kind: ClassVar[str] = "overdue"
    clock: str
    due_at: str


@dataclass(frozen=True)
class DueRecalculated(Fact):
    """截止重算: the year's notice was loaded and a provisional date became firm."""

    kind: ClassVar[str] = "due_recalculated"
    clock: str
    due_at: str
    calendar: str


QUIET = frozenset(
    {
        "overdue", "due_recalculated", "photo_attached", "voice_attached", "revealed", "reminded", "supplemented",
        "confirmation_requested", "reporter_erased", "hold_changed", "body_erased",
    }
)  # fmt: skip
"""Kinds that change nothing a decision rests on: a form opened before them is not out of date."""
