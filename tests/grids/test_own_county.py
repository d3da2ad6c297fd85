"""docs/own-county.md: its examples work as they stand there, in their order."""

import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from core.models import User
from core.roles import Role
from grids import tree
from grids.datum import Datum, to_wgs84
from grids.imports import area_lines, departments, people
from grids.locate import locate
from grids.scope import scope_of
from tests.cast import TODAY

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "own-county.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^`manage\.py (.+)`$", PAGE, re.MULTILINE)
EXAMPLES = re.findall(r"^```csv\n(.+?)^```$", PAGE, re.MULTILINE | re.DOTALL)


@pytest.mark.django_db
def test_the_examples_set_up_a_county(tmp_path: Path) -> None:
    assert len(COMMANDS) == len(EXAMPLES) == 3
    for command, example in zip(COMMANDS, EXAMPLES, strict=True):
        name, file, *options = command.split()
        (tmp_path / file).write_text(example, encoding="utf-8")
        call_command(name, str(tmp_path / file), *options, stdout=StringIO())
    tree.forget()
    grid = locate(*to_wgs84(112.605, 35.075, Datum.GCJ02), TODAY)
    assert grid is not None and grid.name == "东马蓬社区第一网格"
    assert scope_of(User.objects.get(username="lin"), TODAY).has(Role.GRID_WORKER, grid.path)


@pytest.mark.parametrize("importer", [area_lines, departments, people])
def test_every_column_that_is_read_stands_on_the_page(importer: object) -> None:
    headings: dict[str, tuple[str, ...]] = importer.HEADINGS  # type: ignore[attr-defined]
    assert all(any(word in PAGE for word in (name, *known)) for name, known in headings.items())
