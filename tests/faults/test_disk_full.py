"""No space left (F15, F16, `make test-full PART=disk`): a clear 503, nothing half done, and all comes through later."""

import base64
import hashlib
import http.client
import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from tests.faults.full_disk import full, is_empty
from tests.faults.house import House, house
from tests.faults.judge import is_whole
from tests.faults.traffic import Traffic
from tests.mobile_api.conftest import jpeg
from tests.processes import eventually

pytestmark = pytest.mark.full
LARGEST_FILE = 8_000
"""Bytes that a file of the web process may have in the test of the photos."""


@pytest.fixture(scope="module")
def hurt() -> Iterator[House]:
    with house(1, matters=60) as made:
        yield made


@pytest.fixture
def traffic(hurt: House) -> Traffic:
    return Traffic(hurt.ports, hurt.players["streets"], hurt.players["categories"])


def report(hurt: House, **more: Any) -> tuple[str, dict[str, Any], str]:
    """Path, body and token of a report."""
    token, grid = hurt.players["streets"][0]["workers"][0]
    body = {"kind": "hazard", "text": "井盖破损，行人易跌倒", "grid_code": grid, **more}
    return f"/reports/{uuid4()}", body, token


def rows(hurt: House) -> tuple[int, ...]:
    """How much there is of all that a deed writes."""
    tables = ("incidents_incident", "incidents_clock", "ledger_entry", "ledger_body", "incidents_reporter")
    return tuple(int(hurt.ask(f"SELECT count(*) FROM {table}")[0]) for table in tables)


def test_disk_full_at_any_table_a_report_is_refused_whole_and_taken_later(
    hurt: House, traffic: Traffic
) -> None:
    hurt.processes["sequencer"].kill()
    hurt.processes["sequencer"].wait()
    assert eventually(lambda: is_empty(hurt, "ledger_pending"), 30)
    tables = [table for table in ("ledger_pending", "incidents_reporter") if is_empty(hurt, table)]
    assert tables[0] == "ledger_pending"
    refused = []
    for table in tables:
        sent = report(hurt, reporter={"name": "张三", "phone": "13812345678"})
        with full(hurt, table):
            before = rows(hurt)
            for _ in range(3):
                status, told = told_at_last(traffic, sent)
                assert (status, told["code"]) == (503, "STORAGE_FULL"), told
            assert rows(hurt) == before
            assert hurt.is_up(0)
            refused.append(sent)
    for sent in refused:
        assert traffic.send(*sent)["state"] == "reported"
    hurt.start_sequencer()
    assert eventually(lambda: is_empty(hurt, "ledger_pending"), 60)
    assert is_whole(hurt, traffic)


def told_at_last(traffic: Traffic, sent: tuple[str, dict[str, Any], str]) -> tuple[int, Any]:
    """The answer, once the web process has noticed that its old sessions are gone."""
    while True:
        answer = traffic.once(*sent)
        if answer and answer[1].get("code") not in ("UNAVAILABLE", "UNKNOWN_OUTCOME_RETRY"):
            return answer


def test_disk_full_for_photos_the_report_stands_and_the_photo_comes_later(
    hurt: House, traffic: Traffic
) -> None:
    """F16: a file limit stands in for the full disk; nothing of the photo is left lying about."""
    path, body, token = report(hurt, photos_expected=1)
    picture = jpeg(size=(1200, 900), colour="blue") + bytes(LARGEST_FILE)
    receipt = traffic.send(path, body, token)
    lying = set(hurt.env.places.media.rglob("*.*"))
    hurt.limit_files("web-0", LARGEST_FILE)
    status, told = put_photo(hurt, path, picture, token)
    assert (status, told["code"]) == (503, "STORAGE_FULL"), told
    assert set(hurt.env.places.media.rglob("*.*")) == lying
    assert traffic.send(path, body, token)["photos"]["arrived"] == []
    hurt.limit_files("web-0", None)
    assert put_photo(hurt, path, picture, token)[0] == 201
    assert receipt["photos"]["expected"] == 1
    assert len(traffic.send(path, body, token)["photos"]["arrived"]) == 1


def put_photo(hurt: House, path: str, data: bytes, token: str) -> tuple[int, Any]:
    line = http.client.HTTPConnection("127.0.0.1", hurt.ports[0], timeout=20)
    digest = base64.b64encode(hashlib.sha256(data).digest()).decode()
    headers = {"X-Session-Token": token, "Content-Type": "image/jpeg", "Digest": f"sha-256={digest}"}
    line.request("PUT", f"/api/v1{path}/photos/one?stage=before", data, headers)
    response = line.getresponse()
    answer = response.status, json.loads(response.read())
    line.close()
    return answer
