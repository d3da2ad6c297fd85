"""The trial of a day, small: real sockets, cuts and conflicts; and a judge that sees what is wrong."""

import asyncio
import re
import time
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import RequestFactory
from django.utils.timezone import now

from core import tokens
from incidents.models import Incident
from mobile_api.trial import client as client_module
from mobile_api.trial.cast import Street
from mobile_api.trial.client import Client, Tally
from mobile_api.trial.day import Day
from mobile_api.trial.judge import judge
from tests.serving import Site


@pytest.fixture
def played(site: Site, cast: SimpleNamespace, small_catalogue: None) -> Day:
    """Six lives, every third request cut after sending, every fourth verb a deliberate conflict."""
    tally, chance = Tally(), Random(7)

    def client(user: Any) -> Client:
        token = tokens.issue(RequestFactory().get("/"), user, now()).token
        return Client(site.port, token, tally, chance, cut_one_in=3)

    street = Street(
        cast.street_a.path,
        workers=[(client(cast.lin), cast.grid_a1.code), (client(cast.sun), cast.grid_a1.code)],
        dispatchers=[client(cast.zhou), client(cast.wei)],
        handlers=[(client(cast.chen), cast.sanitation.code)],
    )
    simple = {kind: [f"{kind[0].upper()}01"] for kind in ("petition", "hazard", "security")}
    day = Day(tally, chance, conflict_one_in=4, categories=simple)
    asyncio.run(day.play([street], reports=6, at_once=3, until=time.monotonic() + 60))
    return day


def test_a_day_of_cuts_and_conflicts_loses_and_doubles_nothing(played: Day) -> None:
    assert played.tally.cut > 0 and played.conflicts > 0
    assert (len(played.matters), played.verbs, played.wrong, played.tally.worst) == (6, 36, [], [])
    assert judge(played.matters, played.verbs + played.late) == []
    assert Incident.objects.count() == 6


def test_the_judge_sees_a_verb_that_was_told_and_not_done(played: Day) -> None:
    played.matters[0].done.append("close")
    assert any("told" in text for text in judge(played.matters, played.verbs + played.late))


def test_the_judge_sees_a_command_that_nobody_stored(played: Day) -> None:
    assert judge(played.matters, played.verbs + played.late + 1) != []


class Busy:
    """A server that is busy so many times, and then does it."""

    def __init__(self, times: int) -> None:
        self.times, self.heard = times, list[str]()

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await reader.readuntil(b"\r\n\r\n"):
            length = int(re.search(rb"Content-Length: (\d+)", head)[1])  # type: ignore[index]
            self.heard.append(head.split(b" ")[1].decode() + (await reader.readexactly(length)).decode())
            busy = len(self.heard) <= self.times
            said = b'{"code": "BUSY_RETRY"}' if busy else b"{}"
            status = b"409 Conflict" if busy else b"200 OK"
            writer.write(b"HTTP/1.1 %b\r\nContent-Length: %d\r\n\r\n%b" % (status, len(said), said))


def test_a_busy_row_is_asked_again_for_the_same_thing_and_later_each_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(client_module, "PAUSE", 0.001)
    server = Busy(3)

    async def ask() -> tuple[int, Any]:
        listening = await asyncio.start_server(server.answer, "127.0.0.1", 0)
        one = Client(listening.sockets[0].getsockname()[1], "t", Tally(), Random(7), cut_one_in=10**9)
        pauses = [one._pause(tries) for tries in range(12)]
        assert pauses[0] < pauses[3] < pauses[6] and max(pauses) <= 1.25 * client_module.LONGEST
        try:
            return await one.put("/api/v1/commands/1", {"verb": "take"})
        finally:
            one.close()
            listening.close()

    assert asyncio.run(ask()) == (200, {})
    assert server.heard == ['/api/v1/commands/1{"verb": "take"}'] * 4
