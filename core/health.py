"""Is it alive, and can it work: two answers for load balancers and for the person on duty."""

import time
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from core import broker

SEQUENCER_LAG_SECONDS = 30.0
"""An entry that waits longer than this for its number means that the sequencer does not work."""

Check = dict[str, Any]


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return JsonResponse({"status": "alive"})


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Database, Redis, migrations, sequencer: 200 if all can work, else 503 with what cannot.

    Redis away is told and does not count: without it everything works, only later (D6 in `promises.md`).
    """
    checks = {
        "database": _checked(database),
        "redis": _checked(bus),
        "migrations": _checked(migrations),
        "sequencer": _checked(sequencer),
    }
    ready = all(check["ok"] for name, check in checks.items() if name != "redis")
    return JsonResponse({"ready": ready, "checks": checks}, status=200 if ready else 503)


def database() -> Check:
    """One question, and how long its answer took."""
    started = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return {"ok": True, "milliseconds": round((time.monotonic() - started) * 1000, 1)}


def bus() -> Check:
    """PING, and what the server does when it is full: one that evicts loses queued tasks (`core/broker.py`)."""
    with broker.client() as client:
        answers, policy = bool(client.ping()), broker.eviction(client)
    return {"ok": answers and policy in ("", broker.SAFE), "when_full": policy}


def migrations() -> Check:
    """How many migrations the database has not had yet."""
    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    return {"ok": missing == 0, "missing": missing}


def sequencer() -> Check:
    """How many entries wait for their number, and for how long the oldest has."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), extract(epoch FROM now() - min(since)) FROM ledger_pending")
        waiting, oldest = cursor.fetchone()
    lag = round(float(oldest or 0), 1)
    return {"ok": lag <= SEQUENCER_LAG_SECONDS, "waiting": waiting, "lag_seconds": lag}


def _checked(check: Callable[[], Check]) -> Check:
    """Run one check; what it raises is told by its kind only, never by its text (addresses, SQL)."""
    try:
        return check()
    except Exception as error:
        return {"ok": False, "error": type(error).__name__}
