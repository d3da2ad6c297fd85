"""What the import commands share: a file to read, an account of what became of it, and an exit code."""

from abc import ABC, abstractmethod
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from grids.imports.sheets import Outcome, SheetUnreadable


class ImportCommand(BaseCommand, ABC):
    """Safe to run twice. Lines that cannot be taken are named, the others are written; then it ends with 1."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            outcome = self.take(options["file"], options)
        except (SheetUnreadable, OSError) as error:
            raise CommandError(str(error)) from None
        self.stdout.write("\n".join(outcome.lines()))
        self.afterwards(outcome)
        if outcome.refused:
            raise CommandError(_("有 %(count)d 行未导入。") % {"count": len(outcome.refused)})

    @abstractmethod
    def take(self, file: Path, options: dict[str, Any]) -> Outcome:
        """Read the file and write what it says."""

    def afterwards(self, outcome: Outcome) -> None:
        """Print what is to be said besides the counts."""
