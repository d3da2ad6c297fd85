"""One part of a long proof: people work and pages watch while something is hurt, and then all of it is judged."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

from tests.faults import judge
from tests.faults.house import House
from tests.faults.pages import LATE_SECONDS, Page, watching
from tests.faults.traffic import Traffic
from tests.processes import eventually


@contextmanager
def watched(hurt: House, what: str, folder: Path, county: int = 4) -> Iterator[tuple[Traffic, list[Page]]]:
    """Work and pages while the fault lasts; afterwards everything is judged. The first pages show the county."""
    rooms = ["county"] * county + ["street", "department"]
    pages = [
        Page(f"{what}, {room} {turn}", hurt.ports, hurt.players[room], chance=Random(turn))
        for turn, room in enumerate(rooms)
    ]
    traffic = Traffic(hurt.ports, hurt.players["streets"], hurt.players["categories"])
    leave = watching(pages)
    try:
        assert eventually(lambda: all(page.beats for page in pages), 60), hurt.last_words()
        traffic.start()
        yield traffic, pages
        traffic.stop()
        level = judge.settled(hurt, pages, folder)
    finally:
        leave()
    judge.told(what, traffic, pages[:county])
    assert level and judge.is_whole(hurt, traffic)
    assert [drift for page in pages for drift in page.drifts] == []
    for page in pages[:county]:
        worst = judge.worst_silence([page], traffic.deeds)
        assert worst <= LATE_SECONDS + judge.GRACE_SECONDS, judge.worst_lie(page, traffic.deeds)
