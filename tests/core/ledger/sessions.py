"""Database sessions under every role of the product."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection


@contextmanager
def session(role: str) -> Iterator[psycopg.Connection[Any]]:
    """Open a session as one of the product's database roles, or as the superuser `postgres`."""
    options = connection.get_connection_params()
    with psycopg.connect(
        dbname=options["dbname"], host=options["host"], user=role, autocommit=True
    ) as opened:
        yield opened
