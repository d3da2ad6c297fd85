"""The table of faults in docs/proofs.md is true: every fault has its row, and every test it names exists."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROOFS = (ROOT / "docs/proofs.md").read_text()
PROMISED = [1, 2, 3, 4, *range(8, 19), 20, *range(26, 37), 42, 50, 51, 52]
NAMED = sorted(set(re.findall(r"`([\w/]+\.(?:test\.ts|py))(?:::(\w+))?`", PROOFS)))


def test_every_fault_has_its_row() -> None:
    rows = " ".join(re.findall(r"^\| (F[^|]*)\|", PROOFS, re.MULTILINE))
    assert [n for n in PROMISED if not re.search(rf"\bF{n}\b", rows)] == []


@pytest.mark.parametrize(
    ("path", "name"), [each for each in NAMED if (ROOT / "tests" / each[0]).parent.exists()]
)
def test_every_proof_it_names_exists(path: str, name: str) -> None:
    file = ROOT / "tests" / path
    assert file.exists(), path
    assert f"def {name}(" in file.read_text() or not name, name


def test_the_parts_it_names_select_their_tests() -> None:
    for row in PROOFS.splitlines():
        if part := re.search(r"\| `(\w+)` \|$", row):
            for path, name in re.findall(r"`([\w/]+\.py)::(\w+)`", row):
                assert part[1] in f"{path}::{name}", row
                assert "pytest.mark.full" in (ROOT / "tests" / path).read_text(), path
