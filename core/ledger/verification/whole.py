"""The whole ledger: every stream, every number, every checkpoint, in one snapshot and constant memory."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from core.ledger import notes
from core.ledger.verification import log, rows, streams
from core.ledger.verification.findings import Counts, Finding, finding

PAGE = 2_000
PATIENCE_SECONDS = 300
SHOWN = 100

Progress = Callable[[str, int], None]

_ORPHANS = """
SELECT p.entry_id FROM ledger_pending p LEFT JOIN ledger_entry e ON e.id = p.entry_id WHERE e.id IS NULL LIMIT 1000
"""
_QUEUE = (
    "SELECT count(*), coalesce(extract(epoch FROM clock_timestamp() - min(since)), 0) FROM ledger_pending"
)


@dataclass(slots=True)
class Report:
    """The answer of `verify_ledger`: what contradicts (at most SHOWN of `total`), and what could not be told."""

    counts: Counts = field(default_factory=Counts)
    findings: list[Finding] = field(default_factory=list)
    total: int = 0
    untold: list[tuple[str, str]] = field(default_factory=list)
    """Reasons, Chinese and English, for which the answer is not a plain yes."""
    outside: notes.Head | None = None

    @property
    def exit_code(self) -> int:
        """0 valid, 1 contradicts itself or the outside checkpoint, 2 cannot tell."""
        return 1 if self.total else 2 if self.untold else 0

    def add(self, findings: Iterable[Finding]) -> None:
        """Take up findings; only the first are kept, all are counted."""
        for each in findings:
            self.total += 1
            if len(self.findings) < SHOWN:
                self.findings.append(each)


def verify_ledger(
    keys: Sequence[notes.Key],
    outside: notes.Head | None = None,
    progress: Progress = lambda stage, count: None,
) -> Report:
    """Check everything, in one snapshot; `outside` is a checkpoint that was kept elsewhere, already verified.

    Rows are streamed: memory does not grow with the ledger. `progress` is told the stage and the count now and then.
    """
    report = Report(outside=outside)
    with _snapshot():
        _queue(report)
        report.add(streams.check(_counted(_stream(streams.ALL), report.counts, progress)))
        report.add(rows.check_all())
        report.add(
            log.check(_stream(log.LEAVES), _stream(log.CHECKPOINTS), keys, report.counts, outside, progress)
        )
    if not keys:
        report.untold.append(("没有公钥，未验证签名", "no public keys: signatures were not checked"))
    return report


def _queue(report: Report) -> None:
    counts = report.counts
    with connection.cursor() as cursor:
        cursor.execute(_QUEUE)
        counts.pending, counts.oldest_pending_seconds = (each for each in cursor.fetchone() or (0, 0))
        cursor.execute(_ORPHANS)
        report.add(finding("queued_nothing", entry=entry) for (entry,) in cursor.fetchall())
    if counts.oldest_pending_seconds > PATIENCE_SECONDS:
        minutes = int(counts.oldest_pending_seconds // 60)
        report.untold.append(
            (
                f"{counts.pending} 条留痕等待定序，最久 {minutes} 分钟：定序器未在工作",
                f"{counts.pending} entries wait for a number, the oldest for {minutes} min: the sequencer stands still",
            )
        )


def _counted(found: Iterable[tuple[Any, ...]], counts: Counts, progress: Progress) -> Iterator[streams.Row]:
    for row in found:
        counts.entries += 1
        if counts.entries % 50_000 == 0:
            progress("entries", counts.entries)
        yield streams.Row(*row)


@contextmanager
def _snapshot() -> Iterator[None]:
    """One REPEATABLE READ transaction, so that a ledger that goes on growing is still checked as of one instant."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


def _stream(sql: str) -> Iterator[tuple[Any, ...]]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql)
        while page := cursor.fetchmany(PAGE):
            yield from page
