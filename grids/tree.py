"""The tree of areas as this process holds it: read whole, shared by all threads, read again when changed.

Even a large city has some tens of thousands of areas, and nearly every request asks for one of them. So each
process keeps them, and looks once a second whether the stamp that a trigger renews is still the one it
knows.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar
from uuid import UUID

from grids.models import Area, Level, TreeVersion

T = TypeVar("T")

NO_STAMP = UUID(int=0)
"""The stamp of a tree in which nothing was ever written."""

LOOK_SECONDS = 1.0
"""How long a copy is trusted without a look."""


@dataclass(frozen=True)
class Tree:
    """All versions of all areas, without their outlines, as of one stamp. Never changed once made."""

    stamp: UUID
    areas: tuple[Area, ...]
    by_code: dict[str, tuple[Area, ...]]

    def get(self, code: str, on: date) -> Area | None:
        """The version of an area in force on that day."""
        return next((area for area in self.by_code.get(code, ()) if area.holds_on(on)), None)

    def at(self, path: str, on: date) -> Area | None:
        """The area of this path on that day."""
        area = self.get(path.rstrip("/").rpartition("/")[2], on)
        return area if area is not None and area.path == path else None

    def below(self, path: str, level: Level, on: date) -> list[Area]:
        """The areas of one level in the area of this path (itself among them, if of that level), by code."""
        return [a for a in self.areas if a.level == level and a.path.startswith(path) and a.holds_on(on)]


class PerTree(Generic[T]):
    """Something made from the tree and kept as long as the tree stands, such as an index of its polygons."""

    def __init__(self, make: Callable[[Tree], T]) -> None:
        self._make, self._lock = make, threading.Lock()
        self._kept: tuple[UUID, T] | None = None

    def get(self) -> T:
        """What belongs to the tree as it is now."""
        tree = current()
        kept = self._kept
        if kept is None or kept[0] != tree.stamp:
            with self._lock:
                kept = self._kept
                if kept is None or kept[0] != tree.stamp:
                    kept = self._kept = (tree.stamp, self._make(tree))
        return kept[1]


_lock = threading.Lock()
_held: tuple[float, Tree] | None = None


def current() -> Tree:
    """Return the tree as it is now, at most a second old."""
    global _held
    held = _held
    if held is not None and time.monotonic() - held[0] < LOOK_SECONDS:
        return held[1]
    with _lock:
        stamp = TreeVersion.objects.values_list("stamp", flat=True).first() or NO_STAMP
        held = _held
        tree = held[1] if held is not None and held[1].stamp == stamp else _read(stamp)
        _held = (time.monotonic(), tree)
        return tree


def forget() -> None:
    """Look again at the next question: for whoever has just changed the tree and will ask at once."""
    global _held
    _held = None


def _read(stamp: UUID) -> Tree:
    areas = tuple(Area.objects.defer("outline").order_by("code", "valid_from"))
    by_code: dict[str, list[Area]] = {}
    for area in areas:
        by_code.setdefault(area.code, []).append(area)
    return Tree(stamp, areas, {code: tuple(versions) for code, versions in by_code.items()})
