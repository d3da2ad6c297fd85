"""What each database role may not do, statement by statement, and what it must be able to do."""

from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.db import connection
from psycopg import errors

from core.ledger import roles
from tests.core.ledger.matter import life
from tests.core.ledger.sessions import session

pytestmark = pytest.mark.django_db

ENTRY = """
INSERT INTO ledger_entry (stream_kind, stream, version, kind, header, body_commit, actor, at, prev_hash, hash)
VALUES ('matter', gen_random_uuid(), 1, 'moved', '{}', sha256('a'), '7', now(), sha256('b'), sha256('c'))
"""
COLUMN = {
    "ledger_entry": "header",
    "ledger_logentry": "idx",
    "ledger_checkpoint": "note",
    "ledger_body": "body",
}
GUARDED = tuple(COLUMN)
PROGRAMS = ("web", "worker", "sequencer", "auditor", "erasure")

FORBIDDEN = {
    **{f"update {table}": f"UPDATE {table} SET {column} = {column}" for table, column in COLUMN.items()
       if table != "ledger_body"},
    **{f"delete {table}": f"DELETE FROM {table}" for table in GUARDED},
    **{f"truncate {table}": f"TRUNCATE {table}" for table in (*GUARDED, "ledger_pending", "ledger_tree")},
    **{f"disable trigger {table}": f"ALTER TABLE {table} DISABLE TRIGGER ALL" for table in GUARDED},
    "drop": "DROP TABLE ledger_entry",
    "replica": "SET session_replication_role = replica",
    "setval": "SELECT setval(pg_get_serial_sequence('ledger_entry', 'id'), 99999)",
    "become the owner": "SET ROLE sanling_migrator",
    "become the superuser": "SET ROLE postgres",
}  # fmt: skip
"""Statements that no program's role may carry out."""

NOT_FOR_WEB = {
    "choose an id": ENTRY.replace("(stream_kind,", "(id, stream_kind,").replace(
        "('matter',", "(99999, 'matter',"
    ),
    "override the id": ENTRY.replace("(stream_kind,", "(id, stream_kind,").replace(
        "VALUES (", "OVERRIDING SYSTEM VALUE VALUES (99999, "
    ),
    "number an entry": "INSERT INTO ledger_logentry VALUES (0, 1, sha256('a'), sha256('a'))",
    "sign a checkpoint": "INSERT INTO ledger_checkpoint VALUES (1, sha256('a'), sha256('a'), '', '', now(), '', '')",
    "move the tree": "UPDATE ledger_tree SET size = 0",
    "empty the queue": "DELETE FROM ledger_pending",
    "date the queue": "INSERT INTO ledger_pending (entry_id, since) VALUES (1, '2020-01-01')",
    "rewrite a body": "UPDATE ledger_body SET body = '{}'",
    "erase a body": "UPDATE ledger_body SET salt = NULL, body = NULL",
}

REFUSED = (errors.InsufficientPrivilege, errors.GeneratedAlways)


@pytest.fixture
def entries_to_protect(transactional_db: None) -> None:
    """Committed rows: a right is refused without any, a trigger needs one to fire."""
    life("reported", "accepted")


@pytest.mark.parametrize("role", PROGRAMS)
@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_program_may(role: str, what: str) -> None:
    refused(f"sanling_{role}", FORBIDDEN[what])


@pytest.mark.parametrize("role", ["web", "worker", "auditor"])
@pytest.mark.parametrize("what", NOT_FOR_WEB)
def test_web_worker_and_auditor_may_not(role: str, what: str) -> None:
    refused(f"sanling_{role}", NOT_FOR_WEB[what])


@pytest.mark.parametrize("role", ["sequencer", "auditor", "erasure"])
@pytest.mark.parametrize(
    "statement", [ENTRY, "UPDATE core_user SET is_active = false", "DELETE FROM core_user"]
)
def test_the_others_write_no_entry_and_no_business(role: str, statement: str) -> None:
    refused(f"sanling_{role}", statement)


@pytest.mark.parametrize("role", ["web", "worker"])
def test_web_and_worker_delete_no_business(role: str) -> None:
    for statement in (
        "DELETE FROM core_user",
        "DELETE FROM ledger_tests_matter",
        "TRUNCATE core_user CASCADE",
    ):
        refused(f"sanling_{role}", statement)


def test_the_sequencer_reads_no_body() -> None:
    refused("sanling_sequencer", "SELECT * FROM ledger_body")


def test_the_auditor_reads_no_session() -> None:
    refused("sanling_auditor", "SELECT * FROM django_session")


