"""The pages' own tests, written in TypeScript beside this file; types and words of the whole front end."""

import json
import re
from pathlib import Path

import pytest

from tests.frontend.running import FRONTEND, bundled, run, tool

HERE = Path(__file__).parent
FACES = [
    path.name for path in sorted(FRONTEND.iterdir()) if (path / "en.json").exists() and path.name != "shared"
]
TEXT = re.compile(r'\bt\(\s*"((?:[^"\\]|\\.)*)"')
CHINESE = re.compile(r"[一-鿿]")


@pytest.mark.parametrize("source", sorted(HERE.glob("*.test.ts")), ids=lambda path: path.stem)
def test_typescript(source: Path, tmp_path: Path) -> None:
    run(bundled(source, tmp_path), "--test")


def test_types_are_sound() -> None:
    done = tool("tsc", "--noEmit")
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("face", FACES)
def test_every_text_of_a_face_has_its_english(face: str) -> None:
    known = _words("shared") | _words(face)
    used = {text for name in ("shared", face) for text in _texts(name) if CHINESE.search(text)}
    assert sorted(used - known.keys()) == []
    assert sorted(text for text in used if _slots(text) != _slots(known[text])) == []


def test_the_lock_file_names_no_registry() -> None:
    assert '"resolved"' not in (FRONTEND / "package-lock.json").read_text()


def _words(name: str) -> dict[str, str]:
    words: dict[str, str] = {}
    for path in (FRONTEND / name).glob("en*.json"):
        words |= json.loads(path.read_text())
    return words


def _texts(name: str) -> set[str]:
    return {text for path in (FRONTEND / name).glob("*.ts*") for text in TEXT.findall(path.read_text())}


def _slots(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))
