"""The command bar: what a line would do is said in words; a line that is not clear asks, and nothing is done."""

from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import now

from grids.scope import scope_of
from incidents.desk.commands import Reading, read
from incidents.models import Incident, State
from tests.incidents.deeds import fresh
from tests.incidents.lives import Teller


def tail(incident: Incident) -> str:
    return incident.number[-4:]


def reading(tell: Teller, line: str, who: str = "zhou", opened: str = "") -> Reading:
    """The line as this person's desk reads it."""
    user: Any = getattr(tell.cast, who)
    return read(line, scope_of(user, tell.now.date()), tell.now, opened)


def test_a_department_is_named_by_its_signs_its_letters_or_whole(tell: Teller) -> None:
    number = tail(tell.in_state(State.ACCEPTED))
    for word in ("供水", "供水公司", "gsgs", "供公", "water"):
        assert reading(tell, f"派 {number} {word}").data["to"] == "water"


def test_the_sentence_says_the_deed_and_a_limit_is_a_demand(tell: Teller) -> None:
    matter = tell.in_state(State.ACCEPTED)
    found = reading(tell, f"派{tail(matter)} 供水 2h 先断水")
    assert found.is_ready
    assert found.sentence.startswith(f"派遣 {matter.number} 给 供水公司，要求：请在2小时")
    assert found.data["text"].endswith("先断水")
    assert fresh(matter).state == State.ACCEPTED


def test_a_line_without_a_number_means_the_open_matter(tell: Teller) -> None:
    matter = tell.in_state(State.ACCEPTED)
    assert reading(tell, "派 供水", opened=matter.number).incident == fresh(matter)
    assert reading(tell, "派 供水").problem == "哪一件？写编号的后几位"


def test_two_departments_that_fit_are_offered_as_whole_lines(tell: Teller) -> None:
    number = tail(tell.in_state(State.ACCEPTED))
    found = reading(tell, f"派 {number} 中心")
    assert not found.is_ready and found.problem == "有 2 个，请选一个"
    assert f"派 {number} 环卫中心 " in [each.line for each in found.offers]


def test_a_tail_that_fits_several_open_matters_asks_which(tell: Teller) -> None:
    one, two = tell.in_state(State.ACCEPTED), tell.in_state(State.ACCEPTED)
    Incident.objects.filter(pk=two.pk).update(number=f"261122-{one.number[-5:]}")
    found = reading(tell, f"派 {tail(one)} 供水")
    assert found.problem == "有 2 件，请选一件"
    assert f"派 {one.number} 供水 " in [each.line for each in found.offers]


def test_an_ended_matter_gives_way_to_the_open_one_of_the_same_tail(tell: Teller) -> None:
    one, two = tell.in_state(State.ACCEPTED), tell.in_state(State.CLOSED)
    Incident.objects.filter(pk=two.pk).update(number=f"261122-{one.number[-5:]}")
    assert reading(tell, f"派 {tail(one)} 供水").incident == fresh(one)


def test_each_verb_reads_its_words(tell: Teller) -> None:
    reported, accepted, other = tell.file("hazard"), tell.in_state(State.ACCEPTED), tell.file("petition")
    handling, finished = tell.in_state(State.HANDLING), tell.in_state(State.FINISHED)
    verified = tell.in_state(State.VERIFIED)
    merged = reading(tell, f"并 {tail(accepted)} {tail(other)}")
    assert merged.data == {"parent": other.number}
    assert reading(tell, f"受 {tail(reported)} H01 紧急").data == {"category": "H01", "urgency": "urgent"}
    assert reading(tell, f"退 {tail(finished)} 楼道还堵着").data == {"reason": "楼道还堵着"}
    assert reading(tell, f"结 {tail(verified)} 已解决").data["outcome"] == "settled"
    assert reading(tell, f"核 {tail(finished)} 已看过").data == {"result": "已看过"}
    assert reading(tell, f"催 {tail(handling)} 请快").data == {"text": "请快"}
    assert reading(tell, f"签 {tail(handling)}", "chen").problem.endswith("不能签收")


def test_supervising_names_level_limit_and_demand(tell: Teller) -> None:
    matter = tell.in_state(State.HANDLING)
    found = reading(tell, f"督 {tail(matter)} 2 24h 今天内答复", "wu")
    assert found.is_ready and found.data["level"] == "2" and found.data["demand"] == "今天内答复"
    assert reading(tell, f"督 {tail(matter)} 2", "wu").data["demand"] == "请在期限内办结并答复"
    assert reading(tell, f"督 {tail(matter)} 7", "wu").problem == "几级督办？写 1、2 或 3"


def test_a_handler_sends_back_by_the_beginning_of_a_reason(tell: Teller) -> None:
    matter = tell.in_state(State.ASSIGNED)
    found = reading(tell, f"退 {tail(matter)} 材料", "chen")
    assert found.data == {"reason_code": "incomplete", "text": "材料不全"}
    assert "材料不全" in [each.label for each in reading(tell, f"退 {tail(matter)}", "chen").offers]


def test_what_cannot_be_done_now_says_how_it_stands(tell: Teller) -> None:
    matter = tell.in_state(State.CLOSED)
    assert reading(tell, f"派 {tail(matter)} 供水").problem == "这件事现在是“已结案”，不能派遣"


def test_another_streets_matter_is_not_there(tell: Teller) -> None:
    matter = tell.in_state(State.ACCEPTED)
    found = reading(tell, f"派 {tail(matter)} 供水", "he")
    assert found.problem == f"没有编号以 {tail(matter)} 结尾的事件" and not found.offers


def test_the_page_carries_the_form_of_a_deed_only_when_it_is_clear(
    tell: Teller, zhou_at_the_desk: Client
) -> None:
    tell.now = now()
    matter = fresh(tell.in_state(State.ACCEPTED))
    clear = zhou_at_the_desk.get("/desk/command", {"q": f"派 {tail(matter)} 供水"}).content.decode()
    assert "data-deed" in clear and f'name="version" value="{matter.version}"' in clear
    asks = zhou_at_the_desk.get("/desk/command", {"q": f"派 {tail(matter)} 没有"}).content.decode()
    assert "data-deed" not in asks and "没有这个部门" in asks


@pytest.mark.parametrize(
    "line",
    ["", "派", "派 ", "退休 工资", "并 1 2 3 4", "督 00 " + "长" * 500, "派\0 1", "结 9999999999999999"],
)
def test_whatever_is_typed_is_answered(tell: Teller, zhou_at_the_desk: Client, line: str) -> None:
    answer = zhou_at_the_desk.get("/desk/command", {"q": line, "on": line})
    assert answer.status_code in (200, 404)
    assert "data-deed" not in answer.content.decode()
