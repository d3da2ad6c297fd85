"""One leader: holds the advisory lock on a connection of its own, and keeps the sequencer going through every outage.

Any number of these processes may run; one leads, the others wait to take over. The lock lives and dies with the
connection, and every batch is written on that same connection, so a leader that has lost its lock cannot write.
It is woken by a hint over Redis and looks by itself every 200 ms. PostgreSQL or Redis may come and go; SIGTERM ends
the loop after the batch at hand, with a last checkpoint.
"""

import logging
import os
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import psycopg
from django.db import connections

from core.ledger import checkpoints, doorbell, takeup
from core.ledger.sequencer import Sequencer

LOCK = 0x53414E4C  # "SANL"
SETTINGS = (
    "statement_timeout = '120s'",
    "lock_timeout = '10s'",
    "idle_in_transaction_session_timeout = '60s'",
    f"application_name = 'sanling sequencer {os.getpid()}'",
    "timezone = 'UTC'",
    "enable_seqscan = off",  # the queue's statistics are always stale: only indexes, only nested loops
    "enable_hashjoin = off",
    "enable_mergejoin = off",
)
LOOK_SECONDS = 0.2
GATHER_SECONDS = 0.02
"""After a batch, so long for the next to grow: a batch of one costs as much as a batch of ten."""
STANDBY_SECONDS = 1.0
RECONNECT_SECONDS = 0.5

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the present instant: what a checkpoint says when it was signed."""
    return datetime.now(UTC)


def connect() -> psycopg.Connection[Any]:
    """Open the leader's own autocommit connection, past any pool, with limits fit for a background process."""
    options = connections["default"].get_connection_params()
    for name in ("context", "cursor_factory"):
        options.pop(name, None)
    connection = psycopg.connect(**options | {"autocommit": True, "connect_timeout": 5})
    for setting in SETTINGS:
        connection.execute(f"SET {setting}".encode())
    return connection


def run(stop: threading.Event, publisher: checkpoints.Publisher, clock: Clock = utc_now) -> None:
    """Lead, or wait to lead, until `stop` is set. Raises LedgerDamaged, and nothing for an outage."""
    ear = doorbell.Ear(stop)
    while not stop.is_set():
        try:
            with connect() as connection:
                if await_leadership(connection, stop):
                    lead(connection, stop, publisher, ear, clock)
        except (psycopg.OperationalError, psycopg.InterfaceError, psycopg.errors.UniqueViolation) as error:
            log.warning("sequencer: database lost (%s), trying again", str(error).strip().split("\n")[0])
            stop.wait(RECONNECT_SECONDS)


def await_leadership(connection: psycopg.Connection[Any], stop: threading.Event) -> bool:
    """Wait for the leader's lock; True once this connection holds it, False if `stop` was set before."""
    told = False
    while not stop.is_set():
        row = connection.execute("SELECT pg_try_advisory_lock(%s)", [LOCK]).fetchone()
        if row and row[0]:
            return True
        if not told:
            log.info("sequencer: another one leads, standing by")
            told = True
        stop.wait(STANDBY_SECONDS)
    return False


def lead(
    connection: psycopg.Connection[Any],
    stop: threading.Event,
    publisher: checkpoints.Publisher,
    ear: doorbell.Ear,
    clock: Clock,
) -> None:
    """Take up the stored trees, then number, tell and sign until `stop` is set."""
    sequencer = Sequencer(connection, takeup.take_up(connection, publisher))
    log.info("sequencer: leading from %d entries", sequencer.trees.size)
    while not stop.is_set():
        if taken := sequencer.drain():
            doorbell.publish(doorbell.HEAD, str(sequencer.trees.size))
            publisher.publish_if_due(connection, sequencer.trees, clock())
            if taken < sequencer.batch:
                stop.wait(GATHER_SECONDS)
        else:
            publisher.publish_if_due(connection, sequencer.trees, clock())
            ear.wait(LOOK_SECONDS)
    publisher.publish(connection, sequencer.trees, clock())
