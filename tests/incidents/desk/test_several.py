"""One verb on several matters: a preview that says what will happen to each, a result for each, nothing half done."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.ledger.models import Entry
from incidents.desk import several
from incidents.models import Incident, State
from incidents.verbs import perform
from tests.incidents.deeds import fresh
from tests.incidents.lives import Teller

Seat = Callable[[str], Client]


def names(*matters: Incident) -> list[str]:
    """The matters as the page sends them: number and version."""
    return [f"{fresh(each).number}:{fresh(each).version}" for each in matters]


def preview(client: Client, verb: str, picked: list[str]) -> str:
    return client.get(f"/desk/several/{verb}", {"n": picked}).content.decode()


def do_all(client: Client, verb: str, picked: list[str], **data: Any) -> Any:
    return client.post(f"/desk/several/{verb}", {"n": picked, **data})


def states(*matters: Incident) -> list[str]:
    return [fresh(each).state for each in matters]


def test_the_preview_says_what_happens_to_how_many_and_does_nothing(
    tell: Teller, zhou_at_the_desk: Client
) -> None:
    able, closed = tell.in_state(State.ACCEPTED), tell.in_state(State.CLOSED)
    page = preview(zhou_at_the_desk, "assign", names(able, closed))
    assert "将派遣 1 件。" in page and "1 件不动，原因见下。" in page and "现在不能派遣" in page
    assert states(able, closed) == [State.ACCEPTED, State.CLOSED]


def test_each_row_gets_its_own_result_version_and_line(tell: Teller, zhou_at_the_desk: Client) -> None:
    matters = [tell.in_state(State.ACCEPTED) for _ in range(3)]
    closed = tell.in_state(State.CLOSED)
    lines = Entry.objects.count()
    page = do_all(zhou_at_the_desk, "assign", names(*matters, closed), to="sanitation", text="今天办").content
    assert "已派遣 3 件，1 件没有办" in page.decode().replace("\n", "")
    assert states(*matters) == [State.ASSIGNED] * 3
    assert Entry.objects.count() == lines + 3


def test_what_moved_since_it_was_picked_is_left_alone(tell: Teller, zhou_at_the_desk: Client) -> None:
    one, two = tell.in_state(State.ACCEPTED), tell.in_state(State.ACCEPTED)
    picked = names(one, two)
    tell.act(two, "reclassify", tell.cast.wei, category="P02", urgency="urgent", reason="多人反映")
    page = do_all(zhou_at_the_desk, "assign", picked, to="sanitation").content.decode()
    assert "您选中之后变了" in page
    assert states(one, two) == [State.ASSIGNED, State.ACCEPTED]


def test_wrong_words_do_nothing_to_any(tell: Teller, zhou_at_the_desk: Client) -> None:
    matters = [tell.file("petition") for _ in range(2)]
    answer = do_all(zhou_at_the_desk, "decline", names(*matters), reason_code="not_ours", text="")
    assert answer.status_code == 422
    assert "请填写" in answer.content.decode() and 'name="n"' in answer.content.decode()
    assert states(*matters) == [State.REPORTED] * 2


def test_a_row_refused_by_the_service_says_its_own_reason(tell: Teller, zhou_at_the_desk: Client) -> None:
    one, two = tell.file("petition"), tell.file("hazard")
    answer = do_all(
        zhou_at_the_desk, "decline", names(one, two), reason_code="not_ours", channel="", text="不归我们"
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'data-result="refused"' in page and 'data-result="done"' in page
    assert states(one, two) == [State.REPORTED, State.DECLINED]


def test_the_departments_offered_are_those_that_serve_all(tell: Teller, zhou_at_the_desk: Client) -> None:
    accused = tell.file("petition")
    tell.act(accused, "accept", tell.cast.zhou, category="P01", urgency="normal", complained_about="water")
    other = tell.in_state(State.ACCEPTED)
    page = preview(zhou_at_the_desk, "assign", names(other, accused))
    assert 'value="sanitation"' in page and 'value="water"' not in page


def test_matters_of_another_kind_are_accepted_by_themselves(tell: Teller, zhou_at_the_desk: Client) -> None:
    one, two = tell.file("petition"), tell.file("hazard")
    assert "类型不同，请单独受理" in preview(zhou_at_the_desk, "accept", names(one, two))


def test_several_are_taken_back_within_ten_seconds(tell: Teller, zhou_at_the_desk: Client) -> None:
    matters = [tell.in_state(State.ACCEPTED) for _ in range(2)]
    done = do_all(zhou_at_the_desk, "assign", names(*matters), to="sanitation").content.decode()
    assert 'data-undo="/desk/several/undo?n=' in done
    assert "将撤销 2 件" in preview(zhou_at_the_desk, "undo", names(*matters))
    do_all(zhou_at_the_desk, "undo", names(*matters))
    assert states(*matters) == [State.ACCEPTED] * 2


def test_another_street_learns_nothing(tell: Teller, seat: Seat) -> None:
    matter = tell.in_state(State.ACCEPTED)
    page = preview(seat("he"), "assign", names(matter))
    assert "已不在您的范围内" in page and fresh(matter).text not in page
    assert 'data-result="refused"' in do_all(seat("he"), "assign", names(matter), to="water").content.decode()


def test_verbs_that_need_evidence_of_each_are_not_offered(tell: Teller, zhou_at_the_desk: Client) -> None:
    matter = tell.in_state(State.HANDLING)
    for verb in ("finish", "transfer", "reveal", "nothing"):
        assert zhou_at_the_desk.get(f"/desk/several/{verb}", {"n": names(matter)}).status_code == 404


@pytest.mark.parametrize(
    "sent", [[], ["261123-00001"], ["x:y"], [":1"], ["a" * 500 + ":1"], ["1:" + "9" * 40]]
)
def test_whatever_is_sent_is_answered(
    small_catalogue: None, zhou_at_the_desk: Client, sent: list[str]
) -> None:
    assert zhou_at_the_desk.get("/desk/several/assign", {"n": sent}).status_code == 200
    assert do_all(zhou_at_the_desk, "assign", sent, to="water").status_code == 200


def test_the_preview_of_fifty_asks_no_more_than_a_few_times_each(
    tell: Teller, zhou_at_the_desk: Client
) -> None:
    matters = [tell.file("hazard") for _ in range(10)]
    with CaptureQueriesContext(
        connection,
    ) as asked:
        preview(zhou_at_the_desk, "decline", names(*matters))
    assert len(asked) <= 20 + 4 * len(matters)


def test_a_fault_of_ours_at_one_row_touches_that_row_alone(
    tell: Teller, zhou_at_the_desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    matters = [tell.in_state(State.ACCEPTED) for _ in range(3)]

    def fails_at_the_second(name: str, pk: Any, *more: Any, **others: Any) -> Incident:
        if pk == matters[1].pk:
            raise RuntimeError
        return perform(name, pk, *more, **others)

    monkeypatch.setattr(several, "perform", fails_at_the_second)
    page = do_all(zhou_at_the_desk, "assign", names(*matters), to="sanitation").content.decode()
    assert "系统出错，这一件没有办" in page
    assert states(*matters) == [State.ASSIGNED, State.ACCEPTED, State.ASSIGNED]
