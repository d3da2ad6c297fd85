"""What an outage looks like from outside."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import connection


@contextmanager
def database_away() -> Iterator[None]:
    """Nobody gets in, and whoever was in is thrown out: what a stopped PostgreSQL looks like to its clients."""
    options = connection.get_connection_params()
    name = options["dbname"]
    connection.close()
    address = {"dbname": "postgres", "host": options["host"], "user": "postgres"}
    with psycopg.connect(**address, autocommit=True) as keeper:
        keeper.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        try:
            keeper.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
            )
            yield
        finally:
            keeper.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
