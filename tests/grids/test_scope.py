"""Who sees what: by the beginnings of paths, on the day, in one statement."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from core.roles import THREE_OFFICERS, Role
from grids.models import Level
from grids.postings import post
from grids.scope import AREA_ROLES, NOBODY, Held, Scope, outermost, scope_of
from tests.cast import NOW, SINCE, TODAY, appoint

steps = st.sampled_from(["1", "2", "11", "12", "111"])
paths = st.lists(steps, min_size=1, max_size=4).map(lambda codes: "/" + "/".join(codes) + "/")
postings = st.builds(
    lambda role, path: Held(role, path, path.rstrip("/").rpartition("/")[2], Level.STREET),
    st.sampled_from(Role),
    paths,
)
scopes = st.lists(postings, max_size=6).map(lambda held: Scope(7, tuple(held)))


@given(scopes, paths)
def test_an_area_is_seen_if_and_only_if_it_lies_in_one_of_an_area_role(scope: Scope, path: str) -> None:
    codes = path.strip("/").split("/")
    seen = [held.area_path.strip("/").split("/") for held in scope.postings if held.role in AREA_ROLES]
    assert scope.sees(path) == any(codes[: len(own)] == own for own in seen)


@given(scopes, paths, st.sampled_from(Role))
def test_a_role_holds_in_its_area_and_below_and_nowhere_else(scope: Scope, path: str, role: Role) -> None:
    codes = path.strip("/").split("/")
    own = [held.area_path.strip("/").split("/") for held in scope.postings if held.role == role]
    assert scope.has(role, path) == any(codes[: len(each)] == each for each in own)


@given(st.lists(paths, max_size=8), paths)
def test_the_outermost_paths_cover_what_all_covered(held: list[str], path: str) -> None:
    kept = outermost(held)
    assert path.startswith(kept or ("-",)) == any(path.startswith(each) for each in held)
    assert not any(one != other and one.startswith(other) for one in kept for other in kept)


@given(scopes, paths)
def test_a_room_is_open_if_and_only_if_its_area_is_seen(scope: Scope, path: str) -> None:
    assert scope.may_enter(f"area:{path}") == scope.sees(path)
    assert all(scope.may_enter(room) for room in scope.rooms())


@given(st.lists(postings.filter(lambda held: held.role not in AREA_ROLES), max_size=6), paths)
def test_recognisers_and_administrators_see_no_area(held: list[Held], path: str) -> None:
    scope = Scope(7, tuple(held))
    assert not scope.sees(path) and scope.home is None


def test_scope_takes_one_statement(zhou: Any, street_a: Any) -> None:
    with CaptureQueriesContext(connection) as asked:
        scope = scope_of(zhou, TODAY)
        assert scope.roles == {Role.DISPATCHER} and scope.paths() == (street_a.path,)
        assert scope.rooms() == {f"area:{street_a.path}"} and scope.home is not None
    assert len(asked) == 1


def test_somebody_not_signed_in_holds_nothing() -> None:
    assert scope_of(AnonymousUser(), TODAY) == NOBODY


def test_a_blocked_account_holds_nothing(lin: Any) -> None:
    lin.is_active = False
    lin.save()
    assert scope_of(lin, TODAY).postings == ()


def test_outsider_sees_nothing_of_another_street(he: Any, street_a: Any, grid_a1: Any) -> None:
    scope = scope_of(he, TODAY)
    assert not scope.sees(street_a.path) and not scope.sees(grid_a1.path) and not scope.sees("/419001/")
    assert not scope.may_enter(f"area:{street_a.path}")


def test_a_handler_serves_a_department_and_sees_no_area(chen: Any, sanitation: Any, county: Any) -> None:
    scope = scope_of(chen, TODAY)
    assert scope.departments == {sanitation.pk} and scope.rooms() == {"department:sanitation"}
    assert not scope.sees(county.path)


def test_a_recogniser_holds_one_zero(qian: Any) -> None:
    assert scope_of(qian, TODAY).zeros == {"petition"}


def test_a_posting_holds_from_its_first_day_up_to_the_day_it_ends(grid_a1: Any) -> None:
    user = appoint("gao", "高", "grid_worker", grid_a1, from_on=SINCE, to_on=TODAY)
    day = timedelta(days=1)
    held = [bool(scope_of(user, on).postings) for on in (SINCE - day, SINCE, TODAY - day, TODAY)]
    assert held == [False, True, True, False]


def test_home_is_the_widest_area_seen(lin: Any, street_a: Any) -> None:
    post(lin, Role.DISPATCHER, street_a, by=None, now=NOW)
    home = scope_of(lin, TODAY).home
    assert home is not None and home.area_path == street_a.path


@pytest.mark.parametrize("role", sorted(THREE_OFFICERS))
def test_no_administrator_sees_an_area(role: str, county: Any) -> None:
    user = appoint("gu", "顾", role, county)
    assert not scope_of(user, TODAY).sees(county.path) and not scope_of(user, TODAY).rooms()
