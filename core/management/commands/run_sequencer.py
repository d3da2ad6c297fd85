"""`manage.py run_sequencer`: number committed entries and sign checkpoints until told to stop."""

import signal
import sys
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from core.crypto import KeyTrouble
from core.ledger import checkpoints, leader, notes
from core.ledger.sequencer import LedgerDamaged


class Command(BaseCommand):
    """Runs in the foreground. Any number may run; one leads. SIGTERM and SIGINT end it after the batch at hand."""

    help = "定序器：为已提交的留痕编号、入树、签检查点。Number committed entries, grow the trees, sign checkpoints."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--accept-keys", action="store_true", help="after a rotation: let the newest signing keys sign"
        )
        parser.add_argument(
            "--accept-loss",
            action="store_true",
            help="after a restore that lost entries: put the last published head aside and go on signing",
        )

    def handle(self, *args: Any, accept_keys: bool, accept_loss: bool, **options: Any) -> None:
        try:
            if accept_keys:
                checkpoints.accept_own_keys()
            publisher = checkpoints.publisher()
            if accept_loss and (aside := publisher.set_aside()):
                self.stdout.write(f"the last published head is kept as {aside}; it goes on from the database")
            leader.run(self._stopped_by_signal(), publisher)
        except (LedgerDamaged, KeyTrouble, notes.NoteRefused) as trouble:
            self._refuse(str(trouble))

    def _refuse(self, why: str) -> None:
        self.stderr.write(f"定序器拒绝运行 · the sequencer does not run: {why}")
        sys.exit(1)

    def _stopped_by_signal(self) -> threading.Event:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        return stop
