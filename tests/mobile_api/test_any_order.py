"""Ten messages of one phone in any order, each as often as you like: one state, one receipt."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.ledger.models import Entry
from incidents.models import Incident
from mobile_api.models import Command, ParkedPart
from tests.mobile_api.conftest import Phone, hazard, jpeg
from tests.mobile_api.sounds import webm
from tests.mobile_api.test_chains import ACCEPT, after
from tests.mobile_api.test_parked import voice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]

COMMANDS = (
    ("accept", ACCEPT),
    ("supplement", {"text": "又堆了一些"}),
    ("assign", {"to": "sanitation"}),
    ("reclassify", {"category": "H01", "urgency": "urgent", "reason": "人多"}),
    ("supplement", {"text": "围挡已拉"}),
)
PICTURES = {"1": jpeg(), "2": jpeg(), "3": jpeg("blue")}
MESSAGES = 1 + len(PICTURES) + 1 + len(COMMANDS)
WAITS = {(404, "NOT_FOUND"), (409, "EARLIER_FIRST")}


@dataclass
class Outbox:
    """What a phone wants to say of one matter: the report, its parts, and a chain of commands."""

    phone: Phone
    report: UUID = field(default_factory=uuid4)
    commands: list[UUID] = field(default_factory=lambda: [uuid4() for _ in COMMANDS])

    def send(self, n: int) -> Any:
        """Send the n-th message, once."""
        if n == 0:
            body = {**hazard(), "photos_expected": 3, "voices_expected": 1}
            return self.phone.put(f"/reports/{self.report}", body)
        if n <= len(PICTURES):
            return self.phone.photo(self.report, str(n), PICTURES[str(n)])
        if n == len(PICTURES) + 1:
            return voice(self.phone, self.report, "v", webm())
        link = n - len(PICTURES) - 2
        verb, data = COMMANDS[link]
        earlier = self.commands[link - 1] if link else self.report
        return after(self.phone, self.report, verb, earlier, data, self.commands[link])

    def send_all(self, order: list[int]) -> None:
        """Send in this order, and what was told to wait again, until nothing waits."""
        for _ in range(MESSAGES + 1):
            waiting = [n for n in order if self._is_told_to_wait(n)]
            if not waiting:
                return
            order = waiting
        raise AssertionError(f"{order} never got through")

    def _is_told_to_wait(self, n: int) -> bool:
        answer = self.send(n)
        if answer.status in (200, 201, 202):
            return False
        assert (answer.status, answer.json["code"]) in WAITS
        return True

    def outcome(self) -> dict[str, Any]:
        """How it all stands: without what differs from one matter to the next."""
        matter = Incident.objects.get(pk=self.report)
        receipt = self.phone.get(f"/reports/{self.report}/receipt").json
        return {
            "state": (matter.state, matter.urgency, matter.version, matter.category_id),
            "lines": sorted(Entry.objects.filter(stream=self.report).values_list("kind", flat=True)),
            "photos": sorted(matter.photos.values_list("slot", "sha256")),
            "voices": sorted(matter.voices.values_list("slot", "sha256")),
            "receipt": sorted(each["slot"] for each in receipt["photos"]["arrived"]),
            "commands": sorted(Command.objects.filter(incident=matter).values_list("verb", "state")),
            "parked": ParkedPart.objects.filter(report=self.report).count(),
        }


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(order=st.permutations(range(MESSAGES)), again=st.lists(st.integers(0, MESSAGES - 1), max_size=6))
def test_any_order_and_any_repeats_give_one_state(
    phone: Any, zhou: Any, sanitation: Any, order: list[int], again: list[int]
) -> None:
    """As sent in order, once each; and every receipt of the report says the same of it."""
    plain, shuffled = Outbox(phone(zhou)), Outbox(phone(zhou))
    plain.send_all(list(range(MESSAGES)))
    shuffled.send_all([*order, *again])
    assert shuffled.outcome() == plain.outcome()
    codes = {shuffled.send(0).json["verify_code"] for _ in range(3)}
    assert len(codes) == 1


@pytest.mark.full
@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(order=st.permutations(range(MESSAGES)), again=st.lists(st.integers(0, MESSAGES - 1), max_size=100))
def test_shuffled_storm_of_four_hundred_phones(
    phone: Any, zhou: Any, sanitation: Any, order: list[int], again: list[int]
) -> None:
    """Part "storm" of the long proofs: the same with ten replays of everything."""
    shuffled = Outbox(phone(zhou))
    shuffled.send_all([*order, *again])
    outcome = shuffled.outcome()
    assert (outcome["state"][:2], outcome["parked"]) == (("assigned", "urgent"), 0)
    assert len(outcome["lines"]) == MESSAGES
