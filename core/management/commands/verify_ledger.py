"""`manage.py verify_ledger`: is the ledger what it was? Exit code 0 valid, 1 tampered, 2 cannot tell."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from core.ledger import checkpoints, notes
from core.ledger.verification import Report, verify_ledger

VERDICTS = {
    0: "账本完好 · the ledger is valid",
    1: "账本被改动 · the ledger was tampered with",
    2: "无法断定 · cannot tell",
}


class Command(BaseCommand):
    """Checks chains, bodies, numbers, trees, checkpoints and rows. Give it a checkpoint that was kept elsewhere."""

    help = "核验账本：链、正文、序号、树、检查点。Verify chains, bodies, numbers, trees, checkpoints."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--since-checkpoint", type=Path, metavar="FILE", help="a checkpoint kept elsewhere"
        )
        parser.add_argument("--keys", type=Path, metavar="FILE", help="public keys (keys.txt) kept elsewhere")

    def handle(self, *args: Any, since_checkpoint: Path | None, keys: Path | None, **options: Any) -> None:
        try:
            known = _keys(keys)
            outside = notes.verified(since_checkpoint.read_text(), known) if since_checkpoint else None
        except (OSError, notes.NoteRefused) as error:
            self.stderr.write(f"{VERDICTS[2]}: {error}")
            sys.exit(2)
        report = verify_ledger(known, outside, self._progress)
        self._print(report)
        if report.exit_code:
            sys.exit(report.exit_code)

    def _progress(self, stage: str, count: int) -> None:
        self.stderr.write(f"… {stage} {count:,}")

    def _print(self, report: Report) -> None:
        counts, style = report.counts, self.style
        self.stdout.write(
            f"留痕 entries {counts.entries:,} · 已定序 sequenced {counts.sequenced:,} · "
            f"待定序 pending {counts.pending:,} · 检查点 checkpoints {counts.checkpoints:,}"
        )
        if counts.sealed_at:
            self.stdout.write(
                f"最近检查点 newest checkpoint: {counts.sealed:,} @ {counts.sealed_at.isoformat()}"
            )
        for each in report.findings:
            self.stdout.write(style.ERROR(f"✗ {each.zh} · {each.en}"))
        if report.total > len(report.findings):
            self.stdout.write(
                style.ERROR(f"✗ 共 {report.total:,} 处，仅列前若干 · {report.total:,} findings in all")
            )
        for zh, en in report.untold:
            self.stdout.write(style.WARNING(f"? {zh} · {en}"))
        if report.outside is None:
            self.stdout.write(
                style.ERROR(
                    "未提供外部检查点：只能证明内部自洽 · "
                    "no earlier checkpoint supplied: this proves internal consistency only"
                )
            )
        self.stdout.write((style.ERROR if report.exit_code else style.SUCCESS)(VERDICTS[report.exit_code]))


def _keys(path: Path | None) -> list[notes.Key]:
    """Read the public keys: from the file given, else those that were handed out; none if there are none."""
    file = path or checkpoints.directory() / checkpoints.KEYS_FILE
    if path is None and not file.exists():
        return []
    return checkpoints.known_keys(file)
