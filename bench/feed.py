"""`make bench PART=feed`: how long a report takes from its commit to two hundred open screens, beside a bare echo.

Fifty reports a second, filed in a process of their own; two hundred sockets in the county's room, in another; laps of
the product and of a bare Channels echo (`bench.echo`) in turn. Also what a thousand frames cost the web processes. A
frame of the feed may tell of several reports, for what happens within 50 ms is told at once; an echo tells of one. At
fifty a second an echo to two hundred falls behind, so it is also measured at its ease.
"""

import subprocess
import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median, quantiles
from typing import Any
from urllib.error import URLError

from bench import kernel
from bench.house import House, free_port
from bench.laps import quiet
from bench.partner import Partner

LAPS = 3
SECONDS = 6.0
SOCKETS = 200
PER_SECOND = 50.0
AT_EASE = 5.0
"""Events a second that an echo bears without haste."""
WHOLE_SECONDS = 120.0
"""After the last event, so long for the last screen to hear of it."""

SAYING = (
    '{"type":"frame","from":100000,"to":100001,"at":"2026-11-23T02:00:00+00:00","lines":[{"n":100000,'
    '"at":"2026-11-23T02:00:00+00:00","verb":"reported","id":"EVENT","number":"261123-00231","kind":"hazard",'
    '"category":"","state":"reported","area_name":"沁园街道 沁园社区","tally":{"reported":1}}],"open":[{"id":"EVENT",'
    '"number":"261123-00231","kind":"hazard","category":"","state":"reported","urgency":"normal","version":1,'
    '"area":"419001001001","path":"/419001/419001001/419001001001/","lon":112.59,"lat":35.07}],"gone":[]}'
)
"""What an echo says: as long as a frame about one report."""

Row = tuple[str, str, str]
"""What a line of the table is called, which of a lap's times it tells, and of which part of the lap."""

ROWS: tuple[Row, ...] = (
    ("ledger → socket", "ledger", "feed"),
    ("commit → socket", "commit", "feed"),
    ("echo", "ledger", "echo"),
    ("echo at its ease", "ledger", "ease"),
)


@dataclass(frozen=True)
class Heard:
    """One lap: milliseconds from the ledger's time and from the commit; CPU milliseconds by frames and by events."""

    events: int
    frames: int
    ledger: list[float]
    commit: list[float]
    per_1000_frames: float
    per_1000_told: float
    neighbours: float


def main(words: list[str]) -> None:
    """Measure and print a table."""
    options = asked(words, "feed", __doc__)
    with stage(options.sockets) as on:

        def lap() -> dict[str, Heard]:
            return {"feed": product(on, options.seconds), **floors(on, options.seconds)}

        lap()  # the first one warms up
        tell(*quiet(lap, options.laps), options.sockets)


def asked(words: list[str], part: str, doc: str) -> Namespace:
    """How many laps, of how many seconds, with how many sockets."""
    parser = ArgumentParser(prog=f"python -m bench.{part}", description=doc.splitlines()[0])
    parser.add_argument("--laps", type=int, default=LAPS)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--sockets", type=int, default=SOCKETS)
    return parser.parse_args(words)


@dataclass(frozen=True)
class Stage:
    """Everything that runs: the instance, its screens, who files, the echo (its process) and its screens."""

    house: House
    wall: Partner
    writer: Partner
    server: int
    bare: Partner
    sockets: int
    cookie: str


@contextmanager
def stage(sockets: int) -> Iterator[Stage]:
    """An instance of our own and an echo, each with so many sockets open."""
    with (
        House("core.web", fresh=True) as house,
        echo() as (server, port),
        Partner("bench.screens") as wall,
        Partner("bench.screens") as bare,
        Partner("bench.writer", environ=house.environ("web")) as writer,
    ):
        writer.tell(house.ask("bench.people", "grid_worker"))
        cookie = house.ask("bench.people", "supervisor")[0]["cookie"]
        where = {"port": house.env.port, "path": "/ws/feed", "cookie": cookie, "greeted": True}
        wall.ask({"open": sockets, **where})
        bare.ask({"open": sockets, "port": port, "path": "/", "cookie": "", "greeted": False})
        yield Stage(house, wall, writer, server, bare, sockets, cookie)


def floors(on: Stage, seconds: float) -> dict[str, Heard]:
    """A lap of echoes under the same load, and one at its ease."""
    return {
        "echo": floor(on.server, on.bare, on.sockets, seconds, PER_SECOND),
        "ease": floor(on.server, on.bare, on.sockets, seconds, AT_EASE),
    }


