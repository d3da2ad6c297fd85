"""Lives that nobody planned: any verb by anybody at any time, and what must hold after every step (P3, P4)."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from core.errors import Refusal
from grids.scope import scope_of
from incidents.buttons import open_to
from incidents.invariants import INVARIANTS
from incidents.models import Clock, Incident, State
from incidents.services import sweep
from incidents.verbs import VERBS, perform
from tests.incidents.deeds import Line, everything, lines, running
from tests.incidents.lives import CATEGORY, Teller

PEOPLE = ("lin", "sun", "zheng", "zhou", "wei", "chen", "wu", "ma", "he")
KINDS = ("petition", "hazard", "security")
MOST_MATTERS = 5
LEGAL = {"petition_notice", "petition_answer"}
RUNNING: dict[str, set[str]] = {
    "reported": {"accept"},
    "accepted": {"assign"},
    "assigned": {"take", "handle"},
    "handling": {"handle"},
    "suspended": {"handle"},
    "finished": {"handle", "verify"},
    "verified": {"handle"},
}
"""State → the clocks that run; one that was returned runs its main clock besides, an ended matter none."""

MOVES = {"accept", "assign", "take", "ask", "grant", "resume", "finish", "verify", "close", "reopen"}
"""The verbs by which a matter gets on in life."""

EDGES: dict[str, tuple[set[str], set[str]]] = {
    "self_handled": ({"reported"}, {"closed"}),
    "accepted": ({"reported"}, {"accepted"}),
    "declined": ({"reported"}, {"declined"}),
    "objected": ({"declined"}, {"reported"}),
    "merged": ({"reported", "accepted"}, {"merged"}),
    "unmerged": ({"merged"}, {"reported", "accepted"}),
    "assigned": ({"accepted", "assigned", "handling"}, {"assigned"}),
    "taken": ({"assigned"}, {"handling"}),
    "sent_back": ({"assigned", "handling"}, {"accepted"}),
    "granted": ({"handling"}, {"handling", "suspended"}),
    "resumed": ({"suspended"}, {"handling"}),
    "finished": ({"handling"}, {"finished"}),
    "verified": ({"finished"}, {"verified", "closed"}),
    "reworked": ({"finished", "verified"}, {"handling"}),
    "closed": ({"verified"}, {"closed"}),
    "reopened": ({"closed", "declined"}, {"accepted"}),
    "transferred": ({"reported", "accepted", "assigned", "handling"}, {"transferred"}),
    "voided": (set(RUNNING), {"void"}),
    "undone": (
        {"accepted", "assigned", "merged", "closed"}, {"reported", "accepted", "assigned", "handling", "verified"},
    ),
}  # fmt: skip
"""Kind of line → from which states to which; every other kind leaves the state alone."""


class Lives(RuleBasedStateMachine):
    """A few matters in one street, and people who do what comes to their minds."""

    tell: Teller

    def __init__(self) -> None:
        super().__init__()
        self.whole = transaction.atomic()
        self.whole.__enter__()
        self.t = Teller(self.tell.cast, self.tell.now)
        self.first_due: dict[Any, tuple[int, Any]] = {}

    def teardown(self) -> None:
        problems = [str(problem) for name in LASTING for problem in INVARIANTS[name]()]
        transaction.set_rollback(True)
        self.whole.__exit__(None, None, None)
        assert problems == []

    @initialize(states=st.lists(st.sampled_from(list(RUNNING)), min_size=2, max_size=3))
    def some_matters_have_a_life_behind_them(self, states: list[str]) -> None:
        for state in states:
            self.t.in_state(state, KINDS[len(self.matters) % 3])

    @property
    def matters(self) -> list[Incident]:
        """Every matter there is, the oldest first."""
        return list(Incident.objects.order_by("reported_at"))

    @precondition(lambda self: len(self.matters) < MOST_MATTERS)
    @rule(kind=st.sampled_from(KINDS), category=st.sampled_from(["", "01", "02", "03"]))
    def somebody_reports(self, kind: str, category: str) -> None:
        self.t.file(kind, category=CATEGORY[kind][0] + category if category else None)

    @rule(data=st.data(), which=st.integers(0, MOST_MATTERS - 1))
    def somebody_does_what_is_open_to_them(self, data: st.DataObject, which: int) -> None:
        self._do_one_of(ways_on(self.t, self._chosen(which)), which, data)

    @rule(data=st.data(), which=st.integers(0, MOST_MATTERS - 1))
    def somebody_moves_it_on(self, data: st.DataObject, which: int) -> None:
        ways = ways_on(self.t, self._chosen(which))
        self._do_one_of([way for way in ways if way[1] in MOVES], which, data)

    def _do_one_of(self, ways: list[tuple[str, str]], which: int, data: st.DataObject) -> None:
        if ways:
            who, verb = data.draw(st.sampled_from(ways))
            self._try(verb, self._chosen(which), who, data)

    @rule(
        data=st.data(),
        which=st.integers(0, MOST_MATTERS - 1),
        verb=st.sampled_from(list(VERBS)),
        who=st.sampled_from(PEOPLE),
    )
    def somebody_tries_anything(self, data: st.DataObject, which: int, verb: str, who: str) -> None:
        self._try(verb, self._chosen(which), who, data)

    @rule(which=st.integers(0, MOST_MATTERS - 1), who=st.sampled_from(["zhou", "zheng"]))
    def somebody_regrets_at_once(self, which: int, who: str) -> None:
        now = self.t.now + timedelta(seconds=5)
        self._refused_or_done("undo", self._chosen(which), who, {}, now)

    @rule(hours=st.sampled_from([1, 8, 30, 24 * 9, 24 * 31]))
    def time_passes_and_the_sweep_looks(self, hours: int) -> None:
        self.t.now += timedelta(hours=hours)
        sweep(self.t.now)
        assert sweep(self.t.now) == 0

    def _chosen(self, which: int) -> Incident:
        matters = self.matters
        return matters[which % len(matters)]

    def _person(self, who: str) -> Any:
        return getattr(self.t.cast, who)

    def _try(self, verb: str, incident: Incident, who: str, data: st.DataObject) -> None:
        carried = data.draw(self._carried(verb, incident))
        self._refused_or_done(verb, incident, who, carried, self.t.tick())

    def _refused_or_done(
        self, verb: str, incident: Incident, who: str, carried: dict[str, Any], now: Any
    ) -> None:
        before = everything(incident)
        try:
            perform(verb, incident.pk, carried, by=self._person(who), now=now)
        except Refusal:
            assert everything(incident) == before

    def _carried(self, verb: str, incident: Incident) -> st.SearchStrategy[dict[str, Any]]:
        """Something that a person could fill in, mostly rightly."""
        c, letter = self.t.cast, incident.kind_id[0].upper()
        later = (self.t.now + timedelta(days=15)).isoformat()
        departments = st.sampled_from(["sanitation", "sanitation", "water"])
        category = st.sampled_from([f"{letter}{n}" for n in ("01", "01", "03", "03", "02")])
        urgency = st.sampled_from(["normal", "serious", "urgent"])
        seldom = st.sampled_from([False, False, False, True])
        whole = st.sampled_from([{}, dict.fromkeys(FIVE, "已落实")])
        fields: dict[str, dict[str, Any]] = {
            "self_handle": {"what_was_done": "当场清理"},
            "accept": {
                "category": category, "urgency": urgency,
                "complained_about": st.sampled_from(["", "", "", "water"]),
            },
            "decline": {"reason_code": "other", "channel": "12345", "text": "不属本级"},
            "request_confirmation": {"to_grid": c.grid_a1.code, "question": "还在吗"},
            "confirm": {"is_so": st.booleans()},
            "object": {"text": "就在本社区"},
            "assign": {
                "to": departments, "co_handlers": st.lists(departments, max_size=2), "final": seldom,
            },
            "finish": {"what_was_done": "已清理", "remedies": whole},
            "rework": {"reason": "还有一半"},
            "close": {"outcome": "settled"},
            "send_back": {"reason_code": "not_ours", "text": "不归我们"},
            "ask": {
                "what": st.sampled_from(["extension", "suspension", "voiding"]), "reason": "等材料", "new_date": later,
            },
            "supervise": {"level": st.integers(1, 3), "demand": "三日内答复", "due_at": later},
            "answer": {"text": "正在办"},
            "supplement": {"text": "又多了一堆"},
            "reclassify": {"category": category, "urgency": urgency, "reason": "现场不同"},
            "place": {"grid_code": st.sampled_from([c.grid_a1.code, c.grid_a2.code])},
            "merge": {"parent": st.sampled_from([str(each.pk) for each in self.matters])},
            "transfer": {"body_name": "市公安局", "receipt_number": "1"},
            "register": {"official_number": "1", "office": "市信访局", "on": self.t.now.date().isoformat()},
            "reopen": {"reason": "又堆上了"},
            "follow_up": {"solved": st.booleans(), "satisfaction": st.integers(1, 5)},
        }  # fmt: skip
        plain = fields.get(verb, {})
        return st.fixed_dictionaries(
            {k: v if isinstance(v, st.SearchStrategy) else st.just(v) for k, v in plain.items()}
        )

    @invariant()
    def every_matter_is_what_its_ledger_says(self) -> None:
        connection.check_constraints()
        for incident in self.matters:
            history = lines(incident)
            assert [line.version for line in history] == list(range(1, incident.version + 1))
            assert walk(history) == incident.state
            assert history[-1].header["state"] == incident.state
            marks = [
                (line.header["clock"], line.header["due_at"]) for line in history if line.kind == "overdue"
            ]
            assert len(marks) == len(set(marks))

    @invariant()
    def exactly_the_clocks_of_its_state_run(self) -> None:
        for incident in self.matters:
            clocks = running(incident)
            expected = set(RUNNING.get(incident.state, set()))
            if incident.state == State.ACCEPTED and incident.due_at:
                expected.add("handle")
            assert set(clocks) - LEGAL == expected, incident.state
            assert {kind for kind, clock in clocks.items() if clock.paused_at} == (
                {"handle"} if incident.state == State.SUSPENDED else set()
            )
            self._check_main(incident, clocks.get("handle"))

    def _check_main(self, incident: Incident, main: Clock | None) -> None:
        if main is not None:
            mirrored = (incident.due_at, incident.due0_at, incident.overdue_at, incident.provisional)
            assert mirrored == (main.due_at, main.due0_at, main.overdue_at, main.provisional)
        life, first = self.first_due.get(incident.pk, (incident.reopens, None))
        if first is not None and life == incident.reopens and incident.due0_at is not None:
            assert incident.due0_at == first
        self.first_due[incident.pk] = incident.reopens, incident.due0_at

    @invariant()
    def a_merged_matter_follows_one_that_is_not_merged(self) -> None:
        for incident in self.matters:
            assert (incident.state == State.MERGED) == (incident.merged_into is not None)
            if incident.merged_into is not None:
                assert incident.merged_into.state not in (State.MERGED, State.VOID)

    @invariant()
    def nobody_outside_sees_it(self) -> None:
        day = self.t.now.date()
        assert not Incident.objects.visible_to(scope_of(self.t.cast.he, day)).exists()
        serves = self.t.cast.sanitation.pk
        for incident in Incident.objects.visible_to(scope_of(self.t.cast.chen, day)):
            assert serves in {incident.department_id, *incident.co_handlers} - {incident.complained_about_id}


FIVE = ("responsibility", "measures", "funds", "deadline", "contingency")
LASTING = [name for name in INVARIANTS if name not in ("dense_numbers", "nothing_waits_long")]
"""What the operators' own check must find nothing wrong with; no sequencer runs here."""


