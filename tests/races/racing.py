"""Real threads on real connections that start at the same moment, and processes that die in the middle."""

import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier, Event, Thread
from typing import Any
from uuid import UUID

from django.db import connection, connections, transaction

from core import failpoints
from core.errors import to_http
from incidents.invariants import INVARIANTS
from incidents.models import Incident

NO_SEQUENCER_RUNS = {"dense_numbers", "nothing_waits_long"}


def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """Do all of them at the same moment, each on a connection of its own; what each returned, or how it was refused."""
    barrier = Barrier(len(deeds))

    def run(deed: Callable[[], Any]) -> Any:
        try:
            connection.ensure_connection()
            barrier.wait(20)
            return deed()
        except Exception as error:
            return to_http(error) or error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


@contextmanager
def held(incident_id: UUID) -> Iterator[None]:
    """Somebody else holds the matter's row all the while."""
    has_it, let_go = Event(), Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                Incident.objects.select_for_update().get(pk=incident_id)
                has_it.set()
                let_go.wait(30)
        finally:
            connection.close()

    holder = Thread(target=hold)
    holder.start()
    assert has_it.wait(10)
    try:
        yield
    finally:
        let_go.set()
        holder.join()


def killed_at(point: str, deed: Callable[[], Any]) -> None:
    """Do it in a process of its own that is killed (SIGKILL) at this fail-point; fail if it was never reached."""
    pid = os.fork()
    if pid == 0:
        connections["default"] = connections.create_connection("default")  # the parent's stays the parent's
        failpoints.arm(point, "kill9")
        try:
            deed()
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == -signal.SIGKILL, f"{point} was not reached"


def all_is_well() -> bool:
    """Whether every row and every line agree, as the operators' own check sees it."""
    problems = [str(p) for name in INVARIANTS if name not in NO_SEQUENCER_RUNS for p in INVARIANTS[name]()]
    assert problems == []
    return True
