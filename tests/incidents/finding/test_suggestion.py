"""建议: learned from closed matters, said with a reason, never more than a list in another order."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from grids.scope import scope_of
from incidents.catalogue import catalogue
from incidents.desk import options
from incidents.desk.fields import fields_of
from incidents.finding import lessons, suggestion
from incidents.finding.models import Lesson
from incidents.models import Incident, State
from tests.incidents.conftest import NOW
from tests.incidents.lives import Teller
from tests.incidents.pages import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_memory() -> Any:
    lessons.forget()
    yield
    lessons.forget()


@pytest.fixture
def taught(tell: Teller, cast: SimpleNamespace, monkeypatch: Any) -> Teller:
    """Six closed matters about dogs, handled by the waterworks; six about lamps, by the roads."""
    path = cast.grid_a1.path
    matters = [
        ("流浪狗成群", "H01", path, "water", "water"),
        ("路灯不亮了", "H02", path, "roads", "roads"),
    ] * 6
    monkeypatch.setattr(lessons, "ENOUGH", 10)
    monkeypatch.setattr(lessons, "closed", lambda until: matters)
    assert lessons.learn(tell.now) == 12
    return tell


def about(tell: Teller, text: str, category: str | None = None) -> Incident:
    incident = tell.file("hazard")
    Incident.objects.filter(pk=incident.pk).update(text=text, category=category)
    return Incident.objects.get(pk=incident.pk)


def test_words_name_the_department_and_the_category_with_the_reason(taught: Teller) -> None:
    incident = about(taught, "小区里流浪狗追人")
    first = options.departments(incident)[0]
    assert first.code == "water" and "建议：" in first.note and "流浪狗" in first.note
    guess = suggestion.category(incident)
    assert guess is not None and (guess.code, guess.why) == ("H01", "“流浪狗”")
    assert options.departments(about(taught, "路灯不亮"))[0].code == "roads"


def test_who_had_the_last_ones_is_said(taught: Teller) -> None:
    note = options.departments(about(taught, "流浪狗", "H01"))[0].note
    assert "最近 3 次均由它" in note


def test_the_forms_choose_beforehand_and_nothing_is_assigned(taught: Teller, cast: SimpleNamespace) -> None:
    incident = about(taught, "流浪狗又来了")
    scope = scope_of(cast.zhou, NOW.date())
    [category, *_rest] = fields_of("accept", incident, scope, taught.now)
    assert category.value == "H01" and "流浪狗" in str(category.hint)
    assert fields_of("assign", incident, scope, taught.now)[0].value == "water"
    assert Incident.objects.get(pk=incident.pk).department_id is None
    page = signed_in(cast.zhou).get(f"/desk/{incident.number}/case").content.decode()
    assert "建议承办" in page and "建议类别" in page


def test_what_the_reporter_chose_is_not_overruled(taught: Teller, cast: SimpleNamespace) -> None:
    incident = about(taught, "流浪狗又来了", "H02")
    assert fields_of("accept", incident, scope_of(cast.zhou, NOW.date()), taught.now)[0].value == "H02"


def test_who_is_complained_about_is_never_suggested(taught: Teller, cast: SimpleNamespace) -> None:
    incident = about(taught, "流浪狗又来了")
    Incident.objects.filter(pk=incident.pk).update(complained_about=cast.water)
    assert "water" not in [each.code for each in options.departments(Incident.objects.get(pk=incident.pk))]


def test_with_little_to_learn_from_the_table_decides(tell: Teller) -> None:
    tell.in_state(State.CLOSED)
    assert lessons.learn(tell.now) == 0
    assert not Lesson.objects.exists()
    incident = tell.in_state(State.ACCEPTED)
    assert incident.category is not None
    catalogue().categories[incident.category.code].default_department = "water"
    first = options.departments(incident)[0]
    assert first.code == "water" and "按类别与地点" in first.note


def test_a_lesson_is_learned_once_a_night(taught: Teller) -> None:
    learned_at = Lesson.objects.get().learned_at
    assert not lessons.is_due(learned_at + timedelta(minutes=10))
    assert lessons.is_due(learned_at + timedelta(days=1))
    lessons.learn(learned_at + timedelta(days=1))
    assert Lesson.objects.get().version == 2


def test_nothing_of_a_reporter_or_an_address_is_learned(tell: Teller, cast: SimpleNamespace) -> None:
    told = {"name": "张三丰", "phone": "10000001234", "address": "北蓬3号楼"}
    filed = tell.file("petition", reporter=told, address="望春桥", category="P01")
    tell.act(filed, "self_handle", cast.lin, what_was_done="已劝和")
    [matter] = lessons.closed(tell.now + timedelta(minutes=1))
    assert matter == (filed.text, "P01", filed.area_path, None, None)
