"""Faults: processes killed, answers lost, connections cut, rows held. Nothing acknowledged is lost, nothing is doubled.

The numbers in the names are those of the fault matrix.
"""

import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import combinations
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction

from core.ledger.models import Entry
from incidents.invariants import check_all
from incidents.models import Incident
from tests.core.ledger.sessions import session
from tests.mobile_api.conftest import Phone, hazard
from tests.mobile_api.web import WebProcess, relayed, running, several
from tests.processes import eventually

pytestmark = pytest.mark.django_db(transaction=True)
ACCEPT = {"category": "H01", "urgency": "normal"}
OUR_OWN = {"photos_are_in_the_store", "nothing_waits_long"}
"""No sequencer runs here, and the photos lie in the process's own folder."""


def all_is_well() -> bool:
    """Whether every row and every line still agree."""
    problems = [problem for problem in check_all() if problem.invariant not in OUR_OWN]
    assert not problems
    return True


def lines() -> list[str]:
    """Kinds of the ledger's lines about matters."""
    return list(Entry.objects.filter(stream_kind="incident").order_by("pk").values_list("kind", flat=True))


def test_f1_f2_a_web_process_killed_around_the_commit_of_a_report(
    phone: Any, lin: Any, tmp_path: Path
) -> None:
    token = phone(lin).token
    with several(tmp_path, "before_commit:kill9", "after_commit:kill9", "") as (before, after, healthy):
        for web, stands, again in ((before, False, 201), (after, True, 200)):
            report_id = uuid4()
            path = f"/reports/{report_id}"
            assert web.ask("PUT", path, hazard(), token) is None
            assert web.was_killed()
            assert Incident.objects.filter(pk=report_id).exists() is stands
            status, receipt = healthy.ask("PUT", path, hazard(), token) or (0, {})
            assert (status, receipt["number"]) == (again, Incident.objects.get(pk=report_id).number)
    assert lines() == ["reported", "reported"]
    assert all_is_well()


STEPS = [
    "before_ledger", "ledger.append.before_insert", "ledger.append.after_insert", "after_ledger", "after_save",
    "before_commit", "after_commit",
]  # fmt: skip


@pytest.mark.parametrize(
    "steps", [["ledger.append.after_insert", "after_commit"], pytest.param(STEPS, marks=pytest.mark.full)],
    ids=["two of them", "all"],
)  # fmt: skip
def test_f4_a_web_process_killed_at_each_step_of_a_verb(
    phone: Any, lin: Any, zhou: Any, tmp_path: Path, steps: list[str]
) -> None:
    mine, desk = phone(lin), phone(zhou)
    with several(tmp_path, *[f"{point}:kill9" for point in steps]) as processes:
        for point, web in zip(steps, processes, strict=True):
            done = point == "after_commit"
            incident = mine.report().json["id"]
            path, body = (
                f"/commands/{uuid4()}",
                {"incident": incident, "verb": "accept", "version": 1, "data": ACCEPT},
            )
            assert web.ask("PUT", path, body, desk.token) is None
            assert web.was_killed()
            assert Entry.objects.filter(stream=incident).count() == 1 + done, point
            assert all_is_well()
            answer = desk.put(path, body)
            assert (answer.status, answer.json["replayed"]) == (200, done)
    assert lines() == ["reported", "accepted"] * len(steps)
    assert all_is_well()


def test_f3_an_answer_to_commit_that_is_lost_is_an_unknown_outcome(
    phone: Any, lin: Any, tmp_path: Path
) -> None:
    token, path = phone(lin).token, f"/reports/{uuid4()}"
    with relayed() as relay, running(tmp_path, host=str(relay.folder)) as web:
        assert (web.ask("PUT", f"/reports/{uuid4()}", hazard(), token) or (0,))[0] == 201
        relay.lose_next_commit()
        status, told = web.ask("PUT", path, hazard(), token) or (0, {})
        assert (status, told["code"]) == (503, "UNKNOWN_OUTCOME_RETRY")
        status, receipt = web.ask("PUT", path, hazard(), token) or (0, {})
    assert status in (200, 201)
    assert Incident.objects.get(pk=receipt["id"]).number == receipt["number"]
    assert lines() == ["reported", "reported"]
    assert all_is_well()


def test_f13_connections_cut_while_idle_cost_nobody_an_error(phone: Any, lin: Any, tmp_path: Path) -> None:
    token = phone(lin).token
    with relayed() as relay, running(tmp_path, host=str(relay.folder)) as web:
        for _ in range(3):
            for _ in range(5):  # often enough for the server to have prepared the statements
                assert (web.ask("PUT", f"/reports/{uuid4()}", hazard(), token) or (0,))[0] == 201
            relay.cut_all()
        assert (web.ask("GET", "/incidents", None, token) or (0,))[0] == 200


def test_f14_without_connections_intake_says_503_and_everything_comes_through_later(
    phone: Any, lin: Any, tmp_path: Path
) -> None:
    token, ids = phone(lin).token, [uuid4() for _ in range(12)]
    with running(tmp_path) as web, ThreadPoolExecutor(12) as pool:
        try:
            _limit_connections(0)
            tried = list(pool.map(lambda each: web.ask("PUT", f"/reports/{each}", hazard(), token), ids))
        finally:
            _limit_connections(-1)
        assert {(answer or (0,))[0] for answer in tried} <= {201, 503}
        for each in ids:
            assert eventually(partial(_is_taken, web, each, token), 10)
    assert Incident.objects.count() == 12
    assert all_is_well()


