"""After the copying: the queue is drained and the head signed, by whoever leads; by us where nobody does."""

import time
from collections.abc import Callable
from typing import Any

import psycopg

from core.ledger import checkpoints, leader, readers, takeup
from core.ledger.sequencer import Sequencer

Say = Callable[[str], None]
LOOK_SECONDS = 0.5
STUCK_SECONDS = 600.0


class NobodyDrains(Exception):
    """The leader holds its lock and numbers nothing."""


def sequence(say: Say) -> int:
    """Number everything that waits and sign a checkpoint; return the size of the log."""
    with leader.connect() as connection:
        row = connection.execute("SELECT pg_try_advisory_lock(%s)", [leader.LOCK]).fetchone()
        if row and row[0]:
            _drain(connection, say)
        else:
            _wait(say)
    return readers.head()


def _drain(connection: psycopg.Connection[Any], say: Say) -> None:
    publisher = checkpoints.publisher()
    sequencer = Sequencer(connection, takeup.take_up(connection, publisher))
    done = 0
    while taken := sequencer.drain():
        done += taken
        publisher.publish_if_due(connection, sequencer.trees, leader.utc_now())
        if done % (20 * sequencer.batch) < taken:
            say(f"定序 {done:,} 条")
    publisher.publish(connection, sequencer.trees, leader.utc_now())


def _wait(say: Say) -> None:
    """The running sequencer does it. Raises NobodyDrains if its queue does not shrink for ten minutes."""
    least, since = readers.lag().pending, time.monotonic()
    while waiting := readers.lag().pending:
        if waiting < least:
            least, since = waiting, time.monotonic()
            say(f"等待定序 {waiting:,} 条")
        elif time.monotonic() - since > STUCK_SECONDS:
            raise NobodyDrains(f"{waiting} entries wait for the sequencer")
        time.sleep(LOOK_SECONDS)
