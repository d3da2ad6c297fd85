"""A resident follows a matter by its code: what is shown, what never is, and that wrong and unknown look alike."""

import re
import uuid
from typing import Any

import pytest
from django.test import Client

from incidents.follow import follow_code
from incidents.models import Incident
from incidents.residents.progress import SAYS
from incidents.workflow import State
from tests.incidents.lives import Teller

SECRETS = (
    "楼道",
    "消防通道",
    "环卫中心",
    "林小兰",
    "周敏",
    "陈石",
    "东马蓬",
    "已清理完毕",
    "现场已看过",
    "261118",
)

SENT_BACK = re.compile(r'name="(csrfmiddlewaretoken|next)" value="[^"]*"')
"""What the language switch carries: a fresh token, and the address that was typed."""


def page(incident: Incident | str, client: Client | None = None) -> tuple[int, str]:
    """Status and text of the page of a matter, or of a code."""
    code = incident if isinstance(incident, str) else follow_code(incident.pk)
    answer = (client or Client()).get(f"/t/{code}")
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize("state", State)
def test_every_state_is_said_and_nothing_else(tell: Teller, state: State) -> None:
    incident = tell.in_state(state)
    status, text = page(incident)
    shown = Incident.objects.get(pk=incident.pk)
    leading = shown.merged_into or shown
    assert status == 200 and str(SAYS[leading.state]) in text
    hidden = [secret for secret in (*SECRETS, shown.number, shown.text) if secret in text]
    assert hidden == []


def test_a_closed_one_shows_its_days_and_the_public_reply(tell: Teller) -> None:
    _status, text = page(tell.in_state(State.CLOSED))
    assert "已办结" in text and "2026-11-18" in text and "已清理，感谢反映" in text


def test_a_declined_one_says_why(tell: Teller) -> None:
    _, text = page(tell.in_state(State.DECLINED))
    assert "不予受理" in text and "不属本辖区" in text


def test_a_merged_one_goes_as_its_parent_goes(tell: Teller) -> None:
    child = tell.in_state(State.MERGED)
    parent = Incident.objects.get(pk=child.pk).merged_into
    assert parent is not None
    tell.act(parent, "assign", tell.cast.zhou, to=tell.cast.sanitation.code)
    _status, text = page(child)
    assert "已交办理单位" in text and "合并办理" in text and parent.number not in text


def test_a_deadline_is_shown_while_it_runs_and_not_while_it_stands_still(tell: Teller) -> None:
    assert "2026-11-25" in page(tell.in_state(State.ASSIGNED))[1]
    assert "办理期限" not in page(tell.in_state(State.SUSPENDED))[1]
    assert "办理期限" not in page(tell.in_state(State.CLOSED))[1]


@pytest.mark.parametrize("change", [str.lower, lambda code: code.replace("-", ""), lambda code: f" {code} "])
def test_a_code_may_be_typed_as_people_type(tell: Teller, change: Any) -> None:
    code = follow_code(tell.file().pk)
    assert page(change(code))[0] == 200


def test_wrong_unknown_and_nonsense_get_one_and_the_same_page(tell: Teller) -> None:
    known = follow_code(tell.file().pk)
    typed = [
        follow_code(uuid.uuid4()),
        known[:-1] + ("0" if known[-1] != "0" else "1"),
        "x",
        "a/b",
        "%00",
        "9" * 300,
    ]
    answers = {(status, SENT_BACK.sub("", text)) for status, text in map(page, typed)}
    assert len(answers) == 1 and next(iter(answers))[0] == 404


def test_the_number_of_a_matter_opens_nothing(tell: Teller) -> None:
    assert page(tell.file().number)[0] == 404


def test_known_and_unknown_cost_the_same_statements(tell: Teller, django_assert_num_queries: Any) -> None:
    known, unknown = follow_code(tell.in_state(State.MERGED).pk), follow_code(uuid.uuid4())
    page(known)
    for code in (known, unknown):
        with django_assert_num_queries(2):
            page(code)


def test_the_page_is_kept_by_nobody(tell: Teller) -> None:
    for address in ("/t/", f"/t/{follow_code(tell.file().pk)}", "/t/nothing"):
        answer = Client().get(address)
        assert answer["Cache-Control"] == "no-store" and answer["Referrer-Policy"] == "same-origin"
        assert "noindex" in answer["X-Robots-Tag"] and 'content="noindex' in answer.content.decode()
        assert "Set-Cookie" not in str(answer.headers) or "session" not in str(answer.cookies)


def test_what_is_typed_into_the_form_leads_to_its_page(tell: Teller) -> None:
    code = follow_code(tell.file().pk)
    answer = Client().post("/t/", {"code": f" {code.lower()} "})
    assert answer.status_code == 302 and answer["Location"] == f"/t/{code.replace('-', '').lower()}"
    assert Client().post("/t/", {"code": " -- "}).status_code == 200
    assert len(Client().post("/t/", {"code": "9" * 500})["Location"]) < 50
