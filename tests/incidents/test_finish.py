"""处置完成 finish: with the evidence that the category asks for."""

from typing import Any

import pytest

from core.errors import Invalid, NotAllowed
from incidents.models import Incident, Photo, State
from tests.incidents.deeds import done_with_its_line_or_not_at_all, last_line, refused, running, too_late
from tests.incidents.lives import Teller

DATA = {"what_was_done": "已清理完毕"}
REMEDIES = {
    "responsibility": "社区王主任",
    "measures": "拆除并封堵",
    "funds": "三千元",
    "deadline": "十二月一日前",
    "contingency": "先设警戒线",
}


@pytest.fixture
def handling(tell: Teller) -> Incident:
    return tell.in_state(State.HANDLING)


def major(tell: Teller) -> Incident:
    """A major hazard in hand: it asks for an after-photo and the five fixed items."""
    incident = tell.file("hazard")
    tell.act(incident, "accept", tell.cast.zhou, category="H02")
    tell.act(incident, "assign", tell.cast.zhou, to="sanitation")
    return tell.act(incident, "take", tell.cast.chen)


def photo(tell: Teller, incident: Incident, stage: str = "after", slot: str = "1") -> None:
    Photo.objects.create(
        incident=incident, slot=slot, stage=stage, sha256="0" * 64, size=1, format="JPEG", width=1, height=1,
        by=tell.cast.chen, at=tell.tick(),
    )  # fmt: skip


def test_it_waits_for_its_check_while_the_main_clock_goes_on(tell: Teller, handling: Incident) -> None:
    incident = tell.act(handling, "finish", tell.cast.chen, **DATA)
    assert (incident.state, incident.finished_at, incident.handled_by) == (
        State.FINISHED,
        tell.now,
        tell.cast.chen,
    )
    assert set(running(incident)) == {"handle", "verify"}
    line = last_line(incident)
    assert (line.kind, line.header["photos_after"]) == ("finished", 0)
    assert line.body == {"what_was_done": "已清理完毕", "remedies": {}}


@pytest.mark.parametrize("who", ["lin", "zhou", "wu"])
def test_only_the_lead_department_finishes(tell: Teller, handling: Incident, who: str) -> None:
    refused(NotAllowed, tell, handling, "finish", getattr(tell.cast, who), **DATA)


@pytest.mark.parametrize("state", [State.ASSIGNED, State.SUSPENDED, State.FINISHED])
def test_only_what_is_in_hand_is_finished(tell: Teller, state: State) -> None:
    assert too_late(tell, tell.in_state(state), "finish", tell.cast.chen, **DATA)["state"] == state


def test_a_major_hazard_needs_its_photo_and_the_five_fixed_items(tell: Teller) -> None:
    answer = refused(Invalid, tell, major(tell), "finish", tell.cast.chen, **DATA)
    assert set(answer.fields) == {"photos", "remedies"}


@pytest.mark.parametrize("missing", REMEDIES)
def test_each_of_the_five_is_needed(tell: Teller, missing: str) -> None:
    incident = major(tell)
    photo(tell, incident)
    data: dict[str, Any] = {**DATA, "remedies": {**REMEDIES, missing: "  "}}
    assert list(refused(Invalid, tell, incident, "finish", tell.cast.chen, **data).fields) == ["remedies"]


def test_with_its_evidence_it_is_finished_and_the_line_holds_it(tell: Teller) -> None:
    incident = major(tell)
    photo(tell, incident)
    done = tell.act(incident, "finish", tell.cast.chen, **DATA, remedies=REMEDIES)
    line = last_line(done)
    assert (done.state, line.header["photos_after"]) == (State.FINISHED, 1)
    assert line.body["remedies"] == REMEDIES


def test_a_photo_from_before_is_no_evidence_of_after(tell: Teller) -> None:
    incident = major(tell)
    photo(tell, incident, stage="before")
    answer = refused(Invalid, tell, incident, "finish", tell.cast.chen, **DATA, remedies=REMEDIES)
    assert list(answer.fields) == ["photos"]


def test_a_photo_of_an_earlier_life_is_no_evidence_in_this_one(tell: Teller) -> None:
    incident, c = major(tell), tell.cast
    photo(tell, incident)
    tell.act(incident, "finish", c.chen, **DATA, remedies=REMEDIES)
    tell.act(incident, "verify", c.lin)
    tell.act(incident, "close", c.zhou, outcome="removed")
    tell.act(incident, "reopen", c.zhou, reason="又出现裂缝")
    tell.act(incident, "assign", c.zhou, to="sanitation")
    tell.act(incident, "take", c.chen)
    refused(Invalid, tell, incident, "finish", c.chen, **DATA, remedies=REMEDIES)
    photo(tell, incident, slot="2")
    assert tell.act(incident, "finish", c.chen, **DATA, remedies=REMEDIES).state == State.FINISHED


def test_an_unknown_remedy_is_named(tell: Teller, handling: Incident) -> None:
    refused(Invalid, tell, handling, "finish", tell.cast.chen, **DATA, remedies={"luck": "有"})


def test_it_is_done_with_its_line_or_not_at_all(tell: Teller, handling: Incident) -> None:
    done_with_its_line_or_not_at_all(tell, handling, "finish", tell.cast.chen, **DATA)
