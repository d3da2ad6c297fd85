"""`make bench PART=start`: `make run` on a fresh clone, then once more; seconds to the first page, and memory.

The files of this clone are copied into a temporary folder and `make run` is typed there as a stranger would, with what
pip and npm hold in their caches. Everything it makes goes away with the folder.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections import defaultdict
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from bench.house import free_port
from bench.kernel import Neighbours, cpu_seconds, family, pss
from core.embedded.paths import ROOT

LONGEST_SECONDS = 1200
SETTLE_SECONDS = 15
"""So long after the first page memory is looked at: by then all have said their first word."""
MEGABYTE = 1024 * 1024
BUILT = ("node_modules", "dist", "__pycache__", "*.mo")


def main(words: list[str]) -> None:
    """Measure a first and a second start."""
    ArgumentParser(prog="python -m bench.start", description=__doc__.splitlines()[0]).parse_args(words)
    with tempfile.TemporaryDirectory(prefix="sanling-", dir=os.environ.get("TMPDIR")) as folder:
        Path(folder).chmod(0o755)  # the servers' own user goes through it
        clone = _clone(Path(folder) / "clone")
        for name in ("first start", "second start"):
            neighbours = Neighbours()
            seconds, cpu, memory = start(clone)
            told = ", ".join(f"{role} {size / MEGABYTE:.0f}" for role, size in sorted(memory.items()))
            share = neighbours.share()
            print(
                f"{name}: {seconds:.1f} s to the first page, {cpu:.1f} s of CPU; neighbours took {share:.0%}"
            )
            print(f"    memory (PSS) {sum(memory.values()) / MEGABYTE:.0f} MB: {told}", flush=True)


def start(clone: Path) -> tuple[float, float, dict[str, int]]:
    """Type `make run`, wait for the first page, look at memory, stop. Nothing is left running."""
    port, begun = free_port(), time.monotonic()
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("SANLING_", "MAKE"))}
    with (clone / "said.log").open("wb") as said:
        run = subprocess.Popen(
            ["make", "run"], cwd=clone, env={**clean, "PORT": str(port)},
            stdin=subprocess.DEVNULL, stdout=said, stderr=said, start_new_session=True,
        )  # fmt: skip
    try:
        while not _first_page(port):
            if run.poll() is not None or time.monotonic() - begun > LONGEST_SECONDS:
                raise RuntimeError("\n".join((clone / "said.log").read_text().splitlines()[-12:]))
            time.sleep(0.05)
        seconds, cpu = time.monotonic() - begun, cpu_seconds([run.pid])
        time.sleep(SETTLE_SECONDS)
        return seconds, cpu, _memory(clone, run.pid)
    finally:
        os.killpg(run.pid, signal.SIGINT)
        run.wait(60)


def _clone(to: Path) -> Path:
    """What a clone holds: the tree without what was made in it."""
    unwanted = shutil.ignore_patterns(".git", ".venv", ".boot", "var", ".*_cache", *BUILT)
    shutil.copytree(ROOT, to, ignore=unwanted)
    return to


def _first_page(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


def _memory(clone: Path, top: int) -> dict[str, int]:
    """Bytes by role: the processes that the instance names, with theirs; the rest is the supervisor."""
    named = json.loads((clone / "var/run/processes.json").read_text())
    sizes: dict[str, int] = defaultdict(int)
    counted: set[int] = set()
    for name, pid in named["processes"].items():
        for each in set(family([pid])) - counted:
            counted.add(each)
            sizes[name.rstrip("-0123456789/")] += pss(each)
    for each in set(family([top])) - counted:
        sizes["supervisor"] += pss(each)
    return sizes


if __name__ == "__main__":
    main(sys.argv[1:])
