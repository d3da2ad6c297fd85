"""One matter on the desk: who helps, what lies near, what stays with the auditor, and refusals that keep the form."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.test import Client

from core.worktime import SHANGHAI
from grids.datum import Datum
from grids.scope import scope_of
from incidents.desk.nearby import near
from incidents.models import Incident, State
from incidents.services import Position
from tests.incidents.desk.conftest import do
from tests.incidents.lives import Teller

Seat = Callable[[str], Client]


def test_the_late_one_reads_the_hour_as_the_clock_on_the_wall_has_it(
    tell: Teller, zhou_at_the_desk: Client
) -> None:
    incident = tell.file("petition")
    tell.act(incident, "accept", tell.cast.wei, category="P01", urgency="normal")
    done_at = tell.now.astimezone(SHANGHAI)
    page = do(zhou_at_the_desk, incident, "decline", reason_code="other", text="不受理").content.decode()
    assert f"魏东，{done_at:%m-%d %H:%M}，受理" in page


def test_a_refusal_of_any_kind_comes_back_with_what_was_typed(tell: Teller, seat: Seat) -> None:
    incident = tell.in_state(State.ASSIGNED)
    answer = do(seat("wu"), incident, "close", outcome="settled", public_reply="已解决，谢谢")
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "没有权限" in page and "已解决，谢谢" in page


def test_a_deed_that_takes_the_matter_out_of_sight_says_so(tell: Teller, seat: Seat) -> None:
    incident = tell.in_state(State.ASSIGNED)
    answer = do(seat("chen"), incident, "send_back", reason_code="not_ours", text="属供水公司管")
    assert answer.status_code == 200
    assert "已退回" in answer.content.decode()
    assert f"{incident.number} 已不在您的范围内" in answer.content.decode()


def test_who_helps_is_named(tell: Teller, zhou_at_the_desk: Client) -> None:
    incident = tell.in_state(State.ACCEPTED)
    data: dict[str, Any] = {"to": "sanitation", "co_handlers": ["water", "roads"]}
    page = do(zhou_at_the_desk, incident, "assign", **data).content.decode()
    assert "市政中心、供水公司" in page


def test_why_somebody_looked_stays_with_the_auditor(tell: Teller, zhou_at_the_desk: Client) -> None:
    incident = tell.file("petition", reporter={"name": "张三丰", "phone": "10000001234"})
    reason = "电话核实纠纷的具体经过"
    why = {"fields": ["phone"], "reason_code": "contact", "reason": reason}
    zhou_at_the_desk.post(f"/desk/{incident.number}/reveal", why)
    page = zhou_at_the_desk.get(f"/desk/{incident.number}/").content.decode()
    assert "查看来访人" in page
    assert reason not in page


def test_a_supervisor_is_not_offered_to_add_photos(tell: Teller, seat: Seat) -> None:
    incident = tell.in_state(State.HANDLING)
    assert "data-photo" not in seat("wu").get(f"/desk/{incident.number}/").content.decode()
    assert "data-photo" in seat("chen").get(f"/desk/{incident.number}/").content.decode()


def test_neighbours_come_with_metres_and_their_place_on_the_little_map(tell: Teller) -> None:
    here = tell.file("hazard", position=Position(112.6050, 35.0750, Datum.WGS84))
    north = tell.file("hazard", position=Position(112.6050, 35.0770, Datum.WGS84))
    tell.file("hazard", position=Position(112.6150, 35.0750, Datum.WGS84))
    found = near(Incident.objects.get(pk=here.pk), scope_of(tell.cast.zhou, tell.now.date()))
    assert [each.incident.pk for each in found] == [north.pk]
    assert abs(found[0].metres - 223) <= 2
    assert (found[0].x, round(found[0].y)) == (0.0, -37)


def test_a_case_costs_the_same_with_a_long_history(
    tell: Teller, zhou_at_the_desk: Client, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    incident = tell.in_state(State.CLOSED)
    tell.now += timedelta(minutes=1)
    address = f"/desk/{incident.number}/case"
    zhou_at_the_desk.get(address)
    with django_assert_max_num_queries(20):
        zhou_at_the_desk.get(address)
