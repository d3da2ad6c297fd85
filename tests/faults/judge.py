"""After a fault: did any page lie, does every page equal a fresh load, are the numbers dense, is anything lost."""

import json
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tests.faults.house import House
from tests.faults.pages import Page
from tests.faults.traffic import Deed, Traffic
from tests.frontend.running import ROOT, bundled, run
from tests.processes import eventually

GRACE_SECONDS = 1.0
"""Between the look at the database and the sending of the beat, on a machine that does much else."""


def silences(page: Page, deeds: Iterable[Deed]) -> list[float]:
    """For each deed, how long the page called itself live without showing it; 0.0 where it did not."""
    ended = {deed.matter: deed.at for deed in deeds if deed.ends}
    spans, found = page.live_until(on_the_way=False), []
    for deed in deeds:
        seen = shown_at(page, deed, ended.get(deed.matter))
        lying = [min(end, seen) - deed.at for start, end in spans if end > deed.at and start < seen]
        found.append(max(lying, default=0.0))
    return found


def shown_at(page: Page, deed: Deed, ended_at: float | None) -> float:
    """When the page first showed this deed or a later one of the matter; infinite if never."""
    told = [at for at, version in page.learnt.get(deed.matter, ()) if version >= deed.version]
    without = [at for at, whole in page.wholes if ended_at and at > ended_at and deed.matter not in whole]
    return min([*told[:1], *without[:1]], default=float("inf"))


def worst_silence(pages: Iterable[Page], deeds: list[Deed]) -> float:
    """Seconds for which a page called itself live without showing what had been acknowledged. 0.0 of none."""
    return max((each for page in pages for each in silences(page, deeds)), default=0.0)


def worst_lie(page: Page, deeds: list[Deed]) -> str:
    """The deed behind the page's worst silence, with what the page was told around it, for a failure's message."""
    found = silences(page, deeds)
    if not found:
        return ""
    deed = deeds[found.index(max(found))]
    told = zip(page.beats, page.ways, strict=True)
    beats = [f"{at - deed.at:+.1f}:{lag:.1f}:{way:.1f}" for (at, lag), way in told if -6 < at - deed.at < 30]
    learnt = [f"{at - deed.at:+.1f}:v{version}" for at, version in page.learnt.get(deed.matter, ())]
    return f"{page.name}: v{deed.version} ends={deed.ends}; beats at:lag:way {beats}; learnt {learnt}"


def slowest_seen(page: Page, deeds: list[Deed]) -> list[float]:
    """From the acknowledgement to the page, in order of size."""
    ended = {deed.matter: deed.at for deed in deeds if deed.ends}
    return sorted(max(0.0, shown_at(page, deed, ended.get(deed.matter)) - deed.at) for deed in deeds)


def settled(house: House, pages: list[Page], folder: Path, seconds: float = 60) -> bool:
    """Wait until all is numbered and each page equals a fresh load, by its own fold and by the pages' own reducer."""
    assert eventually(lambda: _waiting(house) == 0, seconds), "something was never numbered"
    plays = []
    for page in pages:
        until = time.monotonic() + seconds
        while not page.is_level(fresh := page.fresh()):
            assert time.monotonic() < until, (
                f"{page.name} differs from a fresh load: {differences(page, fresh)}"
            )
            time.sleep(0.3)
        old, *messages = list(page.led)
        plays.append({"name": page.name, "old": old, "messages": messages, "fresh": fresh})
    replay = bundled(ROOT / "tests/frontend/replay.ts", folder)
    assert json.loads(run(replay, stdin=json.dumps(plays))) == []
    return True


def differences(page: Page, fresh: dict[str, Any]) -> str:
    """What a page shows otherwise, in a line."""
    there = {each["id"]: each for each in fresh["open"]}
    keys = [key for key in page.open.keys() | there.keys() if page.open.get(key) != there.get(key)]
    return f"n {page.n} and {fresh['n']}, {len(keys)} matters, {len(page.closed)} closings"


_VERSIONS = """
SELECT i.id::text, i.version, count(*), max(e.version)
FROM incidents_incident i JOIN ledger_entry e ON e.stream = i.id GROUP BY i.id, i.version
"""


def _waiting(house: House) -> int:
    return int(house.ask("SELECT count(*) FROM ledger_pending")[0])


def is_whole(house: House, traffic: Traffic) -> bool:
    """Numbers dense from 0, nothing acknowledged is lost, nothing is doubled, every invariant and the ledger hold."""
    count, least, most = house.ask("SELECT count(*), min(idx), max(idx) FROM ledger_logentry")
    assert (least, most) == (0, count - 1)
    assert traffic.wrong == [], traffic.wrong[:3]
    stand = {row[0]: row[1:] for row in house.rows(_VERSIONS)}
    for matter, version in {deed.matter: deed.version for deed in traffic.deeds}.items():
        stands, lines, last = stand.get(matter, (0, 0, 0))
        assert stands >= version and lines == last == stands, (matter, version, stands, lines, last)
    house.manage("check_invariants", role="auditor")
    house.manage("verify_ledger", role="auditor")
    assert house.complaints() == []
    return True


def told(what: str, traffic: Traffic, pages: list[Page]) -> None:
    """Print the figures of a part, for docs/proofs.md."""
    seen = sorted(each for page in pages for each in slowest_seen(page, traffic.deeds)) or [0.0]
    print(
        f"\n[{what}] {len(traffic.deeds)} deeds, answers {dict(traffic.statuses)}, broken {traffic.broken}, "
        f"slowest {traffic.slowest:.1f} s; {len(pages)} pages, {sum(page.connects for page in pages)} connects; "
        f"shown after {seen[len(seen) // 2]:.2f} s (median), {seen[int(len(seen) * 0.95)]:.2f} s (p95), "
        f"{seen[-1]:.1f} s (most); worst silence {worst_silence(pages, traffic.deeds):.1f} s, "
        f"longest way of a beat {max(way for page in pages for way in page.ways):.1f} s"
    )
