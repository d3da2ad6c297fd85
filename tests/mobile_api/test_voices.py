"""Recordings: one PUT each, heard only by those who see the matter, and never kept by a cache."""

from typing import Any
from uuid import uuid4

import pytest

from core.ledger.models import Entry
from incidents.originals import original_path
from incidents.voices.models import Voice
from incidents.voices.services import LARGEST
from tests.mobile_api.conftest import Phone, jpeg
from tests.mobile_api.sounds import mp4, ogg, webm
from tests.mobile_api.test_parked import voice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


@pytest.fixture
def mine(phone: Any, lin: Any) -> Phone:
    return phone(lin)


def hear(reader: Phone, url: str, **headers: str) -> Any:
    return reader.client.get(url, headers={"X-Session-Token": reader.token, **headers})


@pytest.mark.parametrize(
    ("data", "media_type"), [(webm(), "audio/webm"), (ogg(), "audio/ogg"), (mp4(), "audio/mp4")]
)
def test_a_recording_arrives_and_is_heard_as_it_was(mine: Phone, data: bytes, media_type: str) -> None:
    report_id = mine.report(voices_expected=1).json["id"]
    assert [voice(mine, report_id, "1", data).status for _ in range(2)] == [201, 200]
    shown = mine.get(f"/incidents/{report_id}").json["voices"]
    assert [(each["slot"], each["type"], each["size"]) for each in shown] == [("1", media_type, len(data))]
    heard = hear(mine, shown[0]["url"])
    assert (heard.status_code, heard["Content-Type"], heard.content) == (200, media_type, data)
    assert heard["Cache-Control"] == "private, no-store"
    assert heard["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in heard["Content-Security-Policy"]
    assert data not in original_path(Voice.objects.get().sha256).read_bytes()
    assert Entry.objects.filter(kind="voice_attached").count() == 1
    receipt = mine.get(f"/reports/{report_id}/receipt").json["voices"]
    assert (receipt["expected"], len(receipt["arrived"])) == (1, 1)


def test_a_part_of_it_is_given_for_players_that_ask(mine: Phone) -> None:
    report_id = mine.report().json["id"]
    voice(mine, report_id, "1", webm())
    url = mine.get(f"/incidents/{report_id}").json["voices"][0]["url"]
    part = hear(mine, url, Range="bytes=4-9")
    assert (part.status_code, part.content) == (206, webm()[4:10])
    assert part["Content-Range"] == f"bytes 4-9/{len(webm())}"
    for odd in ("bytes=9-4", "bytes=99999-", "bytes=-", "lines=1-2", "bytes=0-" + "9" * 40):
        assert hear(mine, url, Range=odd).content == webm()


def test_nobody_else_hears_it(mine: Phone, phone: Any, he: Any, nobody: Phone) -> None:
    report_id = mine.report().json["id"]
    voice(mine, report_id, "1", webm())
    url = mine.get(f"/incidents/{report_id}").json["voices"][0]["url"]
    assert hear(phone(he), url).status_code == 404
    assert hear(nobody, url).status_code in (302, 401)
    assert hear(phone(he), f"/photos/voices/{uuid4()}").status_code == 404


@pytest.mark.parametrize(
    "data",
    [
        b"", b"RIFF0000WAVEfmt ", jpeg(), b"<html>", webm()[:8], mp4()[:-30],
        b"\x1aE\xdf\xa3webmV_VP8A_OPUS", b"\0\0\0\x14ftypisom" + bytes(8) + b"\0\0\0\x10moovmp4aavc1",
    ],
)  # fmt: skip
@pytest.mark.parametrize("filed", [True, False])
def test_what_is_no_recording_is_refused(mine: Phone, data: bytes, filed: bool) -> None:
    report_id = mine.report().json["id"] if filed else uuid4()
    answer = voice(mine, report_id, "1", data)
    assert (answer.status, answer.json["code"]) == (422, "BAD_AUDIO")


def test_more_than_two_megabytes_or_five_are_refused(mine: Phone) -> None:
    report_id = mine.report().json["id"]
    assert voice(mine, report_id, "1", webm() + bytes(LARGEST)).status == 413
    statuses = [voice(mine, report_id, str(n), webm()).status for n in range(6)]
    assert statuses == [201] * 5 + [422]


def test_other_sounds_in_a_taken_slot_are_refused(mine: Phone) -> None:
    report_id = mine.report().json["id"]
    voice(mine, report_id, "1", webm())
    answer = voice(mine, report_id, "1", webm(b"y"))
    assert (answer.status, answer.json["code"]) == (409, "ID_REUSED")
    assert set(answer.json["current"]) == {"slot", "sha256", "sent_sha256"}
