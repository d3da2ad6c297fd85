"""`make bench PART=intake`: reports through the whole path against one bare INSERT behind the same server.

Sixteen keep-alive phones; each lap measures every path once, one after the other. Figures are medians over the laps in
which the neighbours left the machine alone. CPU is what our processes used per answer, by the kernel's count.
"""

import sys
from argparse import ArgumentParser
from dataclasses import dataclass
from statistics import median

from bench import kernel
from bench.house import House
from bench.laps import quiet
from bench.partner import Partner

PATHS = ("nothing", "insert", "view", "report")
SECONDS = 2.0
LAPS = 9


@dataclass(frozen=True)
class Round:
    """One path for some seconds: answers per second; milliseconds of CPU per answer, and to the answer."""

    per_second: float
    web: float
    postgres: float
    others: float
    p50: float
    p95: float
    neighbours: float

    @property
    def cpu(self) -> float:
        """All that our processes used for one answer."""
        return self.web + self.postgres + self.others


Lap = dict[str, Round]


def main(words: list[str]) -> None:
    """Measure and print a table."""
    parser = ArgumentParser(prog="python -m bench.intake", description=__doc__.splitlines()[0])
    parser.add_argument("--laps", type=int, default=LAPS)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    options = parser.parse_args(words)
    with House() as house, Partner("bench.load", str(house.env.port)) as phones:
        phones.tell(house.ask("bench.people", "grid_worker"))
        lap(house, phones, options.seconds)  # the first one warms up
        tell(*quiet(lambda: lap(house, phones, options.seconds), options.laps))


def lap(house: House, phones: Partner, seconds: float) -> Lap:
    """Every path once."""
    return {path: measure(house, phones, path, seconds) for path in PATHS}


def measure(house: House, phones: Partner, path: str, seconds: float) -> Round:
    """One path for some seconds."""
    groups = [house.pids("web"), house.pids("postgres")]
    groups.append([*house.pids("sequencer"), *house.pids("worker"), *house.pids("valkey")])
    before, neighbours = [kernel.cpu_seconds(pids) for pids in groups], kernel.Neighbours()
    heard = phones.ask({"path": path, "seconds": seconds})
    if set(heard["statuses"]) != {"201"}:
        raise RuntimeError(f"{path}: {heard['statuses']}")
    share = neighbours.share()
    spent = [kernel.cpu_seconds(pids) - was for pids, was in zip(groups, before, strict=True)]
    web, postgres, others = (cost / heard["answers"] * 1000 for cost in spent)
    rate = heard["answers"] / heard["seconds"]
    return Round(rate, web, postgres, others, heard["p50_ms"], heard["p95_ms"], share)


def tell(laps: list[Lap], conditions: str) -> None:
    """Print the medians, and the ratios to the two floors."""
    print(conditions)
    names = {"per_second": "requests/s", "web": "CPU ms: web", "postgres": "PostgreSQL", "others": "others",
             "p50": "p50 ms", "p95": "p95 ms", "neighbours": "neighbours"}  # fmt: skip
    print(f"{'':8}" + "".join(f"{title:>13}" for title in names.values()))
    for path in PATHS:
        cells = [median(getattr(each[path], name) for each in laps) for name in names]
        print(f"{path:8}" + "".join(f"{cell:13.2f}" for cell in cells))
    for floor in ("insert", "view"):
        _compare(laps, floor)


def _compare(laps: list[Lap], floor: str) -> None:
    rates = sorted(each["report"].per_second / each[floor].per_second for each in laps)
    costs = median(each[floor].cpu / each["report"].cpu for each in laps)
    print(
        f"report / {floor}: {median(rates):.0%} of its requests/s (laps: {rates[0]:.0%} to {rates[-1]:.0%}); "
        f"by CPU {costs:.0%}"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