def product(on: Stage, seconds: float) -> Heard:
    """A lap of reports."""
    before, neighbours = kernel.cpu_seconds(on.house.pids("web")), kernel.Neighbours()
    sent = on.writer.ask({"seconds": seconds, "per_second": PER_SECOND})
    arrivals, frames = gathered(on.wall, [event for event, *_ in sent], on.sockets)
    spent = kernel.cpu_seconds(on.house.pids("web")) - before
    ledger = [(at - begun) * 1000 for event, begun, _ in sent for at in arrivals[event]]
    commit = [(at - done) * 1000 for event, _, done in sent for at in arrivals[event]]
    return heard(len(sent), frames, ledger, commit, spent, neighbours.share())


def floor(server: int, bare: Partner, sockets: int, seconds: float, per_second: float) -> Heard:
    """A lap of echoes."""
    before, neighbours = kernel.cpu_seconds([server]), kernel.Neighbours()
    sent = bare.ask({"send": {"seconds": seconds, "per_second": per_second, "text": SAYING}})
    arrivals, frames = gathered(bare, list(sent), sockets)
    spent = kernel.cpu_seconds([server]) - before
    took = [(at - begun) * 1000 for event, begun in sent.items() for at in arrivals[event]]
    return heard(len(sent), frames, took, took, spent, neighbours.share())


def gathered(screens: Partner, events: list[str], sockets: int) -> tuple[dict[str, list[float]], int]:
    """When each event arrived, once it has at every screen, and in how many frames. RuntimeError if one never does."""
    found: dict[str, list[float]] = {}
    frames, until = 0, time.monotonic() + WHOLE_SECONDS
    while any(len(found.get(event, ())) < sockets for event in events):
        if time.monotonic() > until:
            missing = sum(sockets - len(found.get(event, ())) for event in events)
            raise RuntimeError(
                f"{missing} of {sockets * len(events)} arrivals are missing after {WHOLE_SECONDS:.0f} s"
            )
        frames += _join(found, screens.ask({"tell": True}))
        time.sleep(0.1)
    return found, frames


def _join(found: dict[str, list[float]], told: dict[str, Any]) -> int:
    for event, times in told["arrivals"].items():
        found[event] = found.get(event, []) + times
    return int(told["frames"])


def heard(
    events: int, frames: int, ledger: list[float], commit: list[float], spent: float, neighbours: float
) -> Heard:
    """A lap in figures."""
    return Heard(events, frames, ledger, commit, spent / frames * 1e6, spent / len(ledger) * 1e6, neighbours)


@contextmanager
def echo() -> Iterator[tuple[int, int]]:
    """The floor's server: its process and port."""
    from http.client import HTTPConnection

    port = free_port()
    server = subprocess.Popen([sys.executable, "-m", "bench.echo", "--port", str(port)])
    try:
        for _ in range(200):
            try:
                HTTPConnection("127.0.0.1", port, timeout=5).connect()
                break
            except (URLError, OSError):
                time.sleep(0.1)
        yield server.pid, port
    finally:
        server.terminate()
        server.wait()


def tell(
    laps: list[dict[str, Heard]],
    conditions: str,
    sockets: int,
    rows: Sequence[Row] = ROWS,
    ours: str = "feed",
) -> None:
    """Print medians and 95th percentiles over all arrivals of all laps, and the ratios of `ours` lap by lap."""
    print(
        f"{conditions}; {sockets} sockets, {PER_SECOND:.0f} events/s; CPU of the web processes, ms for a thousand"
    )
    print(
        f"{'':17}{'events':>8}{'frames':>9}{'p50 ms':>9}{'p95 ms':>9}{'CPU: frames':>13}{'events told':>13}"
    )
    for name, way, part in rows:
        these = [lap[part] for lap in laps]
        times = [took for each in these for took in getattr(each, way)]
        frames, told = (
            median(getattr(each, by) for each in these) for by in ("per_1000_frames", "per_1000_told")
        )
        print(
            f"{name:17}{sum(each.events for each in these):8}{sum(each.frames for each in these):9}"
            f"{median(times):9.1f}{quantiles(times, n=20)[18]:9.1f}{frames:13.0f}{told:13.0f}"
        )
    for other, words in (("echo", "an echo under the same load"), ("ease", "an echo at its ease")):
        ratios = sorted(median(lap[ours].ledger) / median(lap[other].ledger) for lap in laps)
        print(f"{ours} / {words}, medians: {median(ratios):.2f} (laps: {ratios[0]:.2f} to {ratios[-1]:.2f})")


if __name__ == "__main__":
    main(sys.argv[1:])
