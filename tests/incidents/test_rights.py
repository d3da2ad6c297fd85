"""Every state × verb × person, allowed and forbidden: the table and the graph, asked through the services."""

from datetime import timedelta
from itertools import product
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction

from core.errors import Invalid, Late, NotAllowed, NotFound, Refusal, TooMany
from incidents.models import Incident, State
from incidents.verbs import VERBS, perform
from incidents.workflow import allows
from tests.incidents.lives import Teller

WHO_MAY = {
    "self_handle": {"lin"},
    "accept": {"zhou", "wei", "zheng"},
    "decline": {"zhou", "wei"},
    "request_confirmation": {"zhou", "wei"},
    "confirm": {"lin", "sun", "zheng"},
    "object": {"lin", "zheng"},
    "assign": {"zhou", "wei"},
    "take": {"chen"},
    "finish": {"chen"},
    "verify": {"lin", "sun", "zheng", "zhou", "wei"},
    "rework": {"lin", "sun", "zheng", "zhou", "wei"},
    "close": {"zhou", "wei"},
    "send_back": {"chen"},
    "ask": {"chen", "zhou", "wei"},
    "grant": {"zhou", "wei"},
    "refuse": {"zhou", "wei"},
    "resume": {"zhou", "wei", "chen"},
    "supervise": {"wu"},
    "remind": {"zhou", "wei", "lin"},
    "answer": {"chen"},
    "supplement": {"lin", "sun", "zheng", "chen"},
    "reclassify": {"zhou", "wei"},
    "place": {"zhou", "wei", "zheng"},
    "merge": {"zhou", "wei"},
    "unmerge": {"zhou", "wei"},
    "transfer": {"zhou", "wei"},
    "register": {"zhou", "wei"},
    "reopen": {"zhou", "wei", "wu"},
    "follow_up": {"zhou", "wei"},
    "undo": {"zhou", "wei", "zheng"},
}
"""The table of the domain page, section 2, for a matter that Lin filed in grid A1 and Sanitation leads."""

PEOPLE = ("lin", "sun", "zheng", "zhou", "wei", "chen", "wu", "ma", "he")
BEFORE_A_LEAD = {State.REPORTED, State.ACCEPTED, State.DECLINED, State.MERGED, State.VOID, State.TRANSFERRED}


def carried(verb: str, who: str, tell: Teller, parent: Incident) -> dict[str, Any]:
    """The least that the verb must carry; a dispatcher asks for voiding, a handler for an extension."""
    if verb == "ask" and who in ("zhou", "wei"):
        return {"what": "voiding", "reason": "重复录入"}
    soon = (tell.now + timedelta(days=3)).isoformat()
    return {
        "self_handle": {"what_was_done": "当场清理"},
        "accept": {"category": "P01"},
        "decline": {"reason_code": "not_ours", "channel": "12345", "text": "不属本级"},
        "request_confirmation": {"to_grid": tell.cast.grid_a1.code, "question": "现在还在吗"},
        "confirm": {"is_so": True},
        "object": {"text": "就在本社区"},
        "assign": {"to": tell.cast.sanitation.code},
        "finish": {"what_was_done": "已清理"},
        "rework": {"reason": "还有一半"},
        "close": {"outcome": "settled"},
        "send_back": {"reason_code": "not_ours", "text": "不归我们"},
        "ask": {"what": "extension", "reason": "等材料", "new_date": soon},
        "supervise": {"level": 1, "demand": "三日内答复", "due_at": soon},
        "answer": {"text": "正在办"},
        "supplement": {"text": "又多了一堆"},
        "reclassify": {"category": "P01", "urgency": "urgent", "reason": "现场比上报严重"},
        "place": {"grid_code": tell.cast.grid_a2.code},
        "merge": {"parent": str(parent.pk)},
        "transfer": {"body_name": "市公安局", "receipt_number": "1"},
        "register": {"official_number": "4190012026000001", "office": "市信访局", "on": "2026-11-18"},
        "reopen": {"reason": "又堆上了"},
        "follow_up": {"solved": True, "satisfaction": 5},
    }.get(verb, {})


def refusal_of(
    tell: Teller, incident: Incident, verb: str, who: str, parent: Incident
) -> type[Refusal] | None:
    """What the service answers: the kind of refusal, or None when the verb was done. Nothing stays done."""
    try:
        with transaction.atomic():
            data = carried(verb, who, tell, parent)
            perform(verb, incident.pk, data, by=getattr(tell.cast, who), now=tell.now + timedelta(seconds=5))
            transaction.set_rollback(True)
    except Refusal as refusal:
        return type(refusal)
    return None


@pytest.mark.parametrize("state", list(State))
def test_each_person_may_do_exactly_what_the_table_says(tell: Teller, state: State) -> None:
    incident = tell.in_state(state)
    parent = tell.file("petition")
    wrong = []
    for verb, who in product(VERBS, PEOPLE):
        answer = refusal_of(tell, incident, verb, who, parent)
        if not fits(answer, verb, who, state, incident):
            wrong.append(f"{who} {verb} a matter that is {state}: {answer.__name__ if answer else 'done'}")
    assert wrong == []


def fits(answer: type[Refusal] | None, verb: str, who: str, state: State, incident: Incident) -> bool:
    """Unseen is 404, not allowed 403, too late 409; what is allowed is done, or lacks what only a story can give."""
    if who == "he" or (who == "chen" and not incident.department_id):
        return answer is NotFound
    if who not in WHO_MAY[verb]:
        return answer is NotAllowed
    if not allows(verb, state):
        return answer is Late
    if verb in NEEDS_A_STORY:
        return answer in (None, Late, Invalid, TooMany, NotAllowed)
    return answer is None


NEEDS_A_STORY = {"confirm", "grant", "refuse", "answer", "undo", "ask", "verify", "merge"}
"""Verbs that answer to something asked before; each has a file of its own."""


def test_somebody_of_another_street_sees_no_matter_whatever_its_state(tell: Teller) -> None:
    from grids.scope import scope_of

    for state in (State.REPORTED, State.ASSIGNED, State.CLOSED):
        tell.in_state(state)
    he = scope_of(tell.cast.he, tell.now.date())
    assert not Incident.objects.visible_to(he).exists()


def test_the_cast_is_whole(cast: SimpleNamespace) -> None:
    assert all(getattr(cast, who).pk for who in PEOPLE)
