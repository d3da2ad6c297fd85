"""With the code alone: answer the follow-up, object once, reopen within thirty days, remind once a day."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from core.errors import Late, NotFound, TooMany
from incidents.desk.boxes import box_named, counts, listed
from incidents.desk.filters import Filter
from incidents.follow import follow_code
from incidents.models import FollowUp, Incident, State
from incidents.residents import deeds
from incidents.services.doing import held_by
from tests.incidents.deeds import fresh, last_line
from tests.incidents.lives import Teller


def code(incident: Incident) -> str:
    return follow_code(incident.pk)


def unhappy(tell: Teller) -> list[str]:
    scope = held_by(tell.cast.zhou, tell.now)
    rows, _found = listed(scope, box_named(scope, "unhappy"), tell.now, Filter())
    assert counts(scope, tell.now)["unhappy"] == len(rows)
    return [row.number for row in rows]


def test_an_answer_is_recorded_as_the_residents_and_given_once(tell: Teller) -> None:
    incident = tell.in_state(State.CLOSED)
    deeds.answer(code(incident), solved=True, satisfaction=5, remark="谢谢", now=tell.tick())
    line = last_line(incident)
    assert (line.kind, line.actor, line.header["satisfaction"]) == ("followed_up", "resident", 5)
    assert line.body["remark"] == "谢谢"
    with pytest.raises(Late):
        deeds.answer(code(incident), solved=False, satisfaction=1, remark="", now=tell.tick())
    assert FollowUp.objects.count() == 1
    assert unhappy(tell) == []


@pytest.mark.parametrize(("solved", "stars"), [(False, 5), (True, 2), (False, 1)])
def test_a_bad_answer_comes_back_to_the_dispatcher_until_looked_after(
    tell: Teller, solved: bool, stars: int
) -> None:
    incident = tell.in_state(State.CLOSED)
    deeds.answer(code(incident), solved=solved, satisfaction=stars, remark="", now=tell.tick())
    assert unhappy(tell) == [incident.number]
    tell.act(incident, "follow_up", tell.cast.zhou, solved=True, satisfaction=4, remark="已上门解释")
    assert unhappy(tell) == []


def test_reopening_takes_it_out_of_the_box_and_closing_again_asks_again(tell: Teller) -> None:
    incident = tell.in_state(State.CLOSED)
    deeds.answer(code(incident), solved=False, satisfaction=1, remark="", now=tell.tick())
    deeds.reopen(code(incident), reason="又堆上了", now=tell.tick())
    assert fresh(incident).state == State.ACCEPTED
    assert (last_line(incident).kind, last_line(incident).actor) == ("reopened", "resident")
    assert unhappy(tell) == []
    assert deeds.open_to_resident(fresh(incident), tell.now) == ["remind"]


def test_thirty_days_later_it_is_too_late_to_reopen(tell: Teller) -> None:
    incident = tell.in_state(State.CLOSED)
    late = tell.now + timedelta(days=30, hours=1)
    assert "reopen" not in deeds.open_to_resident(fresh(incident), late)
    with pytest.raises(Late):
        deeds.reopen(code(incident), reason="又堆上了", now=late)


def test_a_refusal_is_objected_to_once(tell: Teller) -> None:
    incident = tell.in_state(State.DECLINED)
    deeds.object_to(code(incident), text="就在我们社区", now=tell.tick())
    assert fresh(incident).state == State.REPORTED
    again = fresh(incident)
    tell.act(again, "decline", tell.cast.zhou, reason_code="not_ours", channel="12345", text="仍不属本辖区")
    assert deeds.open_to_resident(fresh(incident), tell.now) == []
    with pytest.raises(Late):
        deeds.object_to(code(incident), text="再说一次", now=tell.tick())


def test_once_in_a_day_one_may_remind(tell: Teller) -> None:
    incident = tell.in_state(State.ASSIGNED)
    deeds.remind(code(incident), now=tell.now)
    assert "remind" not in deeds.open_to_resident(fresh(incident), tell.now)
    with pytest.raises(TooMany):
        deeds.remind(code(incident), now=tell.now + timedelta(hours=23))
    assert deeds.remind(code(incident), now=tell.now + timedelta(hours=25)).version


@pytest.mark.parametrize("state", State)
def test_every_state_is_open_to_its_own_deeds_only(tell: Teller, state: State) -> None:
    incident = tell.in_state(state)
    opened = deeds.open_to_resident(fresh(incident), tell.now)
    now = tell.tick()
    given: dict[str, Callable[[], Incident]] = {
        "answer": lambda: deeds.answer(code(incident), solved=True, satisfaction=4, remark="", now=now),
        "object": lambda: deeds.object_to(code(incident), text="不同意", now=now),
        "reopen": lambda: deeds.reopen(code(incident), reason="又坏了", now=now),
        "remind": lambda: deeds.remind(code(incident), now=now),
    }
    for name in set(given) - set(opened):
        with pytest.raises(Late):
            given[name]()


def test_a_strangers_code_does_nothing(tell: Teller) -> None:
    tell.in_state(State.CLOSED)
    with pytest.raises(NotFound):
        deeds.answer("0000-0000-0000-0000", solved=True, satisfaction=5, remark="", now=tell.now)


def closed_today(tell: Teller) -> Incident:
    tell.now = timezone.now() - timedelta(hours=1)
    return tell.in_state(State.CLOSED)


def test_the_page_draws_the_forms_and_takes_the_answer(tell: Teller) -> None:
    incident = closed_today(tell)
    address = f"/t/{code(incident)}"
    page = Client().get(address).content.decode()
    assert "问题解决了吗" in page and "要求重新办理" in page and "催一下" not in page
    fields = {"deed": "answer", "solved": "no", "satisfaction": "2", "remark": "还在"}
    answer = Client().post(address, fields)
    assert (answer.status_code, answer["Location"]) == (303, f"{address}?done=1")
    assert "收到了" in Client().get(answer["Location"]).content.decode()
    assert Client().post(address, fields).status_code == 409
    assert FollowUp.objects.get().by is None


@pytest.mark.parametrize(
    "fields",
    [
        {}, {"deed": "close"}, {"deed": "answer"}, {"deed": "answer", "solved": "maybe", "satisfaction": "3"},
        {"deed": "answer", "solved": "yes", "satisfaction": "6"}, {"deed": "reopen", "text": " "},
        {"deed": "reopen", "text": "a\0b"},
    ],
    ids=str,
)  # fmt: skip
def test_what_is_wrongly_filled_in_changes_nothing(tell: Teller, fields: dict[str, str]) -> None:
    incident = closed_today(tell)
    before = fresh(incident).version
    assert Client().post(f"/t/{code(incident)}", fields).status_code == 422
    assert fresh(incident).version == before


def test_wrong_codes_answer_a_deed_like_a_look(tell: Teller) -> None:
    tell.in_state(State.CLOSED)
    assert Client().post("/t/0000-0000-0000-0000", {"deed": "remind"}).status_code == 404
