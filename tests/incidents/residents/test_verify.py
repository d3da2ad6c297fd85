"""验真: yes or no, when, how far the clock was off, how many photos; nothing of what it says or who said it."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from core.crypto import keyring
from core.crypto import receipts as crypto
from core.worktime import SHANGHAI
from grids.datum import Datum
from incidents import receipts
from incidents.daily import Sheet
from incidents.models import Incident
from incidents.services import Filing, Position, report
from tests.incidents.lives import Teller


@pytest.fixture
def filed(tell: Teller) -> Incident:
    return tell.file(address="东马蓬小区3号楼")


def ask(number: str, code: str) -> Any:
    return Client().get("/verify", {"n": number, "c": code})


def test_a_genuine_receipt_is_told_as_one(filed: Incident) -> None:
    answer = ask(filed.number, receipts.code_of(filed))
    text = answer.content.decode()
    assert answer.status_code == 200 and "是本系统出具的回执" in text and filed.number in text
    for secret in (filed.text, "东马蓬", "林小兰", "楼道"):
        assert secret not in text
    assert answer["Cache-Control"] == "no-store" and "noindex" in answer["X-Robots-Tag"]


@pytest.mark.parametrize("change", [str.lower, lambda c: c.replace("-", ""), lambda c: f" {c} "])
def test_it_may_be_typed_as_people_type(filed: Incident, change: Any) -> None:
    code = receipts.code_of(filed)
    assert ask(filed.number.replace("-", " "), change(code)).status_code == 200


def test_wrong_and_unknown_answer_alike(tell: Teller, filed: Incident) -> None:
    other = tell.file()
    typed = [
        (filed.number, "AAAA-AAAA"),
        (filed.number, receipts.code_of(other)),
        ("990101-99999", receipts.code_of(filed)),
        ("'; --", "%00"),
        ("9" * 400, "\0"),
    ]
    pages = []
    for number, code in typed:
        answer = ask(number, code)
        assert answer.status_code == 404
        pages.append(answer.content.decode().split("<main")[1].split("<form")[0])
    assert len(set(pages)) == 1 and "不是本系统出具的" in pages[0]


def test_a_daily_sheet_says_which_day_and_which_figures(tell: Teller) -> None:
    sheet = Sheet(tell.cast.street_a.code, tell.now, 23, 108, 0, 59)
    for number in (sheet.number, sheet.number.replace("-", " "), f" {sheet.number} "):
        answer = ask(number, sheet.code.lower())
        text = answer.content.decode()
        assert answer.status_code == 200 and "是本系统出具的三零日报" in text
    at = tell.now.astimezone(SHANGHAI)
    for said in (tell.cast.street_a.name, f"{at:%Y-%m-%d %H:%M}", "23 天", "108 天", "0 天", "59 件"):
        assert said in text
    better = Sheet(sheet.room, sheet.at, 23, 109, 0, 59)
    for number in (
        better.number,
        "419001-202613991432-1-1-1-1",
        "1-2-3-4",
    ):
        assert ask(number, sheet.code).status_code == 404


def test_the_code_stays_the_same_when_the_key_is_rotated(filed: Incident, monkeypatch: Any) -> None:
    code = receipts.code_of(filed)
    monkeypatch.setattr(crypto, "stamp", None)
    assert crypto.fits(keyring(), receipts.facts_of(filed), code)
    assert receipts.verdict_on(filed.number, code) is not None


def test_how_far_the_clock_was_off_is_kept_in_the_ledger_and_told(tell: Teller) -> None:
    at = tell.tick()
    filing = Filing(
        id=uuid.uuid4(), kind="hazard", text="井盖", position=Position(112.6005, 35.0705, Datum.WGS84),
        seen_at=at + timedelta(days=3),
    )  # fmt: skip
    incident = report(filing, by=tell.cast.lin, now=at, skew_seconds=3 * 86400).incident
    verdict = receipts.verdict_on(incident.number, receipts.code_of(incident))
    assert verdict is not None
    assert (verdict.skew_seconds, verdict.late, verdict.photos) == (3 * 86400, False, 0)
    assert "比服务器快 259200 秒" in ask(incident.number, receipts.code_of(incident)).content.decode()


def test_the_eleventh_try_of_a_minute_waits(filed: Incident) -> None:
    assert [ask(filed.number, "x").status_code for _ in range(12)] == [404] * 10 + [429] * 2
    assert Client().get("/verify").status_code == 200


def test_the_api_says_the_same(filed: Incident) -> None:
    asked = {"number": filed.number, "code": receipts.code_of(filed)}
    yes = Client().get("/api/v1/verify", asked).json()
    no = Client().get("/api/v1/verify", {**asked, "code": "AAAA-AAAA"}).json()
    assert yes["genuine"] is True and yes["photos"] == 0
    assert no == {"genuine": False, "received_at": None, "skew_seconds": None, "late": None, "photos": None}
    assert Client().get("/api/v1/verify").status_code == 422


def test_the_printed_order_leads_there(tell: Teller, filed: Incident) -> None:
    client = Client()
    client.force_login(tell.cast.zhou)
    page = client.get(f"/desk/{filed.number}/print").content.decode()
    assert receipts.code_of(filed) in page and "<svg" in page
