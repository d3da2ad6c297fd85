"""Parts that come before their report: put aside, joined when it comes, dropped if it never does."""

import threading
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.utils.timezone import now

from core.ledger.models import Entry
from grids.models import Posting
from grids.postings import end_posting
from incidents.models import Incident, Photo
from incidents.originals import parked_path, read_original
from incidents.voices.models import Voice
from mobile_api import parked
from mobile_api.models import ParkedPart
from tests.mobile_api.conftest import Phone, digest, jpeg
from tests.mobile_api.sounds import webm

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


@pytest.fixture
def mine(phone: Any, lin: Any) -> Phone:
    return phone(lin)


def files(media: Path) -> list[Path]:
    return list(media.glob("parked/*/*.enc"))


def voice(reader: Phone, report_id: Any, slot: str, data: bytes) -> Any:
    headers = {"Digest": digest(data), "content_type": "audio/webm"}
    return reader.put(f"/reports/{report_id}/voices/{slot}", data, **headers)


def test_a_photo_before_its_report_is_put_aside_encrypted(mine: Phone) -> None:
    report_id, data = uuid4(), jpeg(size=(200, 200))
    answer = mine.photo(report_id, "1", data)
    part = ParkedPart.objects.get()
    assert (answer.status, answer.json["parked"]) == (202, True)
    assert answer.json["photos"] == {"expected": None, "arrived": [{"slot": "1", "sha256": part.sha256}]}
    assert data not in parked_path(part.pk).read_bytes()
    assert not Photo.objects.exists()
    assert not Incident.objects.exists()


def test_the_report_joins_what_waited_and_its_first_receipt_names_it(
    mine: Phone, media: Path, django_capture_on_commit_callbacks: Any
) -> None:
    report_id, data = uuid4(), jpeg()
    mine.photo(report_id, "1", data)
    mine.photo(report_id, "2", data)
    voice(mine, report_id, "v1", webm())
    with django_capture_on_commit_callbacks(execute=True):
        receipt = mine.report(report_id, photos_expected=3, voices_expected=1).json
    assert [each["slot"] for each in receipt["photos"]["arrived"]] == ["1", "2"]
    assert receipt["photos"]["expected"] == 3
    assert [each["slot"] for each in receipt["voices"]["arrived"]] == ["v1"]
    assert read_original(receipt["photos"]["arrived"][0]["sha256"]) == data
    assert read_original(Voice.objects.get().sha256) == webm()
    assert (ParkedPart.objects.count(), files(media)) == (0, [])
    kinds = list(Entry.objects.filter(stream=report_id).order_by("version").values_list("kind", flat=True))
    assert kinds == ["reported", "photo_attached", "photo_attached", "voice_attached"]
    assert mine.report(report_id, photos_expected=3, voices_expected=1).json == receipt


def test_two_of_three_is_said_everywhere(mine: Phone, zhou: Any, phone: Any) -> None:
    report_id = uuid4()
    mine.photo(report_id, "1", jpeg())
    mine.report(report_id, photos_expected=3)
    mine.photo(report_id, "2", jpeg("blue"))
    desk = phone(zhou)
    shown = [desk.get("/incidents").json["items"][0], desk.get(f"/incidents/{report_id}").json]
    shown.append(desk.get("/sync?since=0").json["items"][0])
    assert {(each["photos_arrived"], each["photos_expected"]) for each in shown} == {(2, 3)}
    mine.photo(report_id, "after-1", jpeg("green"), stage="after")
    assert desk.get("/incidents").json["items"][0]["photos_arrived"] == 2


def test_what_was_settled_on_the_spot_joins_too(mine: Phone) -> None:
    report_id = uuid4()
    mine.photo(report_id, "1", jpeg())
    receipt = mine.report(report_id, settled="已当场清理").json
    assert receipt["state"] == "closed"
    assert len(receipt["photos"]["arrived"]) == 1


def test_other_bytes_in_a_parked_slot_are_refused_with_both_hashes(mine: Phone) -> None:
    report_id = uuid4()
    first = mine.photo(report_id, "1", jpeg()).json["sha256"]
    assert mine.photo(report_id, "1", jpeg()).status == 202
    answer = mine.photo(report_id, "1", jpeg("blue"))
    assert (answer.status, answer.json["code"]) == (409, "ID_REUSED")
    assert answer.json["current"]["sha256"] == first
    assert answer.json["current"]["sent_sha256"] not in ("", first)


