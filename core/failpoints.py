"""Fail-points: named places in the code where a test may kill, raise, wait or pause. Normally nothing happens.

`SANLING_FAILPOINTS="ledger.append.after_insert:kill9,sequencer.before_commit:sleep=0.5"` arms them when the process
starts; `SANLING_FAILPOINT_HITS=FILE` also writes the name of each armed point that was reached, so that a test can
show that every point was hit. Actions: `kill9`, `raise`, `sleep=SECONDS`, `pause=FILE` (wait until FILE exists).
An unknown name or action stops the start.
"""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

POINTS: dict[str, str] = {
    "before_ledger": "a matter has moved in memory, nothing is written",
    "after_ledger": "its entry is written, the matter is not",
    "after_save": "the matter is written, its clocks are not",
    "before_commit": "a whole deed is written, nothing is committed",
    "after_commit": "a deed is committed, nobody is told",
    "ledger.append.before_insert": "the row has changed in memory, its entry is not written",
    "ledger.append.after_insert": "the entry is written, the row is not saved, nothing is committed",
    "ledger.ring": "committed; the hint has not gone out",
    "sequencer.before_number": "the batch is read, no number is given",
    "sequencer.before_tree": "numbers are given, the tree is not moved on",
    "sequencer.before_commit": "all of a batch is written, nothing is committed",
    "sequencer.after_commit": "the batch is committed, the screens are not told",
    "sequencer.before_checkpoint": "a head is due, nothing is signed",
    "sequencer.after_checkpoint": "the checkpoint is committed, its file is not written",
}
"""Every fail-point of the product, with where it stands. A name that is not here cannot be armed."""

Action = Callable[[], None]


class FailPointRaised(Exception):
    """What an armed point raises when its action is `raise`."""


_armed: dict[str, Action] = {}


def failpoint(name: str) -> None:
    """Do what this point is armed with; normally nothing."""
    if _armed and name in _armed:
        _record(name)
        _armed[name]()


def arm(name: str, action: str) -> None:
    """Arm one point: `arm("ledger.ring", "sleep=0.5")`. Raises ValueError for an unknown name or action."""
    if name not in POINTS:
        raise ValueError(f"no such fail-point: {name!r}")
    _armed[name] = _action(name, action)


def disarm() -> None:
    """Disarm all points."""
    _armed.clear()


def arm_from(text: str) -> None:
    """Arm what the environment names: `name:action,name:action`. Empty arms nothing."""
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, _, action = part.partition(":")
        arm(name, action)


def _action(name: str, text: str) -> Action:
    verb, _, argument = text.partition("=")
    match verb:
        case "kill9":
            return lambda: os.kill(os.getpid(), signal.SIGKILL)
        case "raise":
            return lambda: _raise(name)
        case "sleep":
            return lambda seconds=float(argument): time.sleep(seconds)  # type: ignore[misc]
        case "pause":
            return lambda: _pause(Path(argument))
        case _:
            raise ValueError(f"no such fail-point action: {text!r}")


def _raise(name: str) -> None:
    raise FailPointRaised(name)


def _pause(until: Path) -> None:
    while not until.exists():
        time.sleep(0.01)


def _record(name: str) -> None:
    if path := os.environ.get("SANLING_FAILPOINT_HITS"):
        with Path(path).open("a") as hits:
            hits.write(name + "\n")


arm_from(os.environ.get("SANLING_FAILPOINTS", ""))
