"""Of two deeds on the version that both saw exactly one wins, and the other is told who was first (P5, fault F26)."""

from datetime import datetime, timedelta
from functools import partial
from itertools import combinations_with_replacement
from typing import Any

import pytest

from core.errors import Busy, Late, NotFound
from core.ledger.models import Entry
from core.models import User
from grids.scope import scope_of
from incidents.models import Incident, State
from incidents.verbs import perform
from tests.incidents.deeds import fresh, last_line
from tests.incidents.lives import CATEGORY, Teller
from tests.races.racing import all_is_well, at_once

RIVALS: dict[State, str] = {
    State.REPORTED: "accept decline merge transfer self_handle place register",
    State.ACCEPTED: "assign merge transfer reclassify",
    State.ASSIGNED: "assign take send_back transfer",
    State.HANDLING: "assign send_back finish ask transfer",
    State.SUSPENDED: "resume supervise",
    State.FINISHED: "verify rework",
    State.VERIFIED: "rework close",
    State.CLOSED: "reopen follow_up",
    State.DECLINED: "object reopen",
    State.MERGED: "unmerge",
}
"""In each state, verbs that two people could mean at the same moment."""

BY = {
    "self_handle": ("lin", "lin"), "take": ("chen", "chen"), "send_back": ("chen", "chen"), "finish": ("chen", "chen"),
    "ask": ("chen", "chen"), "supervise": ("wu", "wu"), "verify": ("lin", "sun"), "object": ("lin", "zheng"),
}  # fmt: skip
"""Who does it: first and second; the two dispatchers where nobody is named."""

PAIRS = [
    (state, *pair)
    for state, verbs in RIVALS.items()
    for pair in combinations_with_replacement(verbs.split(), 2)
]


def carried(verb: str, tell: Teller, parent: Incident) -> dict[str, Any]:
    """What the verb carries."""
    later = (tell.now + timedelta(days=15)).isoformat()
    carries: dict[str, dict[str, Any]] = {
        "accept": {"category": CATEGORY[parent.kind_id]},
        "decline": {"reason_code": "other", "channel": "12345", "text": "不属本级"},
        "merge": {"parent": str(parent.pk)},
        "transfer": {"body_name": "市公安局", "receipt_number": "1"},
        "self_handle": {"what_was_done": "当场清理"},
        "place": {"grid_code": tell.cast.grid_a2.code},
        "register": {"official_number": "1", "office": "市信访局", "on": "2026-11-17"},
        "assign": {"to": "water"},
        "reclassify": {"category": CATEGORY[parent.kind_id], "urgency": "urgent", "reason": "更急"},
        "send_back": {"reason_code": "not_ours", "text": "不归我们"},
        "finish": {"what_was_done": "已清理"},
        "ask": {"what": "extension", "reason": "等配件", "new_date": later},
        "supervise": {"level": 1, "demand": "三日内答复", "due_at": later},
        "rework": {"reason": "还有一半"},
        "close": {"outcome": "settled"},
        "reopen": {"reason": "又堆上了"},
        "follow_up": {"solved": True},
        "object": {"text": "就在本社区"},
    }
    return carries.get(verb, {})


def race(tell: Teller, state: State, verbs: tuple[str, str], parent: Incident) -> None:
    """One round: both on the version that both saw. Who was kept waiting too long asks again, as every client does."""
    incident = fresh(tell.in_state(state))
    now, people, deeds = tell.tick(), [], []
    for turn, verb in enumerate(verbs):
        people.append(getattr(tell.cast, BY.get(verb, ("zhou", "wei"))[turn]))
        data = carried(verb, tell, parent)
        deeds.append(
            partial(perform, verb, incident.pk, data, by=people[turn], now=now, version=incident.version)
        )
    answers = at_once(*deeds)
    answers = [
        at_once(deed)[0] if isinstance(answer, Busy) else answer
        for answer, deed in zip(answers, deeds, strict=True)
    ]
    lost = [turn for turn, answer in enumerate(answers) if not isinstance(answer, Incident)]
    assert len(lost) == 1, (state, verbs, answers)
    assert Entry.objects.filter(stream=incident.pk).count() == incident.version + 1
    check_told(answers[lost[0]], incident, people[lost[0]], now)


def check_told(answer: Any, incident: Incident, loser: User, now: datetime) -> None:
    """Who lost is told who was first and when; or, if he lost the sight of the matter by it, that it is gone."""
    if isinstance(answer, NotFound):
        assert not Incident.objects.visible_to(scope_of(loser, now.date())).filter(pk=incident.pk).exists()
        return
    assert isinstance(answer, Late) and answer.current is not None, answer
    newest = last_line(incident)
    assert (answer.current["version"], answer.current["last"]["kind"]) == (newest.version, newest.kind)
    assert answer.current["last"]["at"] == now.isoformat()


@pytest.mark.parametrize("state", list(RIVALS))
def test_of_two_rival_deeds_exactly_one_wins(tell: Teller, state: State) -> None:
    parent = tell.in_state(State.ACCEPTED)
    for mine, *verbs in PAIRS:
        for _ in range(2 if mine == state else 0):
            race(tell, state, (verbs[0], verbs[1]), parent)
    assert all_is_well()


@pytest.mark.full
@pytest.mark.parametrize("pair", PAIRS, ids=[" ".join(pair) for pair in PAIRS])
def test_two_hundred_rounds_of_every_pair(tell: Teller, pair: tuple[State, str, str]) -> None:
    parent = tell.in_state(State.ACCEPTED)
    for _ in range(200):
        race(tell, pair[0], pair[1:], parent)
    assert all_is_well()


def test_who_regrets_and_who_takes_it_on_at_the_same_moment(tell: Teller) -> None:
    for _ in range(3):
        incident = tell.in_state(State.ASSIGNED)
        now = tell.now + timedelta(seconds=3)
        answers = at_once(
            partial(perform, "undo", incident.pk, {}, by=tell.cast.zhou, now=now),
            partial(perform, "take", incident.pk, {}, by=tell.cast.chen, now=now),
        )
        states = [answer.state for answer in answers if isinstance(answer, Incident)]
        assert states in (["accepted"], ["handling"])
        assert fresh(incident).state == states[0]
    assert all_is_well()


def test_two_matters_merged_into_each_other_end_as_one(tell: Teller) -> None:
    for _ in range(3):
        one, two = tell.file("petition"), tell.file("petition")
        now = tell.tick()
        answers = at_once(
            partial(perform, "merge", one.pk, {"parent": two.number}, by=tell.cast.zhou, now=now),
            partial(perform, "merge", two.pk, {"parent": one.number}, by=tell.cast.wei, now=now),
        )
        assert len([answer for answer in answers if isinstance(answer, Incident)]) == 1
        assert sorted([fresh(one).state, fresh(two).state]) == ["merged", "reported"]
    assert all_is_well()
