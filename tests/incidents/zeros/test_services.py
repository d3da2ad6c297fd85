"""Who writes a break, and what each verb does: it works, the wrong one is refused, the wrong state is refused."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from core.errors import IdReused, Invalid, Late, NotAllowed, NotFound
from core.ledger.models import Body, Entry
from incidents.zeros import services
from incidents.zeros.models import Break
from incidents.zeros.workflow import VERBS, BreakState, allows
from tests.incidents.breaks import LIFE, NOW, BreakIn

CARRIED: dict[str, dict[str, Any]] = {
    **{verb: carried for verb, _, carried in LIFE},
    "revoke": {"text": "查明不成立"},
    "correct": {"occurred_on": date(2026, 11, 12), "severity": "visit", "text": "日期抄错"},
}
STATES = [state.value for state in BreakState]


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_from_every_state_is_done_or_too_late(
    break_in: BreakIn, qian: Any, state: str, verb: str
) -> None:
    b = break_in(state)
    if allows(verb, state):
        assert services.VERBS[verb](b.pk, by=qian, now=NOW, **CARRIED[verb]).version == b.version + 1
    else:
        with pytest.raises(Late) as late:
            services.VERBS[verb](b.pk, by=qian, now=NOW, **CARRIED[verb])
        assert late.value.current is not None and late.value.current["state"] == state


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("who", ["feng", "han", "lin", "zheng", "zhou", "wu", "ma", "xu", "he"])
def test_nobody_but_the_office_of_that_zero_writes(
    break_in: BreakIn, request: pytest.FixtureRequest, who: str, verb: str
) -> None:
    b = break_in("pending")
    somebody = request.getfixturevalue(who)
    reads = who in ("wu", "ma")
    with pytest.raises(NotAllowed if reads else NotFound):
        services.VERBS[verb](b.pk, by=somebody, now=NOW, **CARRIED[verb])


@pytest.mark.parametrize("who", ["feng", "lin", "zheng", "zhou", "wu", "ma", "xu"])
def test_a_village_or_another_office_files_nothing(
    suspicion: Callable[..., Any], request: pytest.FixtureRequest, who: str
) -> None:
    with pytest.raises(NotAllowed):
        services.suspect(suspicion(), by=request.getfixturevalue(who), now=NOW)
    assert not Break.objects.exists()


def test_an_officer_of_one_street_leaves_the_other_alone(
    suspicion: Callable[..., Any], areas: dict[str, Any]
) -> None:
    from tests.cast import appoint

    of_b = appoint("qiu", "邱信", "recogniser", areas["street_b"], zero="petition")
    with pytest.raises(NotAllowed):
        services.suspect(suspicion(), by=of_b, now=NOW)


def test_each_deed_is_one_ledger_line_without_a_name_in_its_header(break_in: BreakIn) -> None:
    b = break_in("upheld", subject_kind="enterprise", subject_name="济源某某铸造厂")
    lines = list(Entry.objects.filter(stream=b.pk).order_by("version"))
    assert [line.kind for line in lines] == ["suspected", "examined", "confirmed", "appealed", "upheld"]
    assert all(line.stream_kind == "break" and "铸造厂" not in line.header for line in lines)
    assert "铸造厂" in (Body.objects.get(entry=lines[0]).body or "")
    assert (b.version, bytes(b.head_hash)) == (5, bytes(lines[-1].hash))


def test_when_the_line_cannot_be_written_nothing_else_was(
    break_in: BreakIn, qian: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    b = break_in("pending")

    def broken(*args: Any, **kwargs: Any) -> None:
        raise DatabaseError("no ledger")

    monkeypatch.setattr("incidents.zeros.services.entries.append", broken)
    with pytest.raises(DatabaseError), transaction.atomic():
        services.confirm(b.pk, by=qian, now=NOW, **CARRIED["confirm"])
    assert Break.objects.get(pk=b.pk).state == "pending"


def test_the_same_form_twice_is_one_break(suspicion: Callable[..., Any], qian: Any) -> None:
    filed = suspicion()
    first, second = (services.suspect(filed, by=qian, now=NOW) for _ in range(2))
    assert first.pk == second.pk and Break.objects.count() == 1
    with pytest.raises(IdReused):
        services.suspect(suspicion(id=filed.id, severity="collective"), by=qian, now=NOW)


def test_somebody_who_saw_an_older_version_is_told_so(break_in: BreakIn, qian: Any) -> None:
    b = break_in("confirmed")
    with pytest.raises(Late):
        services.appeal(b.pk, text="不服", by=qian, now=NOW, version=b.version - 1)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"occurred_on": date(2026, 11, 24)}, "occurred_on"),
        ({"occurred_on": date(1970, 1, 1)}, "occurred_on"),
        ({"occurred_on": date(2099, 1, 1)}, "occurred_on"),
        ({"severity": "criminal"}, "severity"),
        ({"summary": "  "}, "summary"),
        ({"subject_kind": "enterprise"}, "subject_name"),
        ({"subject_name": "某厂"}, "subject_name"),
    ],
)
def test_what_does_not_fit_is_refused_by_field(
    suspicion: Callable[..., Any], qian: Any, wrong: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as invalid:
        services.suspect(suspicion(**wrong), by=qian, now=NOW)
    assert set(invalid.value.fields) == {field}


def test_a_community_subject_is_a_community(suspicion: Callable[..., Any], qian: Any, grid_a1: Any) -> None:
    with pytest.raises(Invalid) as invalid:
        services.suspect(suspicion(area=grid_a1), by=qian, now=NOW)
    assert "area" in invalid.value.fields


@pytest.mark.parametrize(
    "wrong", [{"document_number": " "}, {"document_on": date(2026, 11, 1)}, {"document_on": date(2027, 1, 1)}]
)
def test_a_break_is_confirmed_only_by_a_document(break_in: BreakIn, qian: Any, wrong: dict[str, Any]) -> None:
    b = break_in("pending")
    with pytest.raises(Invalid):
        services.confirm(b.pk, by=qian, now=NOW, **(CARRIED["confirm"] | wrong))


def test_a_correction_keeps_what_stood_there_before(break_in: BreakIn, qian: Any) -> None:
    b = services.correct(break_in("confirmed").pk, by=qian, now=NOW, **CARRIED["correct"])
    header = Entry.objects.get(stream=b.pk, version=b.version).header
    assert b.occurred_on == date(2026, 11, 12) and b.state == "confirmed"
    assert '"occurred_on_before":"2026-11-13"' in header


def test_nobody_deletes_a_break_not_even_by_sql(break_in: BreakIn) -> None:
    b = break_in("suspected")
    with pytest.raises(DatabaseError), transaction.atomic():
        Break.objects.filter(pk=b.pk).delete()
    assert Break.objects.filter(pk=b.pk).exists()


def test_the_database_refuses_a_change_without_its_entry(break_in: BreakIn) -> None:
    b = break_in("confirmed")
    with pytest.raises(DatabaseError), transaction.atomic():
        Break.objects.filter(pk=b.pk).update(occurred_on=date(2026, 1, 2))
        from django.db import connection

        connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