@pytest.mark.parametrize("data", [b"", b"<svg onload=alert(1)>", jpeg()[:200]])
def test_what_is_no_picture_is_never_put_aside(mine: Phone, media: Path, data: bytes) -> None:
    answer = mine.photo(uuid4(), "1", data)
    assert (answer.status, answer.json["code"]) == (422, "BAD_IMAGE")
    assert files(media) == []


def test_a_report_and_an_account_have_only_so_much_room(mine: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parked, "MOST_OF_AN_ACCOUNT", 3)
    monkeypatch.setitem(parked.MOST_OF_A_REPORT, parked.What.PHOTO, 2)
    report_id, other = uuid4(), uuid4()
    statuses = [mine.photo(report_id, str(n), jpeg()).status for n in range(3)]
    statuses += [mine.photo(other, str(n), jpeg()).status for n in range(2)]
    assert statuses == [202, 202, 429, 202, 429]
    assert mine.photo(other, "9", jpeg()).headers["Retry-After"] == "60"
    assert mine.report(report_id).status == 201
    assert mine.photo(other, "9", jpeg()).status == 202


def test_nobody_elses_report_takes_my_parts(mine: Phone, phone: Any, sun: Any) -> None:
    report_id = uuid4()
    mine.photo(report_id, "1", jpeg())
    receipt = phone(sun).report(report_id).json
    assert receipt["photos"]["arrived"] == []
    assert ParkedPart.objects.count() == 1


def test_a_matter_that_is_not_seen_answers_like_none(mine: Phone, phone: Any, he: Any) -> None:
    report_id = mine.report().json["id"]
    hidden, missing = (phone(he).photo(each, "1", jpeg()) for each in (report_id, uuid4()))
    assert (hidden.status, hidden.json) == (missing.status, missing.json)
    assert not Photo.objects.exists()


def test_who_lost_the_post_is_told_and_nothing_waits_for_ever(mine: Phone, lin: Any) -> None:
    report_id = mine.report().json["id"]
    end_posting(Posting.objects.get(user=lin).pk, by=None, now=now())
    answer = mine.photo(report_id, "1", jpeg())
    assert (answer.status, answer.json["code"]) == (403, "NOT_ALLOWED")
    assert not ParkedPart.objects.exists()


def test_seven_days_later_it_is_still_joined_and_after_a_fortnight_dropped(
    mine: Phone, media: Path, django_capture_on_commit_callbacks: Any, caplog: Any
) -> None:
    early, never = uuid4(), uuid4()
    mine.photo(early, "1", jpeg())
    mine.photo(never, "1", jpeg())
    ParkedPart.objects.update(at=now() - timedelta(days=7, hours=1))
    assert parked.drop_old(now()) == 0
    assert len(mine.report(early).json["photos"]["arrived"]) == 1
    ParkedPart.objects.update(at=now() - timedelta(days=15))
    lines = Entry.objects.count()
    with django_capture_on_commit_callbacks(execute=True), caplog.at_level("INFO"):
        assert parked.drop_old(now()) == 1
    assert (ParkedPart.objects.count(), Entry.objects.count()) == (0, lines)
    assert "dropped 1 parked parts of 1 reports" in caplog.text
    assert str(never) not in caplog.text
    assert not any(str(never) in path.name for path in files(media))


def test_a_file_that_a_crash_left_alone_goes_a_day_later(mine: Phone, media: Path) -> None:
    mine.photo(uuid4(), "1", jpeg())
    kept = files(media)
    ParkedPart.objects.all().delete()
    assert parked.drop_strays(now()) == 0
    assert parked.drop_strays(now() + timedelta(days=2)) == 1
    assert kept and files(media) == []


def test_a_part_and_its_report_at_once_always_meet(transactional_db: None, mine: Phone, media: Path) -> None:
    """Whichever is first: in ten rounds no part stays behind."""

    def do(what: Any) -> None:
        try:
            results.append(what().status)
        finally:
            connection.close()

    for _ in range(10):
        report_id, results = uuid4(), []  # type: ignore[var-annotated]
        deeds = [lambda: mine.report(report_id), lambda: mine.photo(report_id, "1", jpeg())]  # noqa: B023
        threads = [threading.Thread(target=do, args=(deed,)) for deed in deeds]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert set(results) <= {201, 202}
        assert Photo.objects.filter(incident=report_id).count() == 1
    assert not ParkedPart.objects.exists()
