"""并案 merge: a matter that was reported twice follows the other."""

import pytest

from core.errors import Invalid, NotAllowed
from incidents.models import Incident, State
from incidents.residents.progress import progress
from tests.cast import appoint
from tests.incidents.deeds import (
    done_with_its_line_or_not_at_all,
    everything,
    fresh,
    last_line,
    refused,
    running,
    too_late,
)
from tests.incidents.lives import Teller

REGISTERED = {"official_number": "4190012026000001", "office": "市信访局", "on": "2026-11-17"}


@pytest.fixture
def parent(tell: Teller) -> Incident:
    return tell.in_state(State.ASSIGNED)


def test_the_child_ends_and_names_its_parent(tell: Teller, parent: Incident) -> None:
    child = tell.act(tell.in_state(State.ACCEPTED), "merge", tell.cast.zhou, parent=str(parent.pk))
    assert (child.state, child.merged_into, child.closed_at) == (State.MERGED, parent, tell.now)
    assert running(child) == {}
    line = last_line(child)
    assert (line.kind, line.header["parent"], line.header["state"]) == ("merged", parent.number, "merged")


def test_the_parent_is_named_by_its_number_too(tell: Teller, parent: Incident) -> None:
    child = tell.act(tell.file("petition"), "merge", tell.cast.zhou, parent=parent.number)
    assert child.merged_into == parent


def test_the_parent_itself_is_not_touched(tell: Teller, parent: Incident) -> None:
    before = everything(parent)
    tell.act(tell.file("petition"), "merge", tell.cast.zhou, parent=parent.number)
    assert everything(parent) == before


def test_the_child_follows_the_parent_to_its_closure(tell: Teller) -> None:
    parent = tell.in_state(State.VERIFIED)
    child = tell.act(tell.file("petition"), "merge", tell.cast.zhou, parent=parent.number)
    tell.act(parent, "close", tell.cast.zhou, outcome="settled", public_reply="已清理")
    told = progress(fresh(child), tell.now)
    assert (told.state, told.merged, told.public_reply) == (State.CLOSED, True, "已清理")


@pytest.mark.parametrize("who", ["lin", "zheng", "wu"])
def test_only_a_dispatcher_merges(tell: Teller, parent: Incident, who: str) -> None:
    refused(NotAllowed, tell, tell.file(), "merge", getattr(tell.cast, who), parent=parent.number)


def test_what_is_assigned_is_not_merged_any_more(tell: Teller, parent: Incident) -> None:
    other = tell.in_state(State.ASSIGNED)
    assert too_late(tell, other, "merge", tell.cast.zhou, parent=parent.number)["state"] == "assigned"


@pytest.mark.parametrize("state", [State.CLOSED, State.DECLINED, State.MERGED, State.VOID])
def test_a_parent_that_has_ended_is_refused(tell: Teller, state: State) -> None:
    ended, child = tell.in_state(state), tell.file("petition")
    answer = refused(Invalid, tell, child, "merge", tell.cast.zhou, parent=ended.number)
    assert list(answer.fields) == ["parent"]


def test_a_matter_is_not_merged_into_itself(tell: Teller) -> None:
    child = tell.file()
    refused(Invalid, tell, child, "merge", tell.cast.zhou, parent=child.number)


def test_a_matter_with_children_is_not_merged_away_under_them(tell: Teller, parent: Incident) -> None:
    middle = tell.in_state(State.ACCEPTED)
    tell.act(tell.file("petition"), "merge", tell.cast.zhou, parent=middle.number)
    refused(Invalid, tell, middle, "merge", tell.cast.zhou, parent=parent.number)


def test_a_matter_of_another_street_and_one_that_never_was_sound_the_same(tell: Teller) -> None:
    from grids.datum import Datum
    from incidents.services import Position

    theirs = tell.file(by=tell.cast.he, position=Position(112.625, 35.075, Datum.WGS84))
    child = tell.file()
    said = [
        refused(Invalid, tell, child, "merge", tell.cast.zhou, parent=number).fields
        for number in (theirs.number, str(theirs.pk), "261118-99999")
    ]
    assert said[0] == said[1] == said[2]


def test_a_complaint_is_not_merged_into_what_the_accused_handles(tell: Teller, parent: Incident) -> None:
    child = tell.file("petition")
    about = tell.cast.sanitation.code
    tell.act(child, "accept", tell.cast.zhou, category="P01", complained_about=about)
    refused(Invalid, tell, child, "merge", tell.cast.zhou, parent=parent.number)


def test_what_a_child_complains_about_does_not_get_the_parent(tell: Teller) -> None:
    parent, child = tell.in_state(State.ACCEPTED), tell.file("petition")
    about = tell.cast.sanitation.code
    tell.act(child, "accept", tell.cast.zhou, category="P01", complained_about=about)
    tell.act(child, "merge", tell.cast.zhou, parent=parent.number)
    refused(Invalid, tell, parent, "assign", tell.cast.zhou, to=about)
    tell.act(parent, "assign", tell.cast.zhou, to=tell.cast.water.code)


def test_a_merge_is_done_with_its_line_or_not_at_all(tell: Teller, parent: Incident) -> None:
    done_with_its_line_or_not_at_all(tell, tell.file(), "merge", tell.cast.zhou, parent=parent.number)


def test_a_dispatcher_who_only_reported_the_other_matter_does_not_merge_into_it(tell: Teller) -> None:
    from grids.datum import Datum
    from incidents.services import Position

    stranger = appoint("yan", "严远", "dispatcher", tell.cast.street_b)
    own = tell.file(by=stranger)
    theirs = tell.file(by=stranger, position=Position(112.625, 35.075, Datum.WGS84))
    refused(Invalid, tell, theirs, "merge", stranger, parent=own.number)
