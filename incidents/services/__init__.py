"""The verbs: one function, one transaction, one ledger line each. Everything else only reads."""

from incidents.services.assignment import RETURNS_ALLOWED, assign, send_back, take, transfer
from incidents.services.clock import firm_up, mark_overdue, sweep
from incidents.services.compartment import reveal
from incidents.services.corrections import place, reclassify, register, undo
from incidents.services.handling import close, finish, follow_up, reopen, rework, supplement, verify
from incidents.services.intake import (
    Filed,
    Filing,
    Position,
    accept,
    confirm,
    decline,
    hold,
    object_to,
    report,
    request_confirmation,
    self_handle,
)
from incidents.services.merging import merge, unmerge
from incidents.services.oversight import answer, remind, supervise
from incidents.services.requests import ask, grant, refuse, resume

__all__ = [
    "RETURNS_ALLOWED",
    "Filed",
    "Filing",
    "Position",
    "accept",
    "answer",
    "ask",
    "assign",
    "close",
    "confirm",
    "decline",
    "finish",
    "firm_up",
    "follow_up",
    "grant",
    "hold",
    "mark_overdue",
    "merge",
    "object_to",
    "place",
    "reclassify",
    "refuse",
    "register",
    "remind",
    "reopen",
    "report",
    "request_confirmation",
    "resume",
    "reveal",
    "rework",
    "self_handle",
    "send_back",
    "supervise",
    "supplement",
    "sweep",
    "take",
    "transfer",
    "undo",
    "unmerge",
    "verify",
]
