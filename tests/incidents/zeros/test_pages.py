"""The plain page of the three offices, asked over HTTP."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from incidents.zeros.models import Break
from tests.incidents.breaks import LIFE, BreakIn
from tests.incidents.pages import signed_in


@pytest.fixture
def filled(community: Any) -> dict[str, str]:
    """What Qian types."""
    return {
        "id": "6f1c1f06-0000-4000-8000-000000000001",
        "zero": "petition",
        "severity": "visit",
        "occurred_on": "2026-11-13",
        "subject_kind": "community",
        "area": community.code,
        "subject_name": "",
        "summary": "到市里反映宅基地纠纷",
        "known_as": "",
    }


def test_an_officer_files_and_sees_the_break(qian: Any, filled: dict[str, str]) -> None:
    client = signed_in(qian)
    assert client.get("/zeros/new").status_code == 200
    answer = client.post("/zeros/new", filled, follow=True)
    b = Break.objects.get()
    assert (b.state, b.subject) == ("suspected", "东马蓬社区")
    assert b.number in answer.content.decode()
    assert b.number in client.get("/zeros/").content.decode()


def test_the_same_form_sent_twice_files_once(qian: Any, filled: dict[str, str]) -> None:
    client = signed_in(qian)
    assert [client.post("/zeros/new", filled).status_code for _ in range(2)] == [302, 302]
    assert Break.objects.count() == 1


def test_each_office_is_offered_only_its_own_zero(feng: Any, filled: dict[str, str]) -> None:
    client = signed_in(feng)
    page = client.get("/zeros/new").content.decode()
    assert "零事故" in page and "零上访" not in page
    assert client.post("/zeros/new", filled).status_code == 422
    assert not Break.objects.exists()


@pytest.mark.parametrize(("wrong", "says"), [
    ({"occurred_on": "2099-01-01"}, "日期不能在将来"),
    ({"occurred_on": "1970-01-01"}, "日期过早"),
    ({"area": "419001002001x"}, "请选择村（社区）"),
    ({"known_as": "261123-99999"}, "没有这个编号的事件"),
    ({"id": "not-a-uuid"}, ""),
])  # fmt: skip
def test_a_badly_filled_form_is_shown_again(
    qian: Any, filled: dict[str, str], wrong: dict[str, str], says: str
) -> None:
    answer = signed_in(qian).post("/zeros/new", filled | wrong)
    assert answer.status_code == 422 and says in answer.content.decode()


def test_the_page_leads_through_the_whole_life(break_in: BreakIn, qian: Any) -> None:
    b, client = break_in("suspected"), signed_in(qian)
    for version, (verb, reached, carried) in enumerate(LIFE, start=1):
        fields = {f"{verb}-{name}": str(value) for name, value in carried.items()}
        answer = client.post(f"/zeros/{b.number}/do/{verb}", fields | {f"{verb}-version": str(version)})
        assert answer.status_code == 302
        assert Break.objects.get(pk=b.pk).state == reached
    page = client.get(f"/zeros/{b.number}/").content.decode()
    assert "济信认〔2026〕7号" in page and "答复未送达" in page


def test_somebody_late_gets_the_page_as_it_is_now(break_in: BreakIn, qian: Any) -> None:
    b = break_in("confirmed")
    late = {"examine-version": "1"}
    answer = signed_in(qian).post(f"/zeros/{b.number}/do/examine", late)
    assert answer.status_code == 409 and "现在的状态" in answer.content.decode()


def test_a_supervisor_reads_and_is_offered_no_verb(break_in: BreakIn, wu: Any) -> None:
    b, client = break_in("pending"), signed_in(wu)
    page = client.get(f"/zeros/{b.number}/").content.decode()
    assert f"/zeros/{b.number}/do/" not in page
    assert (
        client.post(f"/zeros/{b.number}/do/revoke", {"revoke-version": "2", "revoke-text": "x"}).status_code
        == 403
    )


@pytest.mark.parametrize("who", ["lin", "zheng", "zhou", "chen", "xu"])
def test_others_do_not_enter(request: pytest.FixtureRequest, who: str) -> None:
    client = signed_in(request.getfixturevalue(who))
    assert [client.get(path).status_code for path in ("/zeros/", "/zeros/new")] == [403, 403]


def test_another_office_does_not_see_the_break(break_in: BreakIn, feng: Any) -> None:
    b = break_in("confirmed")
    client = signed_in(feng)
    assert client.get(f"/zeros/{b.number}/").status_code == 404
    assert b.number not in client.get("/zeros/?tab=counting").content.decode()


def test_signed_out_one_is_asked_to_sign_in(db: None, client: Client) -> None:
    answer = client.get("/zeros/")
    assert answer.status_code == 302 and "/accounts/login/" in answer["Location"]


def test_the_list_costs_the_same_however_long_it_is(
    break_in: BreakIn, qian: Any, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    for _ in range(3):
        break_in("suspected")
    client = signed_in(qian)
    with django_assert_max_num_queries(9):
        client.get("/zeros/")
