"""Append (留痕): the one door by which an entry comes into the ledger, in the transaction of the deed itself.

    incident.assign(to, due_at=…)
    entries.append(incident, events.Assigned(to.code), by=by, at=now)      # sets version and head_hash
    incident.save()

`seal` is the pure half: it makes the canonical header and body, the commitment and the hash. `append` writes what it
made, in one SQL statement. The format is described for strangers in `docs/ledger.md`.
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection, transaction
from django.db.models import Model

from core import prepared
from core.failpoints import failpoint
from core.ledger import canonical, doorbell
from core.ledger.facts import Fact
from core.ledger.models import Chained

FORMAT = 1
SALT_BYTES = 16

_INSERT = """
WITH entry AS (
    INSERT INTO ledger_entry (stream_kind, stream, version, kind, header, body_commit, actor, at, prev_hash, hash)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
    RETURNING id
), body AS (
    INSERT INTO ledger_body (entry_id, salt, body) SELECT id, %s, %s FROM entry
)"""
_QUEUE = "INSERT INTO ledger_pending (entry_id) SELECT id FROM entry"


@dataclass(frozen=True, slots=True)
class Sealed:
    """An entry ready to be written: the columns of `ledger_entry` in their order, then salt and body."""

    stream_kind: str
    stream: UUID
    version: int
    kind: str
    header: str
    body_commit: bytes
    actor: str
    at: datetime
    prev_hash: bytes
    hash: bytes
    salt: bytes
    body: str

    def advance(self, subject: Chained) -> None:
        """Make this entry the newest of its row: set `version` and `head_hash` on the instance."""
        subject.version, subject.head_hash = self.version, self.hash

    def columns(self) -> tuple[Any, ...]:
        """Return the values of all columns, in the order of the fields."""
        return (
            self.stream_kind,
            self.stream,
            self.version,
            self.kind,
            self.header,
            self.body_commit,
            self.actor,
            self.at,
            self.prev_hash,
            self.hash,
            self.salt,
            self.body,
        )


def append(
    subject: Chained,
    fact: Fact,
    *,
    by: AbstractBaseUser | None,
    at: datetime,
    actor: str = "",
    new: Sequence[Model] = (),
) -> Sealed:
    """Write `fact` as the next entry of `subject`, and set its new `version` and `head_hash`.

    `new` are rows that come into being with this entry: they are inserted by the same statement, and not saved again.
    Call it after the row's fields have changed and before `save()`, in the same transaction, with the row locked.
    `by` is the account that acts; without one, `actor` names what acts ("system", "resident", "import").
    Raises TransactionManagementError outside a transaction, and IntegrityError if another writer took the version.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("append() belongs into the transaction of the deed")
    account = str(by.pk) if by is not None else actor or "system"
    sealed = seal(subject, fact, account, at, secrets.token_bytes(SALT_BYTES))
    failpoint("ledger.append.before_insert")
    sealed.advance(subject)
    _write(sealed, new)
    failpoint("ledger.append.after_insert")
    doorbell.ring_on_commit()
    return sealed


def _write(sealed: Sealed, new: Sequence[Model]) -> None:
    rows = [f", new{number} AS ({prepared.insertion(type(row))})" for number, row in enumerate(new)]
    prepared.run(f"{_INSERT}{''.join(rows)} {_QUEUE}", [*sealed.columns(), *map(prepared.written, new)])


def seal(subject: Chained, fact: Fact, by_account: str, at: datetime, salt: bytes) -> Sealed:
    """Return the next entry of `subject`, without writing anything or changing `subject`.

    `by_account` is an account's number or what acts instead of one; `salt` is 16 random bytes. Raises NotCanonical
    for a value without a canonical form, and ValueError where row and fact use one name for different things.
    """
    header = canonical.text(_merged(subject.ledger_header(), fact.header()))
    body = canonical.text(fact.body())
    body_commit = commit(salt, body)
    prev_hash = bytes(subject.head_hash)
    version = subject.version + 1
    canonical.encode(by_account)
    text = envelope(subject.stream, subject.id, version, fact.kind, header, by_account, at)
    digest = entry_hash(text, body_commit, prev_hash)
    return Sealed(
        stream_kind=subject.stream,
        stream=subject.id,
        version=version,
        kind=fact.kind,
        header=header,
        body_commit=body_commit,
        actor=by_account,
        at=at,
        prev_hash=prev_hash,
        hash=digest,
        salt=salt,
        body=body,
    )


def envelope(
    stream_kind: str, stream: UUID, version: int, kind: str, header: str, actor: str, at: datetime
) -> str:
    """Return the canonical text over which an entry is hashed; `header` is canonical already and goes in as it is."""
    quote = canonical.quote
    return (
        f'{{"actor":{quote(actor)},"at":"{canonical.instant(at)}","format":{FORMAT},"header":{header},'
        f'"kind":{quote(kind)},"log":{quote(settings.LEDGER_ORIGIN)},"stream":"{stream}",'
        f'"stream_kind":{quote(stream_kind)},"version":{version}}}'
    )


def commit(salt: bytes, body: str) -> bytes:
    """Return the commitment to a canonical body: SHA-256(salt ‖ body)."""
    return hashlib.sha256(salt + body.encode()).digest()


def entry_hash(envelope_text: str, body_commit: bytes, prev_hash: bytes) -> bytes:
    """Return the hash that chains an entry to the one before it: SHA-256(envelope ‖ body_commit ‖ prev_hash)."""
    return hashlib.sha256(envelope_text.encode() + body_commit + prev_hash).digest()


def leaf(envelope_text: str, body_commit: bytes, digest: bytes) -> bytes:
    """Return the data of the entry's leaf in the Merkle tree: envelope ‖ body_commit ‖ hash."""
    return envelope_text.encode() + body_commit + digest


def _merged(subject: dict[str, str], fact: dict[str, object]) -> dict[str, object]:
    for name in subject.keys() & fact.keys():
        if subject[name] != fact[name]:
            raise ValueError(f"the row's header and the fact both say {name!r}, and differ")
    return {**subject, **fact}
