"""在岗: giving and taking roles, the three administrators apart, and each with its ledger entry."""

import threading
from datetime import timedelta
from itertools import permutations

import pytest
from django.db import IntegrityError, connection, transaction

from core.errors import Invalid, NotAllowed
from core.ledger.models import Entry
from core.models import User
from core.roles import THREE_OFFICERS, Role
from grids.models import Area, Department, Posting, Zero
from grids.postings import end_posting, post
from grids.scope import scope_of
from tests.cast import NOW, SINCE, TODAY

BUSINESS = sorted(set(Role) - THREE_OFFICERS - {Role.HANDLER, Role.RECOGNISER})


@pytest.fixture
def newcomer(db: None) -> User:
    return User.objects.create_user("new", display_name="新来的")


def test_a_security_administrator_gives_a_role(fang: User, newcomer: User, grid_a1: Area) -> None:
    posting = post(newcomer, Role.GRID_WORKER, grid_a1, by=fang, now=NOW)
    assert posting.from_on == TODAY
    assert scope_of(newcomer, TODAY).has(Role.GRID_WORKER, grid_a1.path)


def test_giving_a_role_is_in_the_ledger(fang: User, newcomer: User, grid_a1: Area) -> None:
    posting = post(newcomer, Role.GRID_WORKER, grid_a1, by=fang, now=NOW)
    entry = Entry.objects.get(stream=posting.pk)
    assert (entry.stream_kind, entry.kind, entry.version, entry.actor) == (
        "account",
        "posted",
        1,
        str(fang.pk),
    )
    assert f'"account":"{newcomer.pk}"' in entry.header and newcomer.display_name not in entry.header


@pytest.mark.parametrize("giver", ["zhou", "xu", "tang", "ma"])
def test_nobody_else_gives_a_role(
    giver: str, request: pytest.FixtureRequest, newcomer: User, grid_a1: Area
) -> None:
    with pytest.raises(NotAllowed):
        post(newcomer, Role.GRID_WORKER, grid_a1, by=request.getfixturevalue(giver), now=NOW)
    assert not Posting.objects.filter(user=newcomer).exists()


def test_nobody_gives_a_role_to_themselves(fang: User, county: Area) -> None:
    with pytest.raises(NotAllowed):
        post(fang, Role.AUDITOR, county, by=fang, now=NOW)


@pytest.mark.parametrize(("first", "second"), list(permutations(sorted(THREE_OFFICERS), 2)))
def test_two_administrators_on_one_account_are_refused(
    first: str, second: str, newcomer: User, county: Area
) -> None:
    post(newcomer, Role(first), county, by=None, now=NOW)
    with pytest.raises(Invalid) as refused:
        post(newcomer, Role(second), county, by=None, now=NOW)
    assert refused.value.code == "ADMINISTRATORS_APART"
    assert Posting.objects.filter(user=newcomer).count() == 1


@pytest.mark.parametrize("administrator", sorted(THREE_OFFICERS))
@pytest.mark.parametrize("business", BUSINESS)
def test_an_administrator_holds_no_business_role(
    administrator: str, business: str, newcomer: User, county: Area
) -> None:
    for first, second in ((administrator, business), (business, administrator)):
        user = User.objects.create_user(f"{first}-{second}")
        post(user, Role(first), county, by=None, now=NOW)
        with pytest.raises(Invalid):
            post(user, Role(second), county, by=None, now=NOW)


def test_an_administrator_may_follow_on_another_role_from_the_day_it_ends(
    newcomer: User, county: Area
) -> None:
    post(newcomer, Role.SYSTEM_ADMIN, county, by=None, now=NOW, from_on=SINCE, to_on=TODAY)
    post(newcomer, Role.AUDITOR, county, by=None, now=NOW, from_on=TODAY)
    assert scope_of(newcomer, TODAY).roles == {Role.AUDITOR}


def test_the_database_itself_keeps_administrators_apart(xu: User, lin: User) -> None:
    with pytest.raises(IntegrityError, match="administrators_hold_one_role"), transaction.atomic():
        Posting.objects.filter(user=lin).update(user=xu)


def test_the_database_refuses_a_posting_without_its_entry(newcomer: User, county: Area) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Posting.objects.create(user=newcomer, role=Role.AUDITOR, area=county, from_on=TODAY)
        connection.check_constraints()


def test_the_database_refuses_a_longer_posting_without_its_entry(lin: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Posting.objects.filter(user=lin).update(from_on=SINCE - timedelta(days=1))
        connection.check_constraints()


@pytest.mark.django_db(transaction=True)
def test_of_two_administrators_given_at_once_one_is_refused(newcomer: User, county: Area) -> None:
    gate, outcomes = threading.Barrier(2), []

    def give(role: Role) -> None:
        gate.wait()
        try:
            post(newcomer, role, county, by=None, now=NOW)
            outcomes.append("given")
        except Invalid:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=give, args=(role,)) for role in sorted(THREE_OFFICERS)[:2]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["given", "refused"]


def test_a_handler_needs_a_department(newcomer: User, county: Area) -> None:
    with pytest.raises(Invalid) as refused:
        post(newcomer, Role.HANDLER, county, by=None, now=NOW)
    assert set(refused.value.fields) == {"department"}


def test_no_other_role_takes_a_department(newcomer: User, county: Area, water: Department) -> None:
    with pytest.raises(Invalid):
        post(newcomer, Role.AUDITOR, county, by=None, now=NOW, department=water)


def test_a_recogniser_needs_a_zero(newcomer: User, county: Area) -> None:
    with pytest.raises(Invalid) as refused:
        post(newcomer, Role.RECOGNISER, county, by=None, now=NOW)
    assert set(refused.value.fields) == {"zero"}
    post(newcomer, Role.RECOGNISER, county, by=None, now=NOW, zero=Zero.CASE)


def test_a_posting_cannot_end_before_it_begins(newcomer: User, county: Area) -> None:
    with pytest.raises(Invalid) as refused:
        post(newcomer, Role.AUDITOR, county, by=None, now=NOW, from_on=TODAY, to_on=SINCE)
    assert set(refused.value.fields) == {"to_on"}


def test_ending_a_posting_takes_the_role_at_once(fang: User, lin: User) -> None:
    posting = end_posting(Posting.objects.get(user=lin).pk, by=fang, now=NOW)
    assert posting.to_on == TODAY and not scope_of(lin, TODAY).postings
    assert scope_of(lin, TODAY - timedelta(days=1)).postings
    kinds = Entry.objects.filter(stream=posting.pk).order_by("version").values_list("kind", flat=True)
    assert list(kinds) == ["posted", "posting_ended"]


def test_what_has_ended_is_not_prolonged(fang: User, lin: User) -> None:
    posting = end_posting(Posting.objects.get(user=lin).pk, by=fang, now=NOW)
    with pytest.raises(Invalid):
        end_posting(posting.pk, by=fang, now=NOW, to_on=TODAY + timedelta(days=30))


def test_a_dispatcher_ends_nobodys_posting(zhou: User, lin: User) -> None:
    with pytest.raises(NotAllowed):
        end_posting(Posting.objects.get(user=lin).pk, by=zhou, now=NOW)
