"""依法删除: what a matter's reporter left goes after its time, with a line; what is held stays; the ledger verifies."""

from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection

from core.crypto import signers
from core.errors import Late
from core.ledger import checkpoints, leader, takeup
from core.ledger.erasure import EMPTY
from core.ledger.models import Body, Entry
from core.ledger.sequencer import Sequencer
from core.ledger.verification import verify_ledger
from incidents.invariants.compartment import reporters_are_encrypted
from incidents.models import Incident, Reporter, State
from incidents.services import retention
from incidents.timeline import timeline
from tests.core.ledger.sessions import session
from tests.incidents.deeds import fresh, last_line
from tests.incidents.lives import Teller

TOLD = {"name": "张建国", "phone": "13800001234", "address": "沁园小区3号楼"}


def closed(tell: Teller, words: str = "", **more: Any) -> Incident:
    """A closed matter whose reporter said who they are; `words` were added to it meanwhile."""
    incident = tell.file("petition", by=tell.cast.zhou, reporter=TOLD, **more)
    if words:
        tell.act(incident, "supplement", tell.cast.zhou, text=words)
    tell.act(incident, "transfer", tell.cast.zhou, body_name="市公安局", receipt_number="回执-1")
    return fresh(incident)


def erase(tell: Teller, later: timedelta) -> int:
    at = tell.now + later
    return sum(retention.erase_reporter(pk, now=at) for pk in retention.to_erase(at))


LONG = timedelta(days=31 * settings.REPORTER_KEPT_MONTHS)


def test_the_compartment_goes_after_its_time_and_the_matter_stays(tell: Teller) -> None:
    incident = closed(tell)
    assert erase(tell, timedelta(days=365)) == 0
    assert erase(tell, LONG) == 1
    reporter = Reporter.objects.get()
    assert (reporter.name, reporter.phone, reporter.address) == ("", "", "")
    assert reporter.erased_at is not None
    line = last_line(incident)
    assert (line.kind, line.actor, line.header["kept_months"]) == ("reporter_erased", "system", 24)
    assert fresh(incident).text == incident.text
    assert list(reporters_are_encrypted()) == []
    assert erase(tell, LONG) == 0


def test_what_is_open_or_followed_by_an_open_parent_is_kept(tell: Teller) -> None:
    tell.file("petition", by=tell.cast.zhou, reporter=TOLD)
    child, parent = (tell.file("petition", by=tell.cast.zhou, reporter=TOLD) for _ in range(2))
    tell.act(child, "merge", tell.cast.zhou, parent=str(parent.pk))
    assert erase(tell, LONG) == 0


def test_a_hold_keeps_it_until_it_is_lifted(tell: Teller) -> None:
    incident = closed(tell)
    call_command(
        "hold_reporter", incident.number, reason="法院调取", by="市法院〔2026〕1号", stdout=StringIO()
    )
    assert last_line(incident).header["held"] is True
    assert erase(tell, LONG) == 0
    call_command("hold_reporter", incident.number, "--lift", by="市法院〔2026〕2号", stdout=StringIO())
    assert erase(tell, LONG) == 1
    with pytest.raises(Late):
        retention.hold(incident.pk, reason="又要", now=tell.now + LONG, actor="市法院")


@pytest.mark.django_db(transaction=True)
def test_words_of_the_ledger_are_destroyed_in_two_steps_and_it_still_verifies(tell: Teller) -> None:
    incident = tell.in_state(State.CLOSED)
    call_command(
        "announce_erasure", incident.number, "1", reason="法院判决", by="市法院〔2026〕3号", stdout=StringIO()
    )
    first = Entry.objects.get(stream=incident.pk, version=1)
    assert Body.objects.get(entry=first).body is not None
    with pytest.raises(ProgrammingError):
        call_command("erase_bodies")  # not as the owner of the tables: the erasure role alone
    with session("sanling_erasure") as erasing:
        assert [erasing.execute(EMPTY).rowcount for _ in range(2)] == [1, 0]
    assert Body.objects.get(entry=first).body is None
    assert timeline(fresh(incident))[0].erased
    assert Body.objects.filter(body=None).count() == 1


def said_anywhere(*words: str) -> list[str]:
    """The tables that say one of these words in any column."""
    with connection.cursor() as cursor:
        names = [name for name in connection.introspection.table_names() if name != "django_migrations"]
        found = []
        for table in names:
            cursor.execute(
                f'SELECT EXISTS (SELECT FROM "{table}" t WHERE t::text LIKE ANY(%s))',
                [[f"%{word}%" for word in words]],
            )
            if cursor.fetchone() == (True,):
                found.append(table)
    return found


@pytest.mark.django_db(transaction=True)
def test_after_a_reporters_erasure_the_ledger_is_valid_and_nobody_is_named(
    tell: Teller, tmp_path: Path
) -> None:
    """Compartment and words of the ledger, both ways of forgetting, under a real sequencer's numbers and signature."""
    incident = closed(tell, words="电话里说叫张建国，13800001234")
    assert said_anywhere("13800001234", TOLD["address"]) == ["ledger_body"]
    reason = {"reason": "依申请删除", "by": "市法院〔2026〕4号"}
    call_command("announce_erasure", incident.number, "2", **reason, stdout=StringIO())
    with session("sanling_erasure") as erasing:
        erasing.execute(EMPTY)
    assert erase(tell, LONG) == 1
    keys = Path(settings.KEYS_DIR)
    publisher = checkpoints.Publisher(settings.LEDGER_ORIGIN, *signers(keys), tmp_path / "ledger")
    with leader.connect() as leading:
        sequencer = Sequencer(leading, takeup.take_up(leading, publisher))
        sequencer.drain()
        publisher.publish(leading, sequencer.trees, tell.now)
    report = verify_ledger(publisher.keys, publisher.last_published())
    assert (report.exit_code, report.findings, report.counts.pending) == (0, [], 0)
    assert said_anywhere(*TOLD.values()) == []


@pytest.mark.parametrize("versions", [["0"], ["99"]])
def test_only_entries_that_are_there_are_announced(tell: Teller, versions: list[str]) -> None:
    incident = tell.in_state(State.CLOSED)
    with pytest.raises(CommandError):
        call_command("announce_erasure", incident.number, *versions, reason="x", by="y")
    with pytest.raises(CommandError):
        call_command("announce_erasure", "999999-99999", "1", reason="x", by="y")
