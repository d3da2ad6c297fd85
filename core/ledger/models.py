"""The ledger's tables, and `Chained`, the part every recorded row shares.

The tables are made by raw SQL in the migrations (identity, triggers, grants); these classes read them. Nothing writes
through them: entries are written by `entries.append`, numbered by the sequencer, and never changed.
"""

import uuid
from typing import ClassVar

from django.db import models

GENESIS = bytes(32)
"""The previous hash of a stream's first entry."""


class Chained(models.Model):
    """A row whose every change is an entry: its stream in the ledger is its id, its newest entry is `version`.

    The row must be locked (or new) when an entry is appended; the database refuses at commit a `version` or state
    without its entry (`sql.attach_chain_trigger`).
    """

    stream: ClassVar[str]
    """What kind of row this is, as the ledger writes it: "incident", "break", "export", "account"."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)
    head_hash = models.BinaryField(default=GENESIS, editable=False, max_length=32)

    class Meta:
        abstract = True

    def ledger_header(self) -> dict[str, str]:
        """Return what each entry of this stream says openly: number, area, state. Never anything personal."""
        raise NotImplementedError


class Entry(models.Model):
    """One entry (留痕): what happened to one row, by whom, when; chained to the row's entry before it."""

    id = models.BigAutoField(primary_key=True)
    stream_kind = models.TextField()
    stream = models.UUIDField()
    version = models.PositiveIntegerField()
    kind = models.TextField()
    header = models.TextField()
    body_commit = models.BinaryField(max_length=32)
    actor = models.TextField()
    at = models.DateTimeField()
    prev_hash = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)

    class Meta:
        db_table = "ledger_entry"
        constraints = [
            models.UniqueConstraint(fields=["stream", "version"], name="ledger_entry_stream_version")
        ]

    def __str__(self) -> str:
        return f"{self.stream_kind} {self.stream} v{self.version} {self.kind}"


class Body(models.Model):
    """The private half of an entry with its salt. Both are NULL once it has been erased (依法删除)."""

    entry = models.OneToOneField(Entry, models.DO_NOTHING, primary_key=True, db_constraint=False)
    salt = models.BinaryField(null=True, max_length=16)
    body = models.TextField(null=True)

    class Meta:
        db_table = "ledger_body"

    def __str__(self) -> str:
        return f"body of entry {self.entry_id}"


class Pending(models.Model):
    """An entry that has no number yet. `since` is the database's clock, for the age alarm."""

    entry = models.OneToOneField(Entry, models.DO_NOTHING, primary_key=True, db_constraint=False)
    since = models.DateTimeField()

    class Meta:
        db_table = "ledger_pending"

    def __str__(self) -> str:
        return f"pending entry {self.entry_id}"


class LogEntry(models.Model):
    """A sequenced entry (定序): its place in the one order of everything, dense from 0, and its two leaf hashes."""

    idx = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(Entry, models.DO_NOTHING, db_constraint=False)
    leaf_sha256 = models.BinaryField(max_length=32)
    leaf_sm3 = models.BinaryField(max_length=32)

    class Meta:
        db_table = "ledger_logentry"

    def __str__(self) -> str:
        return f"#{self.idx}"


class Tree(models.Model):
    """The state of the Merkle tree, one row: as many entries as `size`, and the compact range over both hashes."""

    id = models.SmallIntegerField(primary_key=True)
    origin = models.TextField()
    size = models.BigIntegerField()
    frontier_sha256 = models.BinaryField()
    frontier_sm3 = models.BinaryField()

    class Meta:
        db_table = "ledger_tree"

    def __str__(self) -> str:
        return f"tree of {self.size}"


class Checkpoint(models.Model):
    """A signed head (检查点): at `at` the log had `size` entries and these roots. The notes are what is handed out."""

    size = models.BigIntegerField(primary_key=True)
    root_sha256 = models.BinaryField(max_length=32)
    root_sm3 = models.BinaryField(max_length=32)
    frontier_sha256 = models.BinaryField()
    frontier_sm3 = models.BinaryField()
    at = models.DateTimeField()
    note = models.TextField()
    note_sm3 = models.TextField()

    class Meta:
        db_table = "ledger_checkpoint"

    def __str__(self) -> str:
        return f"checkpoint {self.size}"


class Cursor(models.Model):
    """How far one named reader has read: the next idx it wants."""

    name = models.TextField(primary_key=True)
    next_idx = models.BigIntegerField(default=0)

    class Meta:
        db_table = "ledger_cursor"

    def __str__(self) -> str:
        return f"{self.name} at {self.next_idx}"
