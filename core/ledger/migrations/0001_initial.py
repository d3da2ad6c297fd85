"""The ledger's tables. Raw SQL, because the identity must be ALWAYS and the foreign keys must cost nothing.

There is deliberately no foreign key between them: nothing here is ever deleted, a key check would cost each append two
row locks, and `verify_ledger` looks for missing rows anyway.
"""

import django.db.models.deletion
from django.db import migrations, models

TABLES = """
CREATE TABLE ledger_entry (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    stream_kind text NOT NULL,
    stream uuid NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    kind text NOT NULL,
    header text NOT NULL CHECK (jsonb_typeof(header::jsonb) = 'object'),
    body_commit bytea NOT NULL CHECK (octet_length(body_commit) = 32),
    actor text NOT NULL,
    at timestamptz NOT NULL,
    prev_hash bytea NOT NULL CHECK (octet_length(prev_hash) = 32),
    hash bytea NOT NULL CHECK (octet_length(hash) = 32),
    CONSTRAINT ledger_entry_stream_version UNIQUE (stream, version)
);
CREATE TABLE ledger_body (
    entry_id bigint PRIMARY KEY,
    salt bytea CHECK (octet_length(salt) = 16),
    body text,
    CONSTRAINT ledger_body_whole_or_erased CHECK ((salt IS NULL) = (body IS NULL))
);
CREATE TABLE ledger_pending (
    entry_id bigint PRIMARY KEY,
    since timestamptz NOT NULL DEFAULT clock_timestamp()
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, autovacuum_analyze_threshold = 1000);
CREATE TABLE ledger_logentry (
    idx bigint PRIMARY KEY CHECK (idx >= 0),
    entry_id bigint NOT NULL UNIQUE,
    leaf_sha256 bytea NOT NULL CHECK (octet_length(leaf_sha256) = 32),
    leaf_sm3 bytea NOT NULL CHECK (octet_length(leaf_sm3) = 32)
);
CREATE TABLE ledger_tree (
    id smallint PRIMARY KEY CHECK (id = 1),
    origin text NOT NULL,
    size bigint NOT NULL,
    frontier_sha256 bytea NOT NULL,
    frontier_sm3 bytea NOT NULL
);
CREATE TABLE ledger_checkpoint (
    size bigint PRIMARY KEY,
    root_sha256 bytea NOT NULL CHECK (octet_length(root_sha256) = 32),
    root_sm3 bytea NOT NULL CHECK (octet_length(root_sm3) = 32),
    frontier_sha256 bytea NOT NULL,
    frontier_sm3 bytea NOT NULL,
    at timestamptz NOT NULL,
    note text NOT NULL,
    note_sm3 text NOT NULL
);
CREATE TABLE ledger_cursor (
    name text PRIMARY KEY,
    next_idx bigint NOT NULL DEFAULT 0
);
"""

DROP = """
DROP TABLE ledger_cursor, ledger_checkpoint, ledger_tree, ledger_logentry, ledger_pending, ledger_body, ledger_entry;
"""


def binary(length: int | None = None) -> models.BinaryField:
    return models.BinaryField(max_length=length)


def entry_key(**options: object) -> models.OneToOneField:
    return models.OneToOneField(
        db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, to="ledger.entry", **options
    )


MODELS = [
    migrations.CreateModel(
        name="Entry",
        fields=[
            ("id", models.BigAutoField(primary_key=True, serialize=False)),
            ("stream_kind", models.TextField()),
            ("stream", models.UUIDField()),
            ("version", models.PositiveIntegerField()),
            ("kind", models.TextField()),
            ("header", models.TextField()),
            ("body_commit", binary(32)),
            ("actor", models.TextField()),
            ("at", models.DateTimeField()),
            ("prev_hash", binary(32)),
            ("hash", binary(32)),
        ],
        options={
            "db_table": "ledger_entry",
            "constraints": [
                models.UniqueConstraint(fields=("stream", "version"), name="ledger_entry_stream_version")
            ],
        },
    ),
    migrations.CreateModel(
        name="Body",
        fields=[
            ("entry", entry_key(primary_key=True, serialize=False)),
            ("salt", models.BinaryField(max_length=16, null=True)),
            ("body", models.TextField(null=True)),
        ],
        options={"db_table": "ledger_body"},
    ),
    migrations.CreateModel(
        name="Pending",
        fields=[
            ("entry", entry_key(primary_key=True, serialize=False)),
            ("since", models.DateTimeField()),
        ],
        options={"db_table": "ledger_pending"},
    ),
    migrations.CreateModel(
        name="LogEntry",
        fields=[
            ("idx", models.BigIntegerField(primary_key=True, serialize=False)),
            ("entry", entry_key()),
            ("leaf_sha256", binary(32)),
            ("leaf_sm3", binary(32)),
        ],
        options={"db_table": "ledger_logentry"},
    ),
    migrations.CreateModel(
        name="Tree",
        fields=[
            ("id", models.SmallIntegerField(primary_key=True, serialize=False)),
            ("origin", models.TextField()),
            ("size", models.BigIntegerField()),
            ("frontier_sha256", binary()),
            ("frontier_sm3", binary()),
        ],
        options={"db_table": "ledger_tree"},
    ),
    migrations.CreateModel(
        name="Checkpoint",
        fields=[
            ("size", models.BigIntegerField(primary_key=True, serialize=False)),
            ("root_sha256", binary(32)),
            ("root_sm3", binary(32)),
            ("frontier_sha256", binary()),
            ("frontier_sm3", binary()),
            ("at", models.DateTimeField()),
            ("note", models.TextField()),
            ("note_sm3", models.TextField()),
        ],
        options={"db_table": "ledger_checkpoint"},
    ),
    migrations.CreateModel(
        name="Cursor",
        fields=[
            ("name", models.TextField(primary_key=True, serialize=False)),
            ("next_idx", models.BigIntegerField(default=0)),
        ],
        options={"db_table": "ledger_cursor"},
    ),
]


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(TABLES, DROP)], state_operations=MODELS
        )
    ]
