"""The history of a matter as people read it: what, when, by whom, in words; erased words show as erased."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from core.ledger.models import Entry
from incidents.models import State
from incidents.services import sweep
from incidents.timeline import LABELS, timeline
from tests.core.ledger.sessions import session
from tests.incidents.lives import Teller


def test_a_whole_life_reads_from_report_to_closure(tell: Teller) -> None:
    history = timeline(tell.in_state(State.CLOSED))
    assert [(line.label, line.by) for line in history] == [
        ("上报", "林小兰"),
        ("受理", "周敏"),
        ("派遣", "周敏"),
        ("签收", "陈石"),
        ("处置完成", "陈石"),
        ("核查通过", "林小兰"),
        ("结案", "周敏"),
    ]
    assert [line.version for line in history] == list(range(1, 8))
    assert [line.state for line in history][-3:] == ["finished", "verified", "closed"]


def test_each_line_has_its_words_and_its_instant(tell: Teller) -> None:
    incident = tell.in_state(State.FINISHED)
    line = timeline(incident)[-1]
    assert (line.text, line.at, line.kind) == ("已清理完毕", tell.now, "finished")


def test_a_refusal_reads_with_its_channel(tell: Teller) -> None:
    assert timeline(tell.in_state(State.DECLINED))[-1].text == "拨打12345；不属本辖区"


def test_what_the_clock_did_is_by_the_system(tell: Teller) -> None:
    incident = tell.file()
    sweep(tell.now + timedelta(days=30))
    assert (timeline(incident)[-1].label, timeline(incident)[-1].by) == ("超期", "系统")


def test_in_another_language_the_labels_change_and_the_words_do_not(tell: Teller) -> None:
    incident = tell.in_state(State.FINISHED)
    with translation.override("en"):
        line = timeline(incident)[-1]
    assert line.text == "已清理完毕"


@pytest.mark.django_db(transaction=True)
def test_erased_words_are_gone_and_the_line_stands(tell: Teller) -> None:
    incident = tell.file()
    with session("sanling_erasure") as erasing:
        erasing.execute("UPDATE ledger_body SET salt = NULL, body = NULL")
    (line,) = timeline(incident)
    assert (line.label, line.text, line.body, line.erased) == ("上报", "", {}, True)
    assert line.hash == bytes(Entry.objects.get(stream=incident.pk).hash).hex()


@pytest.mark.parametrize("state", [State.REPORTED, State.CLOSED])
def test_it_costs_three_statements_however_long(tell: Teller, state: State) -> None:
    incident = tell.in_state(state)
    with CaptureQueriesContext(connection) as asked:
        timeline(incident)
    assert len(asked) == 3


def test_every_label_is_chinese() -> None:
    assert all("一" <= sign <= "鿿" for label in LABELS.values() for sign in str(label))
