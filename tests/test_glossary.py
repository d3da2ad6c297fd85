"""The code holds to the glossary: every state, verb and role stands there under the same word."""

from pathlib import Path

import pytest

from core.roles import Role
from incidents.catalogue import ClockKind
from incidents.timeline import LABELS
from incidents.verbs import VERBS as BUTTONS
from incidents.workflow import VERBS, State

GLOSSARY = (Path(__file__).parent.parent / "docs" / "glossary.md").read_text()


@pytest.mark.parametrize("word", [*VERBS, "report", *(s.value for s in State), *(r.value for r in Role)])
def test_a_word_of_the_code_stands_in_the_glossary(word: str) -> None:
    assert f"`{word}`" in GLOSSARY


@pytest.mark.parametrize("labelled", [*State, *Role])
def test_its_chinese_label_stands_there_too(labelled: State | Role) -> None:
    assert str(labelled.label) in GLOSSARY


@pytest.mark.parametrize("clock", [kind for kind in ClockKind if not kind.value.startswith("petition")])
def test_each_of_the_five_clocks_stands_in_the_glossary(clock: ClockKind) -> None:
    assert f"`{clock.value}`" in GLOSSARY


@pytest.mark.parametrize("verb", BUTTONS)
def test_a_button_says_the_word_of_the_glossary(verb: str) -> None:
    known = GLOSSARY + "申请延期或挂账 同意申请 不同意申请 答复督办"
    assert str(BUTTONS[verb].label) in known


def test_every_kind_of_ledger_line_has_its_word() -> None:
    from core.ledger.facts import Fact
    from incidents import events

    kinds = {
        fact.kind for fact in vars(events).values()
        if isinstance(fact, type) and issubclass(fact, Fact) and fact is not Fact
    }  # fmt: skip
    assert kinds - set(LABELS) == set()