@pytest.mark.usefixtures("entries_to_protect")
@pytest.mark.parametrize("role", ["migrator", "postgres"])
@pytest.mark.parametrize("verb", ["UPDATE", "DELETE", "TRUNCATE"])
@pytest.mark.parametrize("table", GUARDED)
def test_even_owner_and_superuser_are_stopped_by_the_triggers(
    role: str, verb: str, table: str, seal_all: Callable[[], int]
) -> None:
    seal_all()
    statement = {
        "UPDATE": f"UPDATE {table} SET {COLUMN[table]} = {COLUMN[table]}",
        "DELETE": f"DELETE FROM {table}",
        "TRUNCATE": f"TRUNCATE {table}",
    }[verb]
    with session("postgres" if role == "postgres" else f"sanling_{role}") as opened:
        if role == "postgres":
            opened.execute("SET session_replication_role = replica")
        refused_in(opened, statement)


@pytest.mark.usefixtures("entries_to_protect")
@pytest.mark.parametrize("role", ["web", "worker"])
def test_web_and_worker_append_and_read(role: str) -> None:
    with session(f"sanling_{role}") as opened:
        opened.execute(ENTRY)
        opened.execute("INSERT INTO ledger_body (entry_id, salt, body) VALUES (99, NULL, NULL)")
        opened.execute("INSERT INTO ledger_pending (entry_id) VALUES (99)")
        opened.execute("SELECT * FROM ledger_logentry, ledger_checkpoint, ledger_tree")
        opened.execute("INSERT INTO ledger_cursor (name) VALUES ('feed') ON CONFLICT DO NOTHING")
        opened.execute("UPDATE ledger_cursor SET next_idx = 1")


@pytest.mark.usefixtures("entries_to_protect")
def test_the_sequencer_numbers_signs_and_empties_the_queue() -> None:
    with session("sanling_sequencer") as opened:
        opened.execute(
            "INSERT INTO ledger_logentry SELECT 0, min(id), sha256('a'), sha256('a') FROM ledger_entry"
        )
        opened.execute("INSERT INTO ledger_tree VALUES (1, 'x', 0, '', '')")
        opened.execute("UPDATE ledger_tree SET size = 1")
        opened.execute(NOT_FOR_WEB["sign a checkpoint"])
        opened.execute(NOT_FOR_WEB["empty the queue"])


@pytest.mark.usefixtures("entries_to_protect")
def test_only_the_erasure_role_empties_a_body_and_nothing_else() -> None:
    with session("sanling_erasure") as opened:
        refused_in(opened, "UPDATE ledger_body SET salt = NULL")
        refused_in(opened, NOT_FOR_WEB["rewrite a body"])
        assert opened.execute("UPDATE ledger_body SET salt = NULL, body = NULL").rowcount == 2


@pytest.mark.usefixtures("entries_to_protect")
def test_the_superuser_does_not_erase_without_becoming_the_erasure_role() -> None:
    with session("postgres") as opened:
        refused_in(opened, NOT_FOR_WEB["erase a body"])
        opened.execute("SET ROLE sanling_erasure")
        opened.execute(NOT_FOR_WEB["erase a body"])


def test_giving_the_rights_twice_changes_nothing() -> None:
    roles.after_migrate(None, "default", plan=[])
    before = rights()
    roles.after_migrate(None, "default", plan=[])
    assert rights() == before != []


def test_a_flush_gives_no_rights(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roles, "grants", lambda *tables: pytest.fail("not after a flush"))
    roles.after_migrate(None, "default")


def test_apps_may_declare_tables_to_delete_from_but_not_these(monkeypatch: pytest.MonkeyPatch) -> None:
    class Config:
        deletable_tables = ("incidents_incident",)

    monkeypatch.setattr("core.ledger.roles.apps.get_app_configs", lambda: [Config])
    with pytest.raises(ValueError, match="never deleted"):
        roles.after_migrate(None, "default", plan=[])


def test_missing_roles_that_may_not_be_made_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roles, "GROUPS", (*roles.GROUPS, "sanling_not_there"))
    with (
        session("sanling_web") as opened,
        pytest.raises(roles.RolesMissing, match=r"_not_there.*deploy/roles\.sql"),
    ):
        roles.create_groups(opened)


def refused(role: str, statement: str) -> None:
    with session(role) as opened:
        refused_in(opened, statement)


def refused_in(opened: psycopg.Connection[Any], statement: str) -> None:
    with pytest.raises(REFUSED):
        opened.execute(statement.encode())


def rights() -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, relacl::text FROM pg_class WHERE relacl::text LIKE '%sanling_%' "
            "UNION ALL SELECT attrelid::regclass || '.' || attname, attacl::text FROM pg_attribute "
            "WHERE attacl::text LIKE '%sanling_%' ORDER BY 1"
        )
        return [(name, sorted(acl.strip("{}").split(","))) for name, acl in cursor.fetchall()]
