"""A fail-point does nothing until it is armed, and only known ones can be."""

import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from core import failpoints
from core.failpoints import POINTS, FailPointRaised, arm, arm_from, failpoint

ROOT = Path(__file__).resolve().parents[2]
NAME = "ledger.ring"


@pytest.fixture(autouse=True)
def _disarm() -> Iterator[None]:
    yield
    failpoints.disarm()


def test_an_unarmed_point_does_nothing() -> None:
    arm("sequencer.before_tree", "raise")
    failpoint(NAME)


def test_raise() -> None:
    arm(NAME, "raise")
    with pytest.raises(FailPointRaised, match=NAME):
        failpoint(NAME)


def test_sleep() -> None:
    arm(NAME, "sleep=0.05")
    started = time.monotonic()
    failpoint(NAME)
    assert time.monotonic() - started >= 0.05


def test_pause_until_a_file_is_there(tmp_path: Path) -> None:
    arm(NAME, f"pause={tmp_path / 'go'}")
    thread = threading.Thread(target=failpoint, args=(NAME,))
    thread.start()
    time.sleep(0.05)
    assert thread.is_alive()
    (tmp_path / "go").touch()
    thread.join(5)
    assert not thread.is_alive()


def test_kill9_and_hits_from_the_environment(tmp_path: Path) -> None:
    code = f"from core.failpoints import failpoint; failpoint('sequencer.before_tree'); failpoint('{NAME}')"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"SANLING_FAILPOINTS": f"{NAME}:kill9", "SANLING_FAILPOINT_HITS": str(tmp_path / "hits")},
        check=False,
    )
    assert done.returncode == -9
    assert (tmp_path / "hits").read_text() == NAME + "\n"


def test_several_can_be_armed_at_once() -> None:
    arm_from(f" {NAME}:sleep=0 , sequencer.before_tree:raise,")
    failpoint(NAME)
    with pytest.raises(FailPointRaised):
        failpoint("sequencer.before_tree")


@pytest.mark.parametrize("text", ["no.such.point:raise", f"{NAME}:explode", NAME, f"{NAME}:sleep=long"])
def test_unknown_names_and_actions_stop_the_start(text: str) -> None:
    with pytest.raises(ValueError, match=r"fail-point|could not convert"):
        arm_from(text)


def test_every_point_in_the_code_is_in_the_list_and_the_other_way_round() -> None:
    folders = ("core", "grids", "incidents", "realtime", "mobile_api")
    sources = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    used = {name for path in sources for name in re.findall(r'failpoint\("([^"]+)"\)', path.read_text())}
    assert used == set(POINTS)
