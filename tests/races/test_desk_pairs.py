"""Two dispatchers at two desks press two verbs at once: over HTTP, pair after pair, two hundred rounds (P5, F26).

Exactly one wins. The other gets 409 with the form, in which stand who, when and what now, and every typed word.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from itertools import combinations_with_replacement
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import now

from core.ledger.models import Entry
from incidents.models import Incident, State
from tests.incidents.deeds import fresh, last_line
from tests.incidents.lives import Teller
from tests.races.racing import all_is_well, at_once

DEEDS: dict[State, dict[str, dict[str, str]]] = {
    State.REPORTED: {
        "accept": {"category": "H01", "urgency": "normal"},
        "decline": {"reason_code": "other", "channel": "12345", "text": "不属本级，写好的话"},
        "merge": {"parent": ""},
        "transfer": {"body_name": "市公安局", "receipt_number": "1"},
        "place": {"grid_code": "419001001001002"},
    },
    State.ACCEPTED: {
        "assign": {"to": "water", "text": "写好的话"},
        "merge": {"parent": ""},
        "transfer": {"body_name": "市公安局", "receipt_number": "1"},
        "reclassify": {"category": "H01", "urgency": "urgent", "reason": "写好的话"},
    },
    State.ASSIGNED: {
        "assign": {"to": "water", "text": "写好的话"},
        "transfer": {"body_name": "市公安局", "receipt_number": "1"},
        "reclassify": {"category": "H01", "urgency": "urgent", "reason": "写好的话"},
    },
    State.FINISHED: {
        "verify": {"result": "写好的话"},
        "rework": {"reason": "写好的话"},
    },
    State.VERIFIED: {"rework": {"reason": "写好的话"}, "close": {"outcome": "settled"}},
    State.CLOSED: {"reopen": {"reason": "写好的话"}},
}
"""In each state, what a dispatcher's desk offers and what its form carries."""

EARLIER = timedelta(minutes=30)
"""How long before the race the life of its matter began."""

PAIRS = [
    (state, one, other)
    for state, deeds in DEEDS.items()
    for one, other in combinations_with_replacement(deeds, 2)
]


@pytest.fixture
def tell(cast: SimpleNamespace, small_catalogue: None) -> Teller:
    """Lives of these minutes: the desk goes by the real clock."""
    return Teller(cast, now() - EARLIER)


@pytest.fixture
def desks(cast: SimpleNamespace) -> tuple[Client, Client]:
    """The two dispatchers of the street, signed in."""
    clients = Client(), Client()
    clients[0].force_login(cast.zhou)
    clients[1].force_login(cast.wei)
    return clients


def press(
    client: Client, incident: Incident, verb: str, words: dict[str, str], parent: str
) -> Callable[[], Any]:
    """What a desk sends when the button is pressed on the version that it shows."""
    data = {"version": incident.version, **words} | ({"parent": parent} if verb == "merge" else {})
    return partial(client.post, f"/desk/{incident.number}/do/{verb}", data)


def race(
    tell: Teller, desks: tuple[Client, Client], state: State, verbs: tuple[str, str], parent: str
) -> None:
    """One round."""
    tell.now = now() - EARLIER
    incident = fresh(tell.in_state(state, "hazard"))
    sent = [
        press(client, incident, verb, DEEDS[state][verb], parent)
        for client, verb in zip(desks, verbs, strict=True)
    ]
    answers = at_once(*sent)
    assert sorted(answer.status_code for answer in answers) == [200, 409], (state, verbs)
    assert Entry.objects.filter(stream=incident.pk).count() == incident.version + 1
    late = next(turn for turn, answer in enumerate(answers) if answer.status_code == 409)
    check_told(answers[late].content.decode(), fresh(incident), verbs[late], state, ("魏东", "周敏")[late])


def check_told(page: str, after: Incident, verb: str, state: State, winner: str) -> None:
    """The late one reads who was first, when and what now, and keeps the words."""
    newest = last_line(after)
    assert winner in page and after.get_state_display() in page
    assert f'name="version" value="{newest.version}"' in page
    kept = [words for words in DEEDS[state][verb].values() if words.endswith("写好的话")]
    assert all(words in page for words in kept)


@pytest.mark.parametrize("pair", PAIRS[1::7], ids=lambda pair: " ".join(pair))
def test_of_two_desks_exactly_one_wins(tell: Teller, desks: tuple[Client, Client], pair: Any) -> None:
    race(tell, desks, pair[0], pair[1:], tell.in_state(State.ACCEPTED, "hazard").number)
    assert all_is_well()


@pytest.mark.full
def test_two_hundred_rounds_of_desk_pairs(tell: Teller, desks: tuple[Client, Client]) -> None:
    """Pair after pair; two hundred of each pair are run without HTTP, where a round is ten times cheaper."""
    parent = tell.in_state(State.ACCEPTED, "hazard").number
    for turn in range(200):
        state, *verbs = PAIRS[turn % len(PAIRS)]
        race(tell, desks, state, (verbs[0], verbs[1]), parent)
    assert all_is_well()
