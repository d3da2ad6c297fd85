"""manage.py simulate_day: a county's day against the running server, with cuts, conflicts and killed processes."""

import asyncio
import json
import os
import signal
import time
from argparse import ArgumentParser
from pathlib import Path
from random import Random
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now

from incidents.catalogue import catalogue
from mobile_api.trial.cast import Sizes, streets, wall_session
from mobile_api.trial.client import Tally
from mobile_api.trial.day import KINDS, Day
from mobile_api.trial.judge import judge
from mobile_api.trial.walls import Wall, settle


class Command(BaseCommand):
    """演练一天."""

    help = "通过公开接口演练全县一天：200 部手机、20 个工作台、5 块大屏，含断线、冲突与杀进程。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--reports", type=int, default=2000)
        parser.add_argument("--minutes", type=float, default=10.0, help="at most so long")
        parser.add_argument("--at-once", type=int, default=48, help="matters in hand at the same time")
        parser.add_argument("--walls", type=int, default=5)
        parser.add_argument("--seed", type=int, default=419001)
        parser.add_argument("--no-kill", action="store_true", help="leave the processes alone")

    def handle(self, *args: Any, **options: Any) -> None:
        running = read_running(settings.VAR)
        chance = Random(options["seed"])  # noqa: S311 - a seed, not a secret
        tally = Tally()
        day = Day(tally, chance, conflict_one_in=50, categories=easy_categories())
        players = streets(running["port"], Sizes(), tally, chance, 20, now())
        walls = [Wall(running["port"], wall_session(now())) for _ in range(options["walls"])]
        begun = time.monotonic()
        wrong = asyncio.run(self.play(day, players, walls, running, options))
        self.report(day, walls, time.monotonic() - begun)
        wrong += day.wrong + tally.worst + judge(day.matters, day.verbs + day.late)
        for text in wrong[:40]:
            self.stdout.write(f"✗ {text}")
        if wrong:
            raise CommandError(f"{len(wrong)} things went wrong (seed {options['seed']})")
        self.stdout.write(
            "✓ 一件不少，一件不重，大屏与重新打开一致 · nothing lost, nothing doubled, every wall fresh"
        )

    async def play(
        self,
        day: Day,
        players: list[Any],
        walls: list[Wall],
        running: dict[str, Any],
        options: dict[str, Any],
    ) -> list[str]:
        """Play, kill one web and one worker process midway, and see whether the walls came along."""
        watching = [asyncio.create_task(wall.watch()) for wall in walls]
        killing = asyncio.create_task(kill_midway(day, running, options)) if not options["no_kill"] else None
        until = time.monotonic() + options["minutes"] * 60
        await day.play(players, options["reports"], options["at_once"], until)
        if killing:
            killing.cancel()
        wrong = await settle(walls, running["port"], walls[0].session) if walls else []
        for task in watching:
            task.cancel()
        return wrong

    def report(self, day: Day, walls: list[Wall], seconds: float) -> None:
        """Print what was done, in one paragraph of figures."""
        tally = day.tally
        self.stdout.write(
            f"{len(day.matters)} reports, {day.verbs} verbs, {day.conflicts} deliberate conflicts in {seconds:.0f} s"
            f" ({tally.sent / seconds:.0f} requests/s); {tally.cut} cut after sending, {tally.broken} broken by kills;"
            f" answers {dict(sorted(tally.statuses.items()))}; walls: {[wall.frames for wall in walls]} frames,"
            f" {sum(wall.reconnects for wall in walls)} reconnects, {sum(wall.resyncs for wall in walls)} resyncs"
        )


def read_running(var: Path) -> dict[str, Any]:
    """Which port, which processes. Raises CommandError if nothing runs."""
    try:
        running: dict[str, Any] = json.loads((var / "run" / "processes.json").read_text())
    except (OSError, ValueError) as error:
        raise CommandError(
            "没有正在运行的实例，请先 make run · nothing is running: make run first"
        ) from error
    return running


def easy_categories() -> dict[str, list[str]]:
    """Categories whose finish needs no photo and no plan, and which do not close by their verification."""
    easy = {
        kind: [
            c.code
            for c in catalogue().of_kind(kind)
            if not (c.photo_after or c.needs_plan or c.verification_closes)
        ]
        for kind in KINDS
    }
    if not all(easy.values()):
        raise CommandError("the catalogue has no simple category for some kind")
    return easy


async def kill_midway(day: Day, running: dict[str, Any], options: dict[str, Any]) -> None:
    """kill -9 one web process at a third of the day, and one child of the worker at two thirds."""
    for name, share in (("web-1", 1 / 3), ("worker/1", 2 / 3)):
        while len(day.matters) < options["reports"] * share:
            await asyncio.sleep(0.2)
        fresh = read_running(settings.VAR)
        os.kill(fresh["processes"][name], signal.SIGKILL)
