"""Visits to the database from the event loop: in a few threads of our own, each giving its connection back at the end.

Not by asgiref's bridge: that one, when a visit is given up, still waits for its thread, so that a database which
neither answers nor hangs up would hold the tail for ever.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from django.db import close_old_connections

PATIENCE_SECONDS = 10.0

P = ParamSpec("P")
T = TypeVar("T")

_threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="realtime")


async def visit(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run `function` in a thread. TimeoutError after ten seconds; the thread is left to end by itself."""

    def run() -> T:
        close_old_connections()
        try:
            return function(*args, **kwargs)
        finally:
            close_old_connections()

    return await asyncio.wait_for(asyncio.get_running_loop().run_in_executor(_threads, run), PATIENCE_SECONDS)
