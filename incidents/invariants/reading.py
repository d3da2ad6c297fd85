"""How the invariants read: one snapshot, rows streamed, a problem in one line."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

PAGE = 2_000


@dataclass(frozen=True)
class Problem:
    """What contradicts an invariant: which one, of which row (a number, where there is one), and how."""

    invariant: str
    subject: str
    what: str

    def __str__(self) -> str:
        return f"{self.invariant}: {self.subject}: {self.what}"


@contextmanager
def snapshot() -> Iterator[None]:
    """One REPEATABLE READ transaction, so that a system at work is checked as of one instant."""
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


def found(sql: str, values: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
    """The rows of a statement, page by page."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, values)
        while page := cursor.fetchmany(PAGE):
            yield from page


def problems(invariant: str, what: str, sql: str, values: Sequence[Any] = ()) -> Iterator[Problem]:
    """A problem for each row that a statement finds: its first column is the subject, the rest fill `what`."""
    for subject, *rest in found(sql, values):
        yield Problem(invariant, str(subject), what.format(*rest))
