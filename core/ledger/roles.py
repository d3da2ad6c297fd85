"""Who may do what inside the database: five group roles, and their rights, given again after every migrate.

| role | may |
|---|---|
| sanling_web, sanling_worker | read and write business tables; append to the ledger; delete sessions and the like |
| sanling_sequencer | number entries, move the tree, write checkpoints; the only one who may |
| sanling_auditor | read |
| sanling_erasure | empty a body of the ledger |

They are groups without login; the programs' own users are made members of them (`deploy/roles.sql`).
"""

from collections.abc import Iterable
from typing import Any

import psycopg
from django.apps import apps
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

GROUPS = ("sanling_web", "sanling_worker", "sanling_sequencer", "sanling_auditor", "sanling_erasure")

APPEND = """
GRANT SELECT ON ledger_entry, ledger_body, ledger_pending, ledger_logentry, ledger_tree, ledger_checkpoint,
    ledger_cursor TO {to};
GRANT INSERT (stream_kind, stream, version, kind, header, body_commit, actor, at, prev_hash, hash)
    ON ledger_entry TO {to};
GRANT INSERT (entry_id, salt, body) ON ledger_body TO {to};
GRANT INSERT (entry_id) ON ledger_pending TO {to};
GRANT INSERT, UPDATE ON ledger_cursor TO {to};
"""

SEQUENCE = """
GRANT SELECT ON ledger_entry, ledger_pending, ledger_logentry, ledger_tree, ledger_checkpoint TO sanling_sequencer;
GRANT DELETE ON ledger_pending TO sanling_sequencer;
GRANT INSERT ON ledger_logentry, ledger_checkpoint TO sanling_sequencer;
GRANT INSERT, UPDATE ON ledger_tree TO sanling_sequencer;
"""

ERASE = """
GRANT SELECT ON ledger_entry, ledger_body TO sanling_erasure;
GRANT UPDATE (salt, body) ON ledger_body TO sanling_erasure;
"""

DELETABLE = ("django_session", "account_", "mfa_", "usersessions_", "socialaccount_", "django_cache")
"""Beginnings of the names of tables whose rows Django and allauth must delete. Never an incident, never the ledger."""

SECRET = ("django_session", "account_", "mfa_", "usersessions_", "socialaccount_", "django_cache")
"""Beginnings of the names of tables an auditor has no business in."""


class RolesMissing(Exception):
    """The group roles do not exist, and the migrating user may not create them."""


def create_groups(connection: BaseDatabaseWrapper | psycopg.Connection[Any]) -> None:
    """Create the group roles that are missing. Raises RolesMissing, which names `deploy/roles.sql`, if it may not."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolname FROM pg_roles WHERE rolname = ANY(%s)", [list(GROUPS)])
        missing = sorted(set(GROUPS) - {name for (name,) in cursor.fetchall()})
        if not missing:
            return
        cursor.execute("SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user")
        if cursor.fetchone() != (True,):
            raise RolesMissing(
                f"缺少数据库角色 {'、'.join(missing)}，且当前用户无权创建。请由数据库管理员先执行 deploy/roles.sql。 "
                f"Database roles {', '.join(missing)} are missing and this user may not create them: "
                "have the database administrator run deploy/roles.sql first."
            )
        for name in missing:
            cursor.execute(f"CREATE ROLE {name} NOLOGIN")


def after_migrate(sender: object, using: str, plan: object = None, **kwargs: Any) -> None:
    """Give the rights again after `migrate` (not after the `flush` of a test, which brings no plan)."""
    connection = connections[using]
    if plan is None or connection.vendor != "postgresql":
        return
    tables = connection.introspection.table_names()
    if "ledger_checkpoint" in tables:
        with connection.cursor() as cursor:
            cursor.execute(grants(tables, _declared_deletable()))


def grants(tables: Iterable[str], also_deletable: Iterable[str] = ()) -> str:
    """Return the SQL that takes all rights from the groups and gives each exactly its own."""
    deletable = (*DELETABLE, *also_deletable)
    business = sorted(t for t in tables if not t.startswith("ledger_") and t != "django_migrations")
    writable, everyone = _quoted(business), ", ".join(GROUPS)
    writers = "sanling_web, sanling_worker"
    sql = [
        f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {everyone};",
        f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {everyone};",
        f"GRANT USAGE ON SCHEMA public TO {everyone};",
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {writers};",
        f"GRANT SELECT ON django_migrations TO {everyone};",
        APPEND.format(to=writers),
        SEQUENCE,
        ERASE,
        "GRANT SELECT ON ALL TABLES IN SCHEMA public TO sanling_auditor;",
    ]
    if writable:
        sql.append(f"GRANT SELECT, INSERT, UPDATE ON {writable} TO {writers};")
    if erasable := _quoted(t for t in business if t.startswith(deletable)):
        sql.append(f"GRANT DELETE ON {erasable} TO {writers};")
    if secret := _quoted(t for t in business if t.startswith(SECRET)):
        sql.append(f"REVOKE ALL ON {secret} FROM sanling_auditor;")
    return "\n".join(sql)


def _declared_deletable() -> list[str]:
    """Return what the apps declare besides: `deletable_tables` of their AppConfig. Ledger and incidents are refused."""
    names = [name for config in apps.get_app_configs() for name in getattr(config, "deletable_tables", ())]
    if forbidden := [name for name in names if name.startswith(("ledger_", "incidents_incident"))]:
        raise ValueError(f"rows of {', '.join(forbidden)} are never deleted")
    return names


def _quoted(tables: Iterable[str]) -> str:
    return ", ".join(f'"{table}"' for table in tables)
