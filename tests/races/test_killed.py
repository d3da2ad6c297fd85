"""Killed at any step, a deed is done or not done, never half; sent again, it is done once (F1, F2, F4)."""

from functools import partial
from pathlib import Path

import pytest

from core.errors import Late
from core.failpoints import POINTS
from core.ledger.models import Entry
from incidents import services
from incidents.models import Incident, State
from incidents.services import Filing
from incidents.verbs import perform
from tests.incidents.deeds import everything
from tests.incidents.lives import Teller
from tests.incidents.test_report import filing
from tests.races.racing import all_is_well, killed_at

COMMITTED = ("ledger.ring", "after_commit")
OF_EVERY_DEED = ("ledger.append.before_insert", "ledger.append.after_insert", "before_commit", *COMMITTED)
OF_A_VERB = ("before_ledger", *OF_EVERY_DEED[:2], "after_ledger", "after_save", *OF_EVERY_DEED[2:])
"""The fail-points in the order in which a report and a verb pass them."""


def send(tell: Teller, report: Filing) -> services.Filed:
    return services.report(report, by=tell.cast.lin, now=tell.now)


def test_a_report_killed_at_any_step_is_there_once_when_it_is_sent_again(tell: Teller) -> None:
    for point in OF_EVERY_DEED:
        report = filing(reporter={"name": "张三"})
        killed_at(point, partial(send, tell, report))
        stands = point in COMMITTED
        assert Incident.objects.filter(pk=report.id).exists() is stands, point
        assert Entry.objects.filter(stream=report.id).count() == stands, point
        assert send(tell, report).created is not stands, point
        assert Entry.objects.filter(stream=report.id).count() == 1, point
    assert all_is_well()


def test_an_assignment_killed_at_any_step_is_done_or_not_done(tell: Teller) -> None:
    for point in OF_A_VERB:
        incident = tell.in_state(State.ACCEPTED)
        before, now = everything(incident), tell.tick()
        assign = partial(
            perform, "assign", incident.pk, {"to": "water"}, by=tell.cast.zhou, now=now, version=2
        )
        killed_at(point, assign)
        if point in COMMITTED:
            with pytest.raises(Late) as caught:
                assign()
            assert caught.value.current and caught.value.current["last"]["by"] == "周敏"
        else:
            assert everything(incident) == before, point
            assert assign().state == State.ASSIGNED
        assert Entry.objects.filter(stream=incident.pk).count() == 3, point
    assert all_is_well()


def test_every_fail_point_of_a_deed_was_reached_above() -> None:
    assert set(OF_A_VERB) == {point for point in POINTS if not point.startswith("sequencer.")}


def test_those_of_the_sequencer_are_killed_at_by_its_own_tests() -> None:
    its_own = (Path(__file__).parents[1] / "core" / "ledger").glob("*.py")
    written = "".join(path.read_text() for path in its_own)
    assert [point for point in POINTS if point.startswith("sequencer.") and point not in written] == []