def ways_on(tell: Teller, incident: Incident) -> list[tuple[str, str]]:
    """Who could do what on this matter now, in the order of the buttons."""
    day = tell.now.date()
    return [
        (who, verb)
        for who in PEOPLE[:7]
        if Incident.objects.visible_to(scope := scope_of(getattr(tell.cast, who), day)).filter(pk=incident.pk)
        for verb in open_to(incident, scope)
    ]


def walk(history: Iterable[Line]) -> str:
    """Follow the lines through the graph; each step must be an edge of it."""
    before, state = "", "reported"
    for line in history:
        after = line.header["state"]
        froms, tos = EDGES.get(line.kind, ({state}, {state}))
        assert state in froms and after in tos, (state, line.kind, after)
        if line.kind == "undone":
            assert after == before, "an undo leads back to where it came from"
        if line.kind in EDGES:
            before, state = state, after
    return state


@pytest.fixture
def lives(tell: Teller) -> type[Lives]:
    """The machine, in the street of the cast."""
    return type("LivesOfTheCast", (Lives,), {"tell": tell})


QUIETLY = settings(deadline=None, database=None, suppress_health_check=list(HealthCheck), print_blob=False)


def test_whatever_people_do_every_matter_lives_a_legal_life(lives: type[Lives]) -> None:
    bounded = settings(QUIETLY, max_examples=7, stateful_step_count=35, derandomize=True)
    run_state_machine_as_test(lives, settings=bounded)


@pytest.mark.full
def test_whatever_people_do_for_long_every_matter_lives_a_legal_life(lives: type[Lives]) -> None:
    run_state_machine_as_test(lives, settings=settings(QUIETLY, max_examples=100, stateful_step_count=60))
