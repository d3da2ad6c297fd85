"""`make bench PART=lists`: how lists bear many matters. `MATTERS=1000000` for a million; the generator makes them once.

The same questions of a dispatcher of the whole county over HTTP, in the demo's 12,000 matters and in many more: two
counties side by side, one question at a time, now here, now there, so that what disturbs one disturbs both. Growth is
told of the quickest answers as well as of the medians; the quickest hardly know of neighbours.
"""

import os
import sys
import time
from argparse import ArgumentParser
from http.client import HTTPConnection
from statistics import median, quantiles
from typing import Any
from urllib.parse import quote

from bench.house import DEMO_MATTERS, House
from bench.kernel import Neighbours

MATTERS = 100_000
ROUNDS = 30
LISTS = "/api/v1/incidents"

QUESTIONS = {
    "first page, open": f"{LISTS}?box=open",
    "first page, all": f"{LISTS}?box=all",
    "filter by kind": f"{LISTS}?box=all&kind=petition",
    "filter by kind and state": f"{LISTS}?box=all&kind=hazard&state=closed",
    "what waits for me": f"{LISTS}?box=waiting",
    "page nine tenths down": f"{LISTS}?box=all&after={{after}}",
    "by number": f"{LISTS}?box=all&q={{number}}",
    "desk, first box": "/desk/",
    "desk, all open": "/desk/?box=all",
}
"""A question's name and its address; in braces what `bench.depth` found in this county."""

GROWING = ("first page, all", "page nine tenths down", "by number")
"""Those that may take at most 1.5 times as long among a million matters as among ten thousand."""

Times = dict[str, list[float]]


class County:
    """A house of so many matters, and somebody who asks."""

    def __init__(self, house: House) -> None:
        (self.person, *_others), self.there = (
            house.ask("bench.people", "dispatcher"),
            house.ask("bench.depth"),
        )
        said = {name: quote(value) for name, value in self.there.items() if isinstance(value, str)}
        self.ways = {name: address.format(**said) for name, address in QUESTIONS.items()}
        self.line = HTTPConnection("127.0.0.1", house.env.port, timeout=60)
        self.times: Times = {name: [] for name in QUESTIONS}
        for _warm in range(4):  # as often as a statement needs to be prepared
            for way in self.ways.values():
                ask(self.line, way, self.person)
        self.line.close()  # it opens by itself again

    def ask(self, name: str) -> None:
        """Ask one question once more."""
        self.times[name].append(ask(self.line, self.ways[name], self.person))


def main(words: list[str]) -> None:
    """Measure both counties and print a table."""
    parser = ArgumentParser(prog="python -m bench.lists", description=__doc__.splitlines()[0])
    parser.add_argument("--matters", type=int, default=int(os.environ.get("MATTERS") or MATTERS))
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    options = parser.parse_args(words)
    with House("core.web", DEMO_MATTERS) as small, House("core.web", options.matters) as large:
        few, many = County(small), County(large)
        neighbours = Neighbours()
        for _ in range(options.rounds):
            for name in QUESTIONS:
                few.ask(name)
                many.ask(name)
        tell(few, many, neighbours.share())


def ask(line: HTTPConnection, way: str, person: dict[str, Any]) -> float:
    """Return the milliseconds until the answer was whole. RuntimeError if it was not 200."""
    who = {"X-Session-Token": person["token"]} if way.startswith("/api/") else {"Cookie": person["cookie"]}
    begun = time.perf_counter()
    line.request("GET", way, headers=who)
    answer = line.getresponse()
    said = answer.read()
    took = (time.perf_counter() - begun) * 1000
    if answer.status != 200:
        raise RuntimeError(f"{way}: {answer.status} {said[:300]!r}")
    return took


def tell(few: County, many: County, neighbours: float) -> None:
    """Print the quickest, medians and 95th percentiles in milliseconds, and how they grew."""
    for each in (few, many):
        print("{matters:,} matters, {entries:,} ledger entries".format(**each.there))
    print(f"neighbours took {neighbours:.0%} of the machine; milliseconds")
    titles = ("least", "p50", "p95", "least", "p50", "p95", "growth: least", "p50")
    print(f"{'':28}" + "".join(f"{title:>9}" for title in titles))
    for name in QUESTIONS:
        less, more = (figures(each.times[name]) for each in (few, many))
        growth = [more[0] / less[0], more[1] / less[1]]
        cells = "".join(f"{cell:9.1f}" for cell in (*less, *more)) + "".join(
            f"{cell:9.2f}" for cell in growth
        )
        print(f"{name:28}{cells}{' *' if name in GROWING else ''}")
    print("* may grow at most 1.5 times from ten thousand to a million")


def figures(times: list[float]) -> tuple[float, float, float]:
    """The least, the median, the 95th percentile."""
    return min(times), median(times), quantiles(times, n=20)[18] if len(times) > 1 else times[0]


if __name__ == "__main__":
    main(sys.argv[1:])
