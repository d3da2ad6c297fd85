"""The day itself: matters are filed, accepted, assigned, taken, finished, verified and closed, many at once."""

import asyncio
import time
from dataclasses import dataclass, field
from random import Random
from typing import Any
from uuid import UUID, uuid4

from mobile_api.trial.cast import Street
from mobile_api.trial.client import Client, Tally

KINDS = ("petition", "hazard", "security")
WORDS = {
    "petition": ("楼上漏水，两家说不拢", "工钱拖了两个月", "夜里噪音睡不着", "宅基地边界有争议"),
    "hazard": ("楼道堆杂物挡住通道", "井盖松动，踩上去响", "电线垂到人头高", "消防栓没有水压"),
    "security": ("电动车被偷", "陌生人夜里敲门", "两人在路口争执"),
}


@dataclass
class Told:
    """What one matter was told to be: its verbs in order, and the version that each made."""

    id: UUID
    kind: str
    done: list[str] = field(default_factory=list)
    version: int = 0


@dataclass
class Day:
    """Everything that was played, for the judge."""

    tally: Tally
    chance: Random
    conflict_one_in: int
    categories: dict[str, list[str]]
    matters: list[Told] = field(default_factory=list)
    verbs: int = 0
    conflicts: int = 0
    late: int = 0
    wrong: list[str] = field(default_factory=list)

    async def play(self, streets: list[Street], reports: int, at_once: int, until: float) -> None:
        """Play lives until `reports` have been filed, `at_once` at a time; stop beginning new ones at `until`."""
        gate = asyncio.Semaphore(at_once)
        begun = []
        for number in range(reports):
            if time.monotonic() > until:
                break
            await gate.acquire()
            begun.append(asyncio.create_task(self._guarded(streets[number % len(streets)], gate)))
        for outcome in await asyncio.gather(*begun, return_exceptions=True):
            if isinstance(outcome, BaseException):
                self.wrong.append(f"{type(outcome).__name__}: {outcome}")

    async def _guarded(self, street: Street, gate: asyncio.Semaphore) -> None:
        try:
            await self.life(street)
        finally:
            gate.release()

    async def life(self, street: Street) -> None:
        """One matter from report to closure, by people of its street."""
        (reporter, grid), (checker, _) = self.chance.sample(street.workers, 2)
        dispatcher = self.chance.choice(street.dispatchers)
        handler, department = self.chance.choice(street.handlers)
        told = await self._file(reporter, grid)
        urgency = self.chance.choice(["normal", "normal", "serious"])
        category = self.chance.choice(self.categories[told.kind])
        await self._do(told, dispatcher, "accept", {"category": category, "urgency": urgency})
        await self._do(told, dispatcher, "assign", {"to": department})
        await self._do(told, handler, "take", {})
        await self._do(told, handler, "finish", {"what_was_done": "已到现场处理完毕"})
        verifier = reporter if grid else checker
        await self._do(told, verifier, "verify", {"result": "现场已看过"})
        await self._do(told, dispatcher, "close", {"outcome": "settled", "public_reply": "已处理，感谢反映"})

    async def _file(self, reporter: Client, grid: str) -> Told:
        kind = self.chance.choice(KINDS)
        told = Told(uuid4(), kind)
        body = {
            "kind": kind,
            "text": self.chance.choice(WORDS[kind]),
            "grid_code": grid,
            "address": "3号楼旁",
        }
        status, answer = await reporter.put(f"/api/v1/reports/{told.id}", body)
        if status not in (200, 201):
            raise RuntimeError(f"report answered {status}: {answer}")
        told.version = answer["version"]
        self.matters.append(told)
        return told

    async def _do(self, told: Told, who: Client, verb: str, data: dict[str, Any]) -> None:
        if self.chance.randrange(self.conflict_one_in) == 0:
            await self._conflict(told, who)
        command = {"incident": str(told.id), "verb": verb, "version": told.version, "data": data}
        status, answer = await who.put(f"/api/v1/commands/{uuid4()}", command)
        if status != 200:
            raise RuntimeError(f"{verb} answered {status}: {answer}")
        told.version = answer["done"]["version"]
        told.done.append(verb)
        self.verbs += 1

    async def _conflict(self, told: Told, who: Client) -> None:
        """Ask for what the state forbids: it must be told so (409, or 403 for one who may never)."""
        command = {
            "incident": str(told.id),
            "verb": "reopen",
            "version": told.version,
            "data": {"reason": "故意冲突"},
        }
        if told.done and told.done[-1] == "close":
            return
        status, answer = await who.put(f"/api/v1/commands/{uuid4()}", command)
        self.conflicts += 1
        self.late += status == 409
        if status not in (403, 404, 409):
            self.wrong.append(f"a deliberate conflict answered {status}: {answer}")
