"""督办函 and 当日交接班单: what is printed, for whom, and that nobody prints what another street has."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.test import Client

from incidents.models import Incident, State
from tests.incidents.lives import Teller

Seat = Callable[[str], Client]


def supervise(tell: Teller, incident: Incident, demand: str) -> Incident:
    due = (tell.now + timedelta(days=1)).isoformat()
    return tell.act(incident, "supervise", tell.cast.wu, level=2, demand=demand, due_at=due)


def test_the_letter_names_the_department_the_demand_and_the_day(tell: Teller, seat: Seat) -> None:
    matter = tell.in_state(State.HANDLING)
    supervise(tell, matter, "三日内清理完毕")
    page = seat("wu").get(f"/desk/{matter.number}/letter").content.decode()
    for words in ("督办函", "环卫中心", "三日内清理完毕", "2 级督办", "第 1 次督办", "济源市", "吴越"):
        assert words in page
    assert (
        f"/desk/{matter.number}/letter?of=" in seat("wu").get(f"/desk/{matter.number}/case").content.decode()
    )


def test_an_older_letter_can_be_printed_again(tell: Teller, seat: Seat) -> None:
    matter = tell.in_state(State.HANDLING)
    supervise(tell, matter, "第一次的要求")
    supervise(tell, matter, "第二次的要求")
    first = Incident.objects.get(pk=matter.pk).supervisions.order_by("pk").first()
    address = f"/desk/{matter.number}/letter"
    assert "第二次的要求" in seat("wu").get(address).content.decode()
    old = seat("wu").get(address, {"of": str(first.pk if first else 0)}).content.decode()
    assert "第一次的要求" in old and "第 1 次督办" in old


def test_there_is_no_letter_without_a_supervision_or_for_another_street(tell: Teller, seat: Seat) -> None:
    matter = tell.in_state(State.HANDLING)
    address = f"/desk/{matter.number}/letter"
    assert seat("wu").get(address).status_code == 404
    supervise(tell, matter, "三日内")
    assert seat("wu").get(address, {"of": "x"}).status_code == 404
    assert seat("he").get(address).status_code == 404


def parts(client: Client) -> dict[str, list[str]]:
    """Title → numbers, as the paper has them."""
    context: Any = client.get("/desk/handover").context
    return {str(part.title): [row.incident.number for row in part.rows] for part in context["parts"]}


def test_the_shift_hands_over_each_matter_once_under_the_gravest_reason(tell: Teller, seat: Seat) -> None:
    urgent, late = tell.file("security", urgency="urgent"), tell.in_state(State.HANDLING)
    asked, reported = tell.in_state(State.HANDLING), tell.file("petition")
    Incident.objects.filter(pk__in=[urgent.pk, late.pk]).update(due_at=tell.now - timedelta(hours=1))
    supervise(tell, asked, "三日内")
    found = parts(seat("zhou"))
    assert found["紧急的"] == [urgent.number]
    assert found["已超期的"] == [late.number]
    assert found["督办未答复的"] == [asked.number]
    told = [number for numbers in found.values() for number in numbers]
    assert reported.number in told and len(told) == len(set(told))


def test_the_day_in_numbers(tell: Teller, seat: Seat) -> None:
    tell.in_state(State.CLOSED)
    tell.in_state(State.ASSIGNED)
    numbers = seat("zhou").get("/desk/handover").context["numbers"]
    assert numbers == {"reported": 2, "accepted": 2, "assigned": 2, "closed": 1, "open": 1, "late": 0}


def test_a_calm_day_says_so_and_another_street_sees_nothing(tell: Teller, seat: Seat) -> None:
    tell.file("security", urgency="urgent")
    page = seat("he").get("/desk/handover")
    assert "没有要交代的" in page.content.decode()
    assert page.context["numbers"]["open"] == 0
