"""`make bench PART=intake`: reports through the whole path against one bare INSERT behind the same server.

Sixteen keep-alive phones, rounds of each in turn, medians over the rounds. CPU is what the web processes and PostgreSQL
used per answer, by the kernel's count; it suffers less from neighbours than requests per second do.
"""

import json
import subprocess
import sys
from argparse import ArgumentParser
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from bench import kernel
from bench.house import House

PATHS = ("nothing", "insert", "view", "report")
SECONDS = 4.0
ROUNDS = 5


@dataclass
class Series:
    """The rounds of one path."""

    per_second: list[float] = field(default_factory=list)
    web_ms: list[float] = field(default_factory=list)
    postgres_ms: list[float] = field(default_factory=list)
    others_ms: list[float] = field(default_factory=list)
    p50_ms: list[float] = field(default_factory=list)
    p95_ms: list[float] = field(default_factory=list)


class Phones:
    """The load, in a process of its own."""

    def __init__(self, house: House) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bench.load", str(house.env.port)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self._say(house.ask("bench.people"))

    def round(self, path: str, seconds: float) -> dict[str, Any]:
        """Send for so many seconds; RuntimeError if anything but 201 was answered."""
        self._say({"path": path, "seconds": seconds})
        assert self.process.stdout
        heard: dict[str, Any] = json.loads(self.process.stdout.readline())
        if set(heard["statuses"]) != {"201"}:
            raise RuntimeError(f"{path}: {heard['statuses']}")
        return heard

    def _say(self, words: Any) -> None:
        assert self.process.stdin
        print(json.dumps(words), file=self.process.stdin, flush=True)

    def close(self) -> None:
        """End the process."""
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait()


def main(words: list[str]) -> None:
    """Measure and print a table."""
    parser = ArgumentParser(prog="python -m bench.intake", description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    options = parser.parse_args(words)
    with House() as house:
        phones = Phones(house)
        for path in PATHS:
            phones.round(path, 2.0)
        found = {path: Series() for path in PATHS}
        for _ in range(options.rounds):
            for path in PATHS:
                measure(house, phones, path, options.seconds, found[path])
        phones.close()
    tell(found)


def measure(house: House, phones: Phones, path: str, seconds: float, series: Series) -> None:
    """One round of one path."""
    groups = [house.pids(role) for role in ("web", "postgres")]
    groups.append([*house.pids("sequencer"), *house.pids("worker"), *house.pids("valkey")])
    before = [kernel.cpu_seconds(pids) for pids in groups]
    heard = phones.round(path, seconds)
    spent = [kernel.cpu_seconds(pids) - was for pids, was in zip(groups, before, strict=True)]
    series.per_second.append(heard["answers"] / heard["seconds"])
    for row, cost in zip((series.web_ms, series.postgres_ms, series.others_ms), spent, strict=True):
        row.append(cost / heard["answers"] * 1000)
    series.p50_ms.append(heard["p50_ms"])
    series.p95_ms.append(heard["p95_ms"])


def tell(found: dict[str, Series]) -> None:
    """Print the medians, and the ratios to the two floors, round by round."""
    print(
        f"{'':10}{'requests/s':>12}{'CPU ms: web':>12}{'PostgreSQL':>12}{'others':>10}{'p50 ms':>10}{'p95 ms':>10}"
    )
    for path, its in found.items():
        figures = its.per_second, its.web_ms, its.postgres_ms, its.others_ms, its.p50_ms, its.p95_ms
        one, two, three, four, five, six = map(median, figures)
        print(f"{path:10}{one:12.0f}{two:12.2f}{three:12.2f}{four:10.2f}{five:10.1f}{six:10.1f}")
    for floor in ("insert", "view"):
        _compare(found["report"], found[floor], floor)


def _compare(ours: Series, floor: Series, name: str) -> None:
    ratios = sorted(a / b for a, b in zip(ours.per_second, floor.per_second, strict=True))
    cpu = [median(each.web_ms) + median(each.postgres_ms) + median(each.others_ms) for each in (ours, floor)]
    print(
        f"report / {name}: {median(ratios):.0%} of its requests/s (rounds: {ratios[0]:.0%} to {ratios[-1]:.0%}), "
        f"{cpu[0]:.2f} against {cpu[1]:.2f} ms of CPU: {cpu[1] / cpu[0]:.0%}"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
