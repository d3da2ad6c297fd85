"""群防群治: somebody without an account files at a grid's door; once, unverified, five times an hour at most."""

import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from core.ledger.models import Body
from incidents.catalogue import catalogue
from incidents.follow import follow_code
from incidents.models import Incident, Photo, Reporter
from incidents.residents.doors import TRAP
from incidents.residents.models import Door
from tests.incidents.deeds import lines
from tests.incidents.lives import Teller
from tests.mobile_api.conftest import jpeg

GRID = "419001001001001"
WORDS = "3号楼前井盖坏了"


@pytest.fixture
def at_the_door(tell: Teller, settings: Any, tmp_path: Any) -> Teller:
    settings.MEDIA_ROOT = tmp_path
    return tell


def typed(**more: Any) -> dict[str, Any]:
    return {"form": str(uuid.uuid4()), "kind": "hazard", "text": WORDS, **more}


def post(fields: dict[str, Any], grid: str = GRID, address: str = "10.0.0.1") -> Any:
    return Client(REMOTE_ADDR=address).post(f"/g/{grid}", fields)


def test_the_form_opens_for_anybody_and_sets_no_session(at_the_door: Teller) -> None:
    answer = Client().get(f"/g/{GRID}")
    text = answer.content.decode()
    assert answer.status_code == 200 and "东马蓬社区第一网格" in text
    assert "session" not in str(answer.cookies)
    assert Client().get("/g/419001001001999").status_code == Client().get("/g/x").status_code == 404


def test_a_report_is_filed_unverified_and_the_grid_is_asked(at_the_door: Teller) -> None:
    answer = post(typed(address="3号楼", name="张三", phone="13800001234"))
    incident = Incident.objects.get()
    there, _question, _mark = answer["Location"].partition("?mark=")
    assert (answer.status_code, there) == (303, f"/g/filed/{follow_code(incident.pk)}")
    assert (incident.source, incident.unverified, incident.reporter_user) == ("resident", True, None)
    assert incident.grid is not None and incident.grid.code == GRID
    assert [(line.kind, line.actor) for line in lines(incident)] == [
        ("reported", "resident"),
        ("confirmation_requested", "system"),
    ]
    assert Reporter.objects.get().phone == "13800001234"
    assert not Body.objects.filter(body__contains="13800001234").exists()
    page = Client().get(answer["Location"]).content.decode()
    assert incident.number in page and follow_code(incident.pk) in page and "<svg" in page
    assert WORDS not in page and "张三" not in page and "1380000" not in page


def test_a_grid_worker_confirms_it(at_the_door: Teller) -> None:
    post(typed())
    incident = Incident.objects.get()
    at_the_door.now = incident.reported_at
    assert not at_the_door.act(incident, "confirm", at_the_door.cast.lin, is_so=True).unverified


def test_what_is_not_so_stays_unverified(at_the_door: Teller) -> None:
    post(typed())
    incident = Incident.objects.get()
    at_the_door.now = incident.reported_at
    assert at_the_door.act(incident, "confirm", at_the_door.cast.lin, is_so=False, remark="没有").unverified


def test_a_second_tap_files_nothing_twice_and_other_words_are_told(at_the_door: Teller) -> None:
    fields = typed()
    first, again = post(fields), post(fields)
    assert (first.status_code, first["Location"]) == (again.status_code, again["Location"])
    other = post({**fields, "text": "另一件事"})
    assert other.status_code == 409 and "另一件事" in other.content.decode()
    assert fields["form"] not in other.content.decode()
    assert Incident.objects.count() == 1


def test_photos_come_with_it_and_what_is_none_is_refused_as_a_whole(at_the_door: Teller) -> None:
    def photo(data: bytes) -> SimpleUploadedFile:
        return SimpleUploadedFile("a.jpg", data, "image/jpeg")

    refused = post(typed(photos=[photo(jpeg()), photo(b"<svg>")]))
    assert refused.status_code == 422 and WORDS in refused.content.decode()
    assert not Incident.objects.exists()
    assert post(typed(photos=[photo(jpeg()) for _ in range(4)])).status_code == 422
    assert post(typed(photos=[photo(jpeg()), photo(jpeg("blue")), photo(b"")])).status_code == 303
    incident = Incident.objects.get()
    assert (incident.photos_expected, Photo.objects.filter(by=None).count()) == (2, 2)
    assert [line.actor for line in lines(incident)][-1] == "resident"


