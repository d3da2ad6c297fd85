"""A disk that is full for one table, for anybody and on any machine: its empty file becomes a link to /dev/full.

PostgreSQL then gets ENOSPC from the operating system when it wants the table's first page, as it would from a full
disk, and says 53100. It needs neither a mount nor root; the table must be empty while it is full.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.faults.house import House


def is_empty(house: House, table: str) -> bool:
    """Whether a table has no row."""
    return not house.ask(f"SELECT EXISTS (SELECT FROM {table})")[0]


@contextmanager
def full(house: House, table: str) -> Iterator[None]:
    """While it lasts, no page can be added to this empty table."""
    house.do(f"VACUUM FULL {table}")  # back to no page at all, under a new file
    file = house.cluster.data.resolve() / str(house.ask(f"SELECT pg_relation_filepath('{table}')")[0])
    assert file.stat().st_size == 0, f"{table} is not empty"
    aside = file.with_suffix(".aside")
    file.rename(aside)
    file.symlink_to("/dev/full")
    _forget_files(house)
    try:
        yield
    finally:
        file.unlink()
        aside.rename(file)
        _forget_files(house)


def _forget_files(house: House) -> None:
    """End every session, for each has its own files open."""
    house.do(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'sanling' AND pid <> pg_backend_pid()"
    )
