"""Who sees a matter: its area, its departments, its reporter; never another street, never the accused."""

from datetime import timedelta

import pytest

from core.roles import Role
from grids.postings import end_posting, post
from grids.scope import NOBODY, Scope, scope_of
from incidents.models import Incident, State
from tests.cast import appoint
from tests.incidents.lives import Teller


def sees(tell: Teller, who: object) -> bool:
    """Whether somebody sees any matter at all."""
    return Incident.objects.visible_to(scope_of(who, tell.now.date())).exists()  # type: ignore[arg-type]


@pytest.mark.parametrize("who", ["lin", "sun", "zheng", "zhou", "wei", "wu", "ma"])
def test_those_of_the_area_see_it_from_the_first_minute(tell: Teller, who: str) -> None:
    tell.file()
    assert sees(tell, getattr(tell.cast, who))


@pytest.mark.parametrize("who", ["he", "chen"])
def test_another_street_and_a_department_without_a_part_in_it_do_not(tell: Teller, who: str) -> None:
    tell.file()
    assert not sees(tell, getattr(tell.cast, who))


@pytest.mark.parametrize("who", ["qian", "xu", "fang", "tang"])
def test_recognising_officers_and_administrators_see_no_matter(
    tell: Teller, who: str, request: pytest.FixtureRequest
) -> None:
    tell.file()
    assert not sees(tell, request.getfixturevalue(who))


def test_the_next_grid_of_the_same_community_does_not(tell: Teller) -> None:
    tell.file()
    assert not sees(tell, appoint("kong", "孔邻", "grid_worker", tell.cast.grid_a2))


def test_a_department_sees_it_while_it_is_theirs(tell: Teller) -> None:
    incident = tell.in_state(State.ASSIGNED)
    assert sees(tell, tell.cast.chen)
    tell.act(incident, "send_back", tell.cast.chen, reason_code="not_ours", text="不归我们")
    assert not sees(tell, tell.cast.chen)


def test_a_helping_department_sees_it_too(tell: Teller) -> None:
    incident = tell.in_state(State.ACCEPTED)
    tell.act(incident, "assign", tell.cast.zhou, to="water", co_handlers=["sanitation"])
    assert sees(tell, tell.cast.chen)


def test_a_reporter_sees_what_was_placed_elsewhere(tell: Teller) -> None:
    incident = tell.file()
    tell.act(incident, "place", tell.cast.zhou, grid_code=tell.cast.grid_b1.code)
    assert sees(tell, tell.cast.lin)
    assert not sees(tell, tell.cast.sun)


def test_who_serves_in_the_department_complained_about_sees_it_on_no_path(tell: Teller) -> None:
    """Not as its handler, not as a worker of the grid, not even as the reporter."""
    c = tell.cast
    serving = appoint("gao", "高双", "grid_worker", c.grid_a1)
    day = tell.now.date() - timedelta(days=1)
    post(serving, Role.HANDLER, c.street_a, department=c.sanitation, by=None, now=tell.now, from_on=day)
    incident = tell.file("petition", by=serving)
    assert sees(tell, serving)
    tell.act(incident, "accept", c.zhou, category="P01", complained_about="sanitation")
    assert not sees(tell, serving)
    assert not sees(tell, c.chen)
    assert sees(tell, c.sun)


def test_a_posting_that_has_ended_shows_nothing(tell: Teller) -> None:
    tell.file()
    end_posting(tell.cast.lin.postings.get().pk, by=None, now=tell.now)
    assert not sees(tell, tell.cast.lin)


def test_a_blocked_account_sees_nothing(tell: Teller) -> None:
    tell.file()
    tell.cast.zhou.is_active = False
    tell.cast.zhou.save()
    assert not sees(tell, tell.cast.zhou)


def test_nobody_sees_nothing(tell: Teller) -> None:
    tell.file()
    assert not Incident.objects.visible_to(NOBODY).exists()
    assert not Incident.objects.visible_to(Scope(tell.cast.lin.pk)).exists()


def test_an_area_whose_code_begins_alike_is_another(tell: Teller) -> None:
    """/419001/419001001/ is not the beginning of a path through 4190010011."""
    from grids.scope import Held

    incident = tell.file()
    alike = incident.area_path.rstrip("/")[:-1] + "/"
    held = Held(Role.GRID_WORKER, alike, "x", tell.cast.grid_a1.level)
    assert not Incident.objects.visible_to(Scope(0, (held,))).exists()