def test_a_position_places_it_and_nonsense_places_it_in_the_grid(at_the_door: Teller) -> None:
    post(typed(lon="112.615", lat="35.075", accuracy="12.7"))
    placed = Incident.objects.get()
    assert placed.grid is not None and placed.grid.code == "419001001001002"
    assert (placed.datum, placed.accuracy_metres) == ("WGS84", 13)
    for n, odd in enumerate(({"lon": "x", "lat": "y"}, {"lon": "112.6"}, {"lon": "0", "lat": "95"})):
        assert post(typed(**odd), address=f"10.0.1.{n}").status_code == 303
    assert {each.grid.code for each in Incident.objects.exclude(pk=placed.pk) if each.grid} == {GRID}


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": ""}, {"text": " "}, {"text": "井" * 501}, {"text": "a\0b"}, {"kind": "nothing"}, {"kind": "'"},
        {"phone": "打给我"}, {"name": "井" * 41}, {TRAP: "https://example.com"},
    ],
    ids=str,
)  # fmt: skip
def test_what_is_wrongly_filled_in_is_said_and_nothing_is_filed(
    at_the_door: Teller, wrong: dict[str, str]
) -> None:
    answer = post(typed(**wrong))
    assert answer.status_code == 422
    assert not Incident.objects.exists()


def test_five_filings_an_hour_and_not_a_sixth(at_the_door: Teller) -> None:
    statuses = [post(typed()).status_code for _ in range(7)]
    assert statuses == [303] * 5 + [429] * 2
    refused = post(typed(text="写了很久的话"))
    assert refused["Retry-After"] == "3600" and "写了很久的话" in refused.content.decode()
    assert post(typed(), address="10.0.0.2").status_code == 303
    assert "10.0.0" not in str(Door.objects.values_list())


def test_the_same_form_again_is_no_filing_of_its_own(at_the_door: Teller) -> None:
    fields = typed()
    assert {post(fields).status_code for _ in range(9)} == {303}


def test_nothing_is_filed_when_its_line_cannot_be_written(at_the_door: Teller) -> None:
    from core import failpoints
    from core.failpoints import FailPointRaised

    failpoints.arm("before_ledger", "raise")
    try:
        with pytest.raises(FailPointRaised):
            post(typed())
    finally:
        failpoints.disarm()
    assert not Incident.objects.exists()


def test_the_grid_and_the_centre_see_that_nobody_has_looked(at_the_door: Teller) -> None:
    post(typed())
    number = Incident.objects.get().number
    client = Client()
    client.force_login(at_the_door.cast.zhou)
    assert "未核实" in client.get("/desk/").content.decode()
    assert "未核实" in client.get(f"/desk/{number}/case").content.decode()


def test_whoever_has_just_filed_gets_the_receipt_though_the_whole_house_asks_at_once(
    at_the_door: Teller,
) -> None:
    for _ in range(12):
        refused = Client(REMOTE_ADDR="10.0.0.1").get("/t/nothing")
    assert refused.status_code == 429 and 'href="/t/nothing"' in refused.content.decode()
    there = post(typed())["Location"]
    assert "已收到" in Client(REMOTE_ADDR="10.0.0.1").get(there).content.decode()
    bare, _question, mark = there.partition("?mark=")
    for false in (bare, f"{bare}?mark={mark[:-1]}x", f"/g/filed/{follow_code(uuid.uuid4())}?mark={mark}"):
        assert Client(REMOTE_ADDR="10.0.0.1").get(false).status_code == 429


def test_nothing_is_chosen_beforehand_and_only_what_the_county_takes_is_offered(at_the_door: Teller) -> None:
    page = Client().get(f"/g/{GRID}").content.decode()
    assert page.count('name="kind"') == len(
        {each.kind_id for each in catalogue().categories.values() if each.is_active}
    )
    assert " checked" not in page