def _is_taken(web: WebProcess, report_id: Any, token: str) -> bool:
    return (web.ask("PUT", f"/reports/{report_id}", hazard(), token) or (0,))[0] in (200, 201)


def _limit_connections(most: int) -> None:
    """Let the web's role open no new connection and end those that it has; or lift the limit again."""
    with session("postgres") as superuser:
        superuser.execute(f"ALTER ROLE sanling_web CONNECTION LIMIT {most}".encode())
        if most == 0:
            superuser.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'sanling_web'"
            )


def test_f20_the_same_report_over_two_web_processes_is_one_matter(
    phone: Any, lin: Any, tmp_path: Path
) -> None:
    token, path = phone(lin).token, f"/reports/{uuid4()}"
    with several(tmp_path, "", "") as (one, two), ThreadPoolExecutor(10) as pool:

        def send(turn: int) -> int:
            body = hazard() | ({"text": "另一件事"} if turn in (6, 13) else {})
            return ((one, two)[turn % 2].ask("PUT", path, body, token) or (0,))[0]

        first = (one.ask("PUT", path, hazard(), token) or (0,))[0]
        statuses = list(pool.map(send, range(20)))
    assert first == 201
    assert [statuses[turn] for turn in (6, 13)] == [409, 409]
    assert sorted(statuses) == [200] * 18 + [409] * 2
    assert lines() == ["reported"]


def test_f17_a_row_that_somebody_holds_is_busy_and_not_a_wait(phone: Any, lin: Any, zhou: Any) -> None:
    phone(lin).report()
    desk, incident = phone(zhou), Incident.objects.get()
    held, let_go = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                Incident.objects.select_for_update().get(pk=incident.pk)
                held.set()
                let_go.wait(20)
        finally:
            connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(5)
    command_id = uuid4()
    try:
        busy = desk.command(incident, "accept", ACCEPT, command_id)
    finally:
        let_go.set()
        holder.join()
    assert (busy.status, busy.json["code"], busy.headers["Retry-After"]) == (409, "BUSY_RETRY", "1")
    assert busy.json["detail"] == {}
    assert desk.command(incident, "accept", ACCEPT, command_id).status == 200


def at_once(*asks: Any) -> list[int]:
    """Do all of them at the same moment; their statuses."""
    barrier = threading.Barrier(len(asks))

    def run(ask: Any) -> int:
        try:
            barrier.wait(10)
            return int(ask().status)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(asks)) as pool:
        return list(pool.map(run, asks))


def test_f18_two_merges_into_each_other_never_fail_and_never_both_win(
    phone: Any, lin: Any, zhou: Any, wei: Any
) -> None:
    mine, desks = phone(lin), (phone(zhou), phone(wei))
    for _ in range(12):
        one, two = (Incident.objects.get(pk=mine.report().json["id"]) for _ in range(2))
        first, second = (Phone(None, desk.token) for desk in desks)
        statuses = at_once(
            lambda a=first, i=one, j=two: a.command(i, "merge", {"parent": str(j.pk)}, version=1),
            lambda a=second, i=two, j=one: a.command(i, "merge", {"parent": str(j.pk)}, version=1),
        )
        assert statuses.count(200) == 1
        assert set(statuses) <= {200, 409, 422}
    assert all_is_well()


RIVALS: dict[str, dict[str, Any]] = {
    "assign": {"to": "sanitation"},
    "transfer": {"body_name": "市公安局", "receipt_number": "2026-7"},
    "reclassify": {"category": "H03", "urgency": "urgent", "reason": "危险加重"},
    "merge": {"parent": ""},
}
"""What two dispatchers may do to an accepted matter, each on the version both saw."""


PAIRS = [*combinations(RIVALS, 2), ("assign", "assign")]


@pytest.mark.parametrize(("one", "other"), PAIRS, ids=[" against ".join(pair) for pair in PAIRS])
def test_f26_of_two_rival_deeds_exactly_one_wins_and_the_other_is_told(
    phone: Any, lin: Any, zhou: Any, wei: Any, sanitation: Any, one: str, other: str
) -> None:
    mine, desks = phone(lin), (phone(zhou), phone(wei))
    parent = mine.report().json["id"]
    for _ in range(8):
        incident = Incident.objects.get(pk=mine.report().json["id"])
        desks[0].command(incident, "accept", ACCEPT)
        asks = [
            partial(
                Phone(None, desk.token).command,
                incident,
                verb,
                RIVALS[verb] | ({"parent": parent} if verb == "merge" else {}),
                version=2,
            )
            for desk, verb in zip(desks, (one, other), strict=True)
        ]
        assert sorted(at_once(*asks)) == [200, 409]
        assert Entry.objects.filter(stream=incident.pk).count() == 3
    assert all_is_well()


def test_f26_a_double_click_is_one_deed(phone: Any, lin: Any, zhou: Any) -> None:
    phone(lin).report()
    incident, token = Incident.objects.get(), phone(zhou).token
    statuses = at_once(*[lambda: Phone(None, token).command(incident, "accept", ACCEPT, version=1)] * 4)
    assert sorted(statuses) == [200, 409, 409, 409]
    assert lines() == ["reported", "accepted"]
