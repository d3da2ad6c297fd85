"""`manage.py check_invariants`: does the data keep its promises? Exit code 0 yes, 1 no. It repairs nothing."""

import sys
from argparse import ArgumentParser
from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand

from incidents.invariants import INVARIANTS
from incidents.invariants.reading import snapshot

SHOWN = 20


class Command(BaseCommand):
    """Checks each invariant in one snapshot, while the system goes on working."""

    help = "核对数据的不变式：一次上报一件事、状态合法、凡变必有留痕……Check what must hold of the data."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add --only."""
        parser.add_argument(
            "--only", choices=sorted(INVARIANTS), action="append", help="check this one; repeatable"
        )

    def handle(self, *args: Any, only: list[str] | None, **options: Any) -> None:
        """Print a line for each invariant, and the first problems of those that do not hold."""
        with snapshot():
            broken = [name for name in only or INVARIANTS if not self._holds(name)]
        if broken:
            self.stdout.write(
                self.style.ERROR(f"不成立 {len(broken)} 条 · {len(broken)} do not hold: {', '.join(broken)}")
            )
            sys.exit(1)
        self.stdout.write(self.style.SUCCESS("全部成立 · all hold"))

    def _holds(self, name: str) -> bool:
        problems = INVARIANTS[name]()
        shown = list(islice(problems, SHOWN))
        more = sum(1 for _ in problems)
        self.stdout.write(f"{'✗' if shown else '✓'} {name}" + (f" ({len(shown) + more})" if shown else ""))
        for problem in shown:
            self.stdout.write(f"    {problem.subject}: {problem.what}")
        return not shown
