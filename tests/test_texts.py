"""Every Chinese text of the pages has its English, with the same places for values in it."""

import json
import re

import pytest

from bootstrap import texts
from bootstrap.stamps import ROOT

PLACES = re.compile(r"%\((\w+)\)[sd]|(?<!\$)\{(\w+)\}")
FACES = ("shared", "phone", "wall", "desk", "board")


def test_no_text_of_code_or_templates_lacks_its_english() -> None:
    assert texts.missing() == {}


def test_the_english_keeps_the_places_for_values() -> None:
    wrong = [
        message.id
        for message in texts.catalogue()
        if isinstance(message.id, str) and message.id and places(message.id) != places(str(message.string))
    ]
    assert wrong == []


def places(text: str) -> set[str]:
    """The names of the values that a text takes."""
    return {one or other for one, other in PLACES.findall(text)}


@pytest.mark.parametrize("face", FACES)
def test_no_text_of_a_script_lacks_its_english(face: str) -> None:
    folder = ROOT / "frontend" / face
    if not folder.exists():
        return
    known = json.loads((ROOT / "frontend/shared/en.json").read_text())
    for own in folder.glob("en*.json"):
        known |= json.loads(own.read_text())
    said = {
        text
        for path in folder.rglob("*.ts*")
        for text in re.findall(r'\bt\("((?:[^"\\]|\\.)*)"', path.read_text())
    }
    assert {text for text in said if text not in known} == set()
    assert {text for text in said if places(text) != places(known[text])} == set()
