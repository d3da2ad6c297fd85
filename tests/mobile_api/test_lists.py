"""Lists: whose box holds what, pages that neither skip nor repeat, and one matter as a whole."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils.timezone import now

from incidents.models import Incident, Reporter
from mobile_api.lists import cursor_after
from tests.mobile_api.conftest import Phone, hazard

pytestmark = pytest.mark.django_db
ACCEPT = {"category": "H01", "urgency": "normal"}


@pytest.fixture
def incident(phone: Any, lin: Any) -> Incident:
    phone(lin).report()
    return Incident.objects.get()


def box(reader: Phone, name: str, **filters: Any) -> list[str]:
    """The numbers in a box."""
    query = "&".join(f"{key}={value}" for key, value in {"box": name, **filters}.items())
    answer = reader.get(f"/incidents?{query}")
    assert answer.status == 200
    return [item["number"] for item in answer.json["items"]]


def test_an_item_says_what_a_list_prints(phone: Any, lin: Any, incident: Incident) -> None:
    [item] = phone(lin).get("/incidents").json["items"]
    assert item == {
        "id": str(incident.pk), "number": incident.number, "kind": "hazard", "kind_name": "安全隐患",
        "category": "H01", "category_name": "安全隐患一类", "urgency": "normal", "state": "reported",
        "state_label": "已上报", "area": "419001001001001", "area_name": "东马蓬社区第一网格",
        "area_path": incident.area_path, "department": None, "department_name": None,
        "reported_at": item["reported_at"], "due_at": None, "overdue": False, "provisional": False, "version": 1,
        "lon": 112.605, "lat": 35.075, "title": hazard()["text"], "photos_expected": 0, "photos_arrived": 0,
        "unverified": False,
    }  # fmt: skip


def test_a_matter_wanders_from_box_to_box(
    phone: Any, lin: Any, sun: Any, zhou: Any, chen: Any, incident: Incident
) -> None:
    worker, other, desk, handler = phone(lin), phone(sun), phone(zhou), phone(chen)
    number = incident.number
    assert box(desk, "waiting") == [number]
    assert box(other, "waiting") == box(handler, "waiting") == []
    desk.command(incident, "accept", ACCEPT)
    desk.command(incident, "assign", {"to": "sanitation"})
    assert box(handler, "waiting") == [number]
    assert box(desk, "waiting") == []
    handler.command(incident, "take")
    handler.command(incident, "finish", {"what_was_done": "已更换井盖"})
    assert box(handler, "waiting") == []
    assert box(other, "waiting") == box(desk, "waiting") == [number]
    other.command(incident, "verify")
    desk.command(incident, "close", {"outcome": "settled"})
    assert box(desk, "waiting") == box(desk, "open") == []
    assert box(worker, "mine") == [number]
    assert box(worker, "mine", state="closed") == [number]
    assert box(other, "mine") == []


def test_a_request_to_look_waits_for_the_grid_and_a_wish_for_the_centre(
    phone: Any, lin: Any, zhou: Any, chen: Any, incident: Incident
) -> None:
    desk, handler = phone(zhou), phone(chen)
    desk.command(incident, "request_confirmation", {"to_grid": "419001001001001", "question": "井盖还在吗"})
    assert box(phone(lin), "waiting") == [incident.number]
    phone(lin).command(incident, "confirm", {"is_so": True})
    assert box(phone(lin), "waiting") == []
    desk.command(incident, "accept", ACCEPT)
    desk.command(incident, "assign", {"to": "sanitation"})
    handler.command(incident, "take")
    later = (now() + timedelta(days=9)).isoformat()
    handler.command(incident, "ask", {"what": "extension", "reason": "等配件", "new_date": later})
    assert box(desk, "waiting") == [incident.number]


def test_a_supervision_waits_for_its_department(
    phone: Any, zhou: Any, chen: Any, wu: Any, incident: Incident
) -> None:
    desk, handler = phone(zhou), phone(chen)
    desk.command(incident, "accept", ACCEPT)
    desk.command(incident, "assign", {"to": "sanitation"})
    handler.command(incident, "take")
    handler.command(incident, "finish", {"what_was_done": "已处理"})
    demand = {"level": 1, "demand": "说明进度", "due_at": (now() + timedelta(days=1)).isoformat()}
    assert phone(wu).command(incident, "supervise", demand).status == 200
    assert box(handler, "waiting") == [incident.number]
    handler.command(incident, "answer", {"text": "已完成，待核查"})
    assert box(handler, "waiting") == []


def test_pages_neither_skip_nor_repeat_though_new_ones_arrive(phone: Any, lin: Any) -> None:
    mine = phone(lin)
    for _ in range(7):
        mine.report()
    Incident.objects.update(reported_at=now())
    found, after = [], ""
    while True:
        page = mine.get(f"/incidents?limit=3&after={after}").json
        found += [item["id"] for item in page["items"]]
        mine.report()
        if not (after := page["next"]):
            break
    old = set(map(str, Incident.objects.order_by("reported_at", "pk").values_list("pk", flat=True)[:7]))
    assert len(found) == len(set(found)) == 7
    assert set(found) == old


def test_filters_narrow_a_list(phone: Any, zhou: Any, lin: Any, incident: Incident) -> None:
    desk = phone(zhou)
    assert box(desk, "open", kind="hazard") == [incident.number]
    assert box(desk, "open", kind="petition") == box(desk, "open", state="accepted") == []
    assert box(desk, "open", state="closed") == []


def test_a_matter_as_a_whole_tells_its_history(phone: Any, lin: Any, zhou: Any, incident: Incident) -> None:
    phone(zhou).command(incident, "accept", ACCEPT)
    whole = phone(lin).get(f"/incidents/{incident.pk}").json
    assert [(line["kind"], line["by"]) for line in whole["timeline"]] == [
        ("reported", "林小兰"),
        ("accepted", "周敏"),
    ]
    assert whole["timeline"][0]["text"] == hazard()["text"]
    assert whole["place"]["datum"] == "WGS84"
    assert "supplement" in [verb["name"] for verb in whole["verbs"]]
    assert whole["reporter"] is None


def test_an_english_reader_gets_english_names(phone: Any, lin: Any, incident: Incident) -> None:
    from incidents.catalogue import Kind, forget_catalogue

    Kind.objects.filter(pk="hazard").update(english="Hazard")
    forget_catalogue()
    item = phone(lin).get("/incidents", **{"Accept-Language": "en"}).json["items"][0]
    assert item["kind_name"] == "Hazard"


def test_a_compartment_that_does_not_open_does_not_close_the_page(phone: Any, zhou: Any) -> None:
    desk = phone(zhou)
    filed = desk.report(source="hotline", reporter={"name": "张建国", "phone": "13800001234"}).json
    other = desk.report(source="hotline", reporter={"name": "李明", "phone": "13900004321"}).json
    stolen = Reporter.objects.get(incident=other["id"]).__dict__["phone"]
    Reporter.objects.filter(incident=filed["id"]).update(phone=stolen)
    whole = desk.get(f"/incidents/{filed['id']}")
    assert (whole.status, whole.json["reporter"]["phone"]) == (200, "无法解密")


def test_a_cursor_names_its_row(incident: Incident) -> None:
    assert cursor_after(incident) != cursor_after(Incident(pk=uuid4(), reported_at=incident.reported_at))


def test_directories_list_what_a_form_chooses_from(phone: Any, lin: Any, sanitation: Any) -> None:
    mine = phone(lin)
    kinds = {kind["code"]: kind for kind in mine.get("/categories").json["kinds"]}
    assert "H02" in [category["code"] for category in kinds["hazard"]["categories"]]
    assert [each["code"] for each in mine.get("/departments").json["items"]] == ["sanitation"]
    grids = mine.get("/areas?level=grid&under=419001001").json
    assert [area["code"] for area in grids["items"]] == ["419001001001001", "419001001001002"]
    assert "outline" not in grids["items"][0]
    assert mine.get("/areas?level=grid&outlines=true").json["items"][0]["outline"]["type"] == "Polygon"
    assert mine.get("/areas?under=999999").status == 404
    first = mine.get("/areas?limit=3").json
    second = mine.get(f"/areas?after={first['next']}").json["items"]
    assert second[0]["code"] > first["next"]


def test_a_search_finds_ended_matters_too_and_counts(phone: Any, lin: Any, zhou: Any, he: Any) -> None:
    for text in ("井盖丢失", "路灯不亮", "井盖松动"):
        phone(lin).report(text=text)
    desk = phone(zhou)
    last = Incident.objects.get(text="井盖松动")
    desk.command(last, "decline", {"reason_code": "not_ours", "text": "不在本辖区", "channel": "12345"})
    assert len(box(desk, "open", q="井盖")) == 1
    first = desk.get("/incidents?box=all&q=井盖&limit=1").json
    assert ([item["title"] for item in first["items"]], first["total"]) == (["井盖松动"], 2)
    second = desk.get(f"/incidents?box=all&q=井盖&limit=1&after={first['next']}").json
    assert ([item["title"] for item in second["items"]], second["next"]) == (["井盖丢失"], "")
    assert box(desk, "all", q=last.number[-5:]) == [last.number]
    assert box(phone(he), "all", q="井盖") == []
    assert phone(zhou).get("/incidents").json["total"] is None
