"""The audit desk over HTTP: who exports, who reads, and what 核验 answers."""

from typing import Any

import pytest
from django.db import connection

from core.ledger.models import Entry
from incidents.audit.models import Export
from incidents.models import Incident
from tests.incidents.months import Month
from tests.incidents.pages import signed_in

WANTED = {
    "what": "disputes",
    "area": "419001",
    "first_on": "2026-11-01",
    "last_on": "2026-11-20",
    "reason": "十一月月报",
}


def test_an_auditor_gets_the_file_and_everybody_who_reads_sees_the_record(
    disputes: dict[str, Incident], ma: Any, wu: Any, sheet: Any
) -> None:
    answer = signed_in(ma).post("/audit/export", WANTED)
    record = Export.objects.get()
    assert answer.status_code == 200 and answer["Content-Type"].endswith("spreadsheetml.sheet")
    assert "attachment" in answer["Content-Disposition"] and answer["X-SHA-256"] == record.sha256
    assert answer["Cache-Control"].startswith(("no-store", "max-age=0"))
    assert len(sheet(answer.content)) == 3 + record.row_count == 7
    for reader in (ma, wu):
        page = signed_in(reader).get("/audit/").content.decode()
        assert record.number in page and "十一月月报" in page and record.sha256 in page


def test_a_supervisor_reads_but_has_no_form_and_no_file(disputes: dict[str, Incident], wu: Any) -> None:
    client = signed_in(wu)
    assert "/audit/export" not in client.get("/audit/").content.decode()
    assert client.post("/audit/export", WANTED).status_code == 403
    assert not Export.objects.exists()


@pytest.mark.parametrize("who", ["lin", "zheng", "zhou", "chen", "qian", "tang", "he"])
def test_others_do_not_enter(request: pytest.FixtureRequest, who: str) -> None:
    client = signed_in(request.getfixturevalue(who))
    addresses = ("/audit/", "/audit/find?number=1", "/audit/matter/1", "/audit/checkpoint.txt")
    assert [client.get(address).status_code for address in addresses] == [403] * 4
    assert client.post("/audit/export", WANTED).status_code == 403


@pytest.mark.parametrize("wrong", [
    {"reason": ""}, {"reason": "月报"}, {"first_on": "2099-01-01"}, {"first_on": "1970-01-01"}, {"last_on": "x"},
    {"area": "999999"}, {"area": "419001001001001"},
])  # fmt: skip
def test_a_badly_filled_form_is_shown_again(ma: Any, wrong: dict[str, str]) -> None:
    answer = signed_in(ma).post("/audit/export", WANTED | wrong)
    assert answer.status_code == 422 and not Export.objects.exists()
    assert 'class="error"' in answer.content.decode()


def test_an_auditor_of_one_street_neither_exports_nor_reads_the_other(
    disputes: dict[str, Incident], areas: dict[str, Any], ma: Any
) -> None:
    from tests.cast import appoint

    signed_in(ma).post("/audit/export", WANTED)
    client = signed_in(appoint("mu", "穆审", "auditor", areas["street_b"]))
    assert client.post("/audit/export", WANTED).status_code == 422
    assert client.get(f"/audit/matter/{disputes['open'].number}").status_code == 404
    assert Export.objects.get().number not in client.get("/audit/").content.decode()


def test_the_history_shows_every_line_with_its_hash(disputes: dict[str, Incident], ma: Any) -> None:
    closed = disputes["closed"]
    page = signed_in(ma).get(f"/audit/matter/{closed.number}").content.decode()
    lines = list(Entry.objects.filter(stream=closed.pk))
    assert len(lines) == 7 and all(bytes(line.hash).hex() in page for line in lines)
    assert "核查通过" in page and "data-verdict" not in page


def test_verification_passes_for_what_was_not_touched(disputes: dict[str, Incident], ma: Any) -> None:
    page = signed_in(ma).get(f"/audit/matter/{disputes['closed'].number}?verify=1").content.decode()
    assert 'data-verdict="passed"' in page and "7 条留痕首尾相接" in page


def test_verification_fails_with_the_first_bad_line(disputes: dict[str, Incident], wu: Any) -> None:
    closed = disputes["closed"]
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_entry DISABLE TRIGGER ledger_entry_no_change")
        cursor.execute("UPDATE ledger_entry SET actor = '999' WHERE stream = %s AND version = 3", [closed.pk])
        cursor.execute("ALTER TABLE ledger_entry ENABLE ALWAYS TRIGGER ledger_entry_no_change")
    page = signed_in(wu).get(f"/audit/matter/{closed.number}?verify=1").content.decode()
    assert 'data-verdict="failed"' in page and "不通过" in page and "第 3 条内容与其哈希不符" in page
    assert '<li class="bad" data-version="3">' in page


def test_a_number_leads_to_its_history(month: Month, ma: Any) -> None:
    answer = signed_in(ma).get("/audit/find", {"number": " 261123-00001 "})
    assert answer["Location"] == "/audit/matter/261123-00001"
    assert signed_in(ma).get("/audit/matter/261123-99999").status_code == 404


def test_without_a_checkpoint_the_desk_says_so(ma: Any) -> None:
    client = signed_in(ma)
    assert "还没有检查点" in client.get("/audit/").content.decode()
    assert client.get("/audit/checkpoint.txt").status_code == 404


def test_the_newest_checkpoint_is_handed_out_as_it_was_signed(ma: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_checkpoint"
            " (size, root_sha256, root_sm3, frontier_sha256, frontier_sm3, at, note, note_sm3)"
            " VALUES (7, %s, %s, '', '', now(), 'sanling.demo' || chr(10) || '7', 'sm3')",
            [bytes(32), bytes(32)],
        )
    client = signed_in(ma)
    answer = client.get("/audit/checkpoint.txt")
    assert (
        answer.content.decode() == "sanling.demo\n7" and "7-checkpoint.txt" in answer["Content-Disposition"]
    )
    assert client.get("/audit/checkpoint-sm3.txt").content == b"sm3"
    assert "sanling.demo" in client.get("/audit/").content.decode()
