"""Naive Bayes over pieces of text, in plain Python: counts per label, and which label they speak for.

A piece counts once per text. What stands in fewer than RARE texts is forgotten before anything is kept: so neither a
slip of the pen nor what only one matter says, a name for instance, is ever learned.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from math import log, sqrt
from typing import Any

RARE = 5
MOST_PIECES = 20_000
STRANGERS = 10
"""So many texts like all others are thought to belong to each label: one seen twice must not outvote a common one."""


@dataclass
class Bayes:
    """What was counted: texts per label, and in how many texts of each label a piece stood."""

    texts: dict[str, int] = field(default_factory=dict)
    pieces: dict[str, dict[str, int]] = field(default_factory=dict)

    def learn(self, label: str, pieces: Collection[str]) -> None:
        """One more text of this label."""
        self.texts[label] = self.texts.get(label, 0) + 1
        known = self.pieces.setdefault(label, {})
        for piece in pieces:
            known[piece] = known.get(piece, 0) + 1

    def settle(self) -> None:
        """Forget what is rare, and of the rest all but the most common."""
        kept = {piece for piece, n in self._everywhere.most_common(MOST_PIECES) if n >= RARE}
        self.pieces = {
            label: {piece: n for piece, n in known.items() if piece in kept}
            for label, known in self.pieces.items()
        }
        del self._everywhere

    @property
    def size(self) -> int:
        """How many texts were learned."""
        return sum(self.texts.values())

    def weights(self, pieces: Iterable[str], among: Collection[str]) -> dict[str, float]:
        """For each label of `among` that was ever seen: how much the pieces speak for it (log probability)."""
        said = list(pieces)
        return {
            label: log(self.texts[label] / self.size) + sum(self.speaks_for(piece, label) for piece in said)
            for label in among
            if self.texts.get(label)
        }

    def speaks_for(self, piece: str, label: str) -> float:
        """The log of how much more often a text of this label holds the piece than any text does; 0 if unknown."""
        usual = self._everywhere.get(piece, 0) / (self.size or 1)
        if not usual or label not in self.texts:
            return 0.0
        here = self.pieces[label].get(piece, 0) + STRANGERS * usual
        return log(here / (self.texts[label] + STRANGERS) / usual)

    def is_typical(self, piece: str, label: str) -> float:
        """How well a piece stands for a label in words: it speaks for it, and stands in many of its texts."""
        n = self.pieces.get(label, {}).get(piece, 0)
        return self.speaks_for(piece, label) * sqrt(n / self.texts[label]) if n else 0.0

    @cached_property
    def _everywhere(self) -> Counter[str]:
        """In how many texts each piece stood; asked only once all is learned."""
        whole: Counter[str] = Counter()
        for known in self.pieces.values():
            whole.update(known)
        return whole

    def as_json(self) -> dict[str, Any]:
        """Everything that was counted."""
        return {"texts": self.texts, "pieces": self.pieces}

    @classmethod
    def of_json(cls, kept: dict[str, Any]) -> "Bayes":
        """Back from `as_json`."""
        return cls(kept["texts"], kept["pieces"])
