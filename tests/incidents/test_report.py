"""上报 report: one submission is one matter, however often it comes; a place, a kind and one sentence are enough."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import translation

from core.errors import IdReused, Invalid, NotAllowed
from core.failpoints import FailPointRaised
from core.ledger.models import Entry
from core.worktime import local_date
from grids.datum import Datum, from_wgs84
from incidents import services
from incidents.models import Category, Clock, Incident, Reporter, State
from incidents.services import Filed, Filing, Position
from tests.incidents.deeds import last_line, no_line_can_be_written, running
from tests.incidents.lives import Teller

HERE = Position(112.6005, 35.0705, Datum.WGS84, accuracy_metres=12)
TEXT = "三楼楼道堆放杂物，挡住消防通道"


def filing(**more: Any) -> Filing:
    given: dict[str, Any] = {"id": uuid4(), "kind": "hazard", "text": TEXT, "position": HERE}
    return Filing(**given | more)


def file(tell: Teller, by: Any = None, **more: Any) -> Filed:
    return services.report(filing(**more), by=by or tell.cast.lin, now=tell.tick())


def test_a_report_stands_in_its_grid_with_a_number_and_its_clock(tell: Teller) -> None:
    filed = file(tell)
    incident = filed.incident
    assert filed.created
    assert (incident.state, incident.grid, incident.version) == (State.REPORTED, tell.cast.grid_a1, 1)
    assert re.fullmatch(r"261118-\d{5}", incident.number)
    assert (incident.reported_at, incident.reporter_user) == (tell.now, tell.cast.lin)
    assert list(running(incident)) == ["accept"]


def test_its_line_says_what_was_filed_and_keeps_the_words_private(tell: Teller) -> None:
    incident = file(tell).incident
    line = last_line(incident)
    assert (line.kind, line.actor, line.version) == ("reported", str(tell.cast.lin.pk), 1)
    assert (line.header["state"], line.header["number"]) == ("reported", incident.number)
    assert line.header["grid"] == tell.cast.grid_a1.code
    assert line.body["text"] == TEXT
    assert line.body["position"]["lon_e7"] == 1126005000
    assert TEXT not in str(line.header)


def test_the_same_report_again_is_the_first_answer_again(tell: Teller) -> None:
    once = filing()
    first = services.report(once, by=tell.cast.lin, now=tell.tick())
    again = services.report(once, by=tell.cast.lin, now=tell.tick())
    assert (first.created, again.created) == (True, False)
    assert again.incident.number == first.incident.number
    assert Entry.objects.filter(stream=once.id).count() == 1


def test_the_same_id_with_other_words_is_refused_and_names_what_is_stored(tell: Teller) -> None:
    first = file(tell).incident
    with pytest.raises(IdReused) as caught:
        file(tell, id=first.pk, text="另一件事")
    assert caught.value.current and caught.value.current["number"] == first.number


def test_somebody_elses_id_is_refused_without_a_word_about_the_matter(tell: Teller) -> None:
    once = filing()
    services.report(once, by=tell.cast.lin, now=tell.tick())
    with pytest.raises(IdReused) as caught:
        services.report(once, by=tell.cast.sun, now=tell.tick())
    assert caught.value.current is None


@pytest.mark.parametrize("who", ["chen", "wu", "ma"])
def test_handlers_supervisors_and_auditors_do_not_report(tell: Teller, who: str) -> None:
    with pytest.raises(NotAllowed):
        file(tell, by=getattr(tell.cast, who))
    assert not Incident.objects.exists()


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("text", {"text": "  \n"}),
        ("text", {"text": "长" * 2001}),
        ("address", {"address": "长" * 201}),
        ("kind", {"kind": "gossip"}),
        ("category", {"category": "P01"}),
        ("place", {"position": None}),
        ("place", {"position": None, "address": "  "}),
        ("place", {"position": Position(35.07, 112.6, Datum.WGS84)}),
        ("place", {"position": Position(float("nan"), 35.0, Datum.GCJ02)}),
        ("grid_code", {"position": None, "grid_code": "419001999999999"}),
    ],
)
def test_what_is_missing_or_wrong_is_named(tell: Teller, field: str, wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as caught:
        file(tell, **wrong)
    assert list(caught.value.fields) == [field]
    assert not Incident.objects.exists()


def test_a_category_that_is_no_longer_used_is_refused(tell: Teller) -> None:
    from incidents.catalogue import forget_catalogue

    Category.objects.filter(code="H01").update(is_active=False)
    forget_catalogue()
    with pytest.raises(Invalid):
        file(tell, category="H01")


def test_words_are_place_enough_and_the_matter_waits_to_be_placed(tell: Teller) -> None:
    incident = file(tell, by=tell.cast.zhou, position=None, address="东马蓬社区3号楼").incident
    assert (incident.grid, incident.area) == (None, tell.cast.street_a)
    assert last_line(incident).header["grid"] == ""


def test_a_point_in_no_grid_is_never_lost(tell: Teller) -> None:
    incident = file(tell, by=tell.cast.zhou, position=Position(112.7, 35.2, Datum.WGS84)).incident
    assert (incident.grid, incident.area) == (None, tell.cast.street_a)
    assert (incident.lon, incident.lat) == (112.7, 35.2)


def test_a_grid_without_a_point_is_place_enough(tell: Teller) -> None:
    incident = file(tell, position=None, grid_code=tell.cast.grid_a2.code).incident
    assert (incident.grid, incident.lon) == (tell.cast.grid_a2, None)


def test_a_point_of_a_chinese_map_is_kept_in_wgs84_with_the_system_it_came_in(tell: Teller) -> None:
    shifted = from_wgs84(112.6005, 35.0705, Datum.GCJ02)
    incident = file(tell, position=Position(*shifted, Datum.GCJ02)).incident
    assert (incident.lon, incident.lat) == pytest.approx((112.6005, 35.0705), abs=1e-7)
    assert (incident.datum, incident.grid) == ("GCJ02", tell.cast.grid_a1)


@pytest.mark.parametrize("year", [1970, 2099])
def test_the_phones_clock_is_kept_and_decides_nothing(tell: Teller, year: int) -> None:
    seen_at = datetime(year, 1, 1, tzinfo=UTC)
    incident = file(tell, seen_at=seen_at).incident
    assert (incident.seen_at, incident.reported_at) == (seen_at, tell.now)
    assert running(incident)["accept"].started_at == tell.now


def test_the_reporter_lies_encrypted_in_a_compartment_of_its_own(tell: Teller) -> None:
    who = {"name": "张三", "phone": "13812340000", "address": "3号楼402"}
    incident = file(tell, reporter=who).incident
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, phone, address FROM incidents_reporter")
        stored = b"".join(bytes(value) for value in cursor.fetchone())
    line = last_line(incident)
    for value in who.values():
        assert value.encode() not in stored
        assert value not in f"{line.header}{line.body}"
    assert Reporter.objects.get().phone == "13812340000"


def test_the_alias_is_the_same_in_whatever_language_somebody_files(tell: Teller) -> None:
    with translation.override("en"):
        file(tell, reporter={"name": "张三"})
    assert Reporter.objects.get().alias == "来访人"


def test_nothing_is_filed_when_its_line_cannot_be_written(tell: Teller) -> None:
    with no_line_can_be_written(), pytest.raises(FailPointRaised):
        file(tell, reporter={"name": "张三"})
    assert not Incident.objects.exists()
    assert not Clock.objects.exists()
    assert not Reporter.objects.exists()


def test_numbers_follow_one_another_and_carry_the_day_in_jiyuan(tell: Teller) -> None:
    tell.now = datetime(2026, 11, 18, 15, 58, tzinfo=UTC)
    numbers = [file(tell).incident.number for _ in range(2)]
    assert [number[:6] for number in numbers] == ["261118", "261119"]
    assert int(numbers[1][7:]) == int(numbers[0][7:]) + 1


def test_a_worker_whose_grid_was_redrawn_since_can_still_file(tell: Teller) -> None:
    grid = tell.cast.grid_a1
    grid.valid_to = local_date(tell.now) - timedelta(days=1)
    grid.save()
    assert file(tell, position=None, address="东马蓬社区3号楼").incident.area == grid
