"""The trial of a day, small: real sockets, cuts and conflicts; and a judge that sees what is wrong."""

import asyncio
import time
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import RequestFactory
from django.utils.timezone import now

from core import tokens
from incidents.models import Incident
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
