"""The sequencer's numbers are dense, each entry has one or waits for one, and none waits long."""

from collections.abc import Iterator

from core.ledger import readers
from incidents.invariants.reading import Problem, found, problems

PATIENCE_SECONDS = 60.0
"""An entry older than this without a number means that no sequencer works (promise P9)."""

_COUNTS = "SELECT count(*), coalesce(max(idx), -1), coalesce(min(idx), 0) FROM ledger_logentry"
_NUMBERED_NOTHING = """
SELECT l.entry_id, l.idx FROM ledger_logentry l LEFT JOIN ledger_entry e ON e.id = l.entry_id WHERE e.id IS NULL
"""
_NEITHER_OR_BOTH = """
SELECT e.id, (l.idx IS NOT NULL)::text FROM ledger_entry e
LEFT JOIN ledger_logentry l ON l.entry_id = e.id LEFT JOIN ledger_pending p ON p.entry_id = e.id
WHERE (l.idx IS NULL) = (p.entry_id IS NULL)
"""


def dense_numbers() -> Iterator[Problem]:
    """Numbers run 0..n-1 without a hole, each names an entry, each entry has a number or stands in the queue."""
    name = "dense_numbers"
    for number, highest, lowest in found(_COUNTS):
        if number != highest + 1 or lowest != 0:
            yield Problem(name, "ledger_logentry", f"{number} numbers from {lowest} to {highest}")
    yield from problems(name, "number {} names no entry", _NUMBERED_NOTHING)
    yield from problems(name, "has a number and waits for one, or neither (numbered: {})", _NEITHER_OR_BOTH)


def nothing_waits_long() -> Iterator[Problem]:
    """The queue of the sequencer is young."""
    lag = readers.lag()
    if lag.oldest_seconds > PATIENCE_SECONDS:
        what = f"{lag.pending} entries wait, the oldest for {lag.oldest_seconds:.0f} s"
        yield Problem("nothing_waits_long", "ledger_pending", what)
