"""查看来访人 reveal: a field of the compartment, with a reason that is itself a ledger line, never the value."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from core.errors import Invalid, NotAllowed, NotFound, TooMany
from core.failpoints import FailPointRaised
from incidents import services
from incidents.models import Incident, Reporter, State
from tests.incidents.deeds import last_line, lines, no_line_can_be_written
from tests.incidents.lives import Teller

WHO = {"name": "张三", "phone": "13812340000", "address": "3号楼402"}
WHY = {"reason_code": "contact", "reason": "需要联系来访人核实现场"}


@pytest.fixture
def told(tell: Teller) -> Incident:
    """A matter in hand, told by somebody who left a name, a phone and an address."""
    incident = tell.file("petition", reporter=WHO)
    tell.act(incident, "accept", tell.cast.zhou, category="P01")
    tell.act(incident, "assign", tell.cast.zhou, to="sanitation")
    return tell.act(incident, "take", tell.cast.chen)


def reveal(
    tell: Teller, incident: Incident, by: Any = None, at: datetime | None = None, **more: Any
) -> dict[str, str]:
    asked: dict[str, Any] = {"fields": ["phone"], **WHY} | more
    return services.reveal(incident.pk, by=by or tell.cast.zhou, now=at or tell.tick(), **asked)


@pytest.mark.parametrize("who", ["zhou", "chen", "wu"])
def test_who_works_on_it_sees_what_was_asked_for_and_no_more(tell: Teller, told: Incident, who: str) -> None:
    assert reveal(tell, told, by=getattr(tell.cast, who)) == {"phone": "13812340000"}
    line = last_line(told)
    assert (line.kind, line.actor) == ("revealed", str(getattr(tell.cast, who).pk))
    assert (line.header["fields_seen"], line.header["reason_code"]) == (["phone"], "contact")
    assert line.body == {"reason": WHY["reason"]}


def test_the_value_stands_nowhere_in_the_ledger(tell: Teller, told: Incident) -> None:
    assert reveal(tell, told, fields=["name", "phone", "address"]) == WHO
    written = str([(line.header, line.body) for line in lines(told)])
    assert not [value for value in WHO.values() if value in written]


@pytest.mark.parametrize("who", ["lin", "sun", "zheng", "ma"])
def test_who_only_sees_the_matter_does_not_see_the_reporter(tell: Teller, told: Incident, who: str) -> None:
    with pytest.raises(NotAllowed):
        reveal(tell, told, by=getattr(tell.cast, who))


def test_a_stranger_does_not_find_it(tell: Teller, told: Incident) -> None:
    with pytest.raises(NotFound):
        reveal(tell, told, by=tell.cast.he)


def test_the_department_complained_about_never_finds_the_accuser(tell: Teller) -> None:
    incident = tell.file("petition", reporter=WHO)
    tell.act(incident, "accept", tell.cast.zhou, category="P01", complained_about="sanitation")
    with pytest.raises(NotFound):
        reveal(tell, incident, by=tell.cast.chen)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"fields": []}, "fields"),
        ({"fields": ["phone", "id_number"]}, "fields"),
        ({"reason_code": "curious"}, "reason_code"),
        ({"reason": "想看看"}, "reason"),
        ({"reason": "  九个字九个字九个  "}, "reason"),
    ],
)
def test_a_look_without_a_reason_is_refused_and_not_written(
    tell: Teller, told: Incident, wrong: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as caught:
        reveal(tell, told, **wrong)
    assert list(caught.value.fields) == [field]
    assert last_line(told).kind == "taken"


def test_where_nobody_left_a_name_or_it_was_erased_there_is_nothing(tell: Teller, told: Incident) -> None:
    with pytest.raises(NotFound):
        reveal(tell, tell.file("petition"))
    Reporter.objects.update(erased_at=tell.now)
    with pytest.raises(NotFound):
        reveal(tell, told)


def test_a_closed_matter_may_be_looked_into(tell: Teller, told: Incident) -> None:
    tell.act(told, "transfer", tell.cast.zhou, body_name="市信访局", receipt_number="1")
    assert reveal(tell, told) == {"phone": "13812340000"}
    assert told.state != State.TRANSFERRED or last_line(told).kind == "revealed"


def test_twenty_an_hour_and_no_more(tell: Teller, told: Incident) -> None:
    start = tell.now
    for minute in range(20):
        reveal(tell, told, at=start + timedelta(minutes=minute))
    with pytest.raises(TooMany) as caught:
        reveal(tell, told, at=start + timedelta(minutes=59))
    assert caught.value.retry_after == 3600
    assert reveal(tell, told, by=tell.cast.wei, at=start + timedelta(minutes=59))
    assert reveal(tell, told, at=start + timedelta(minutes=60))


def test_sixty_a_day_and_no_more(tell: Teller, told: Incident) -> None:
    start = tell.now
    for look in range(60):
        reveal(tell, told, at=start + timedelta(minutes=4 * look))
    with pytest.raises(TooMany) as caught:
        reveal(tell, told, at=start + timedelta(hours=23))
    assert caught.value.retry_after == 86400
    assert reveal(tell, told, at=start + timedelta(hours=24))


def test_when_the_line_cannot_be_written_nothing_is_shown(tell: Teller, told: Incident) -> None:
    with no_line_can_be_written(), pytest.raises(FailPointRaised):
        reveal(tell, told)
    assert last_line(told).kind == "taken"


def test_a_look_refuses_nobody_who_has_a_form_open(tell: Teller, told: Incident) -> None:
    moved = told.moved_version
    reveal(tell, told)
    assert Incident.objects.get(pk=told.pk).moved_version == moved
