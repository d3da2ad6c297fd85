"""A rate (率): n of N at a cut-off, and the rows that were counted."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from math import sqrt
from typing import Any

from django.db.models import Count, Q, QuerySet

from incidents.models import Incident
from incidents.statistics.question import unit_code

FEW = 10
"""A rate of fewer than this many is shown as 样本少 and compared with nothing."""

WILSON_Z = 1.96


@dataclass(frozen=True)
class Share:
    """Two counts: n of N."""

    n: int
    N: int

    @property
    def value(self) -> float | None:
        """n ÷ N between 0 and 1; None of nothing."""
        return self.n / self.N if self.N else None

    @property
    def is_few(self) -> bool:
        """Whether it is too few to compare (样本少)."""
        return self.N < FEW

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % interval after Wilson; None of nothing."""
        if not self.N:
            return None
        share, z = self.n / self.N, WILSON_Z
        shift, below = z * z / (2 * self.N), 1 + z * z / self.N
        reach = z * sqrt(share * (1 - share) / self.N + z * z / (4 * self.N * self.N))
        return max(0.0, (share + shift - reach) / below), min(1.0, (share + shift + reach) / below)


@dataclass(frozen=True)
class Rate:
    """A rate as it is defined: the rows it is `of`, what a row must have `met`, and what stands `beside`.

    `n` and `N` are counted once, in one statement, from the same rows that `rows` hands out.
    """

    of: QuerySet[Any]
    met: Q
    cut_off: datetime
    beside: QuerySet[Any] | None = None

    @cached_property
    def share(self) -> Share:
        """n and N."""
        counts = self.of.aggregate(N=Count("pk"), n=Count("pk", filter=self.met))
        return Share(counts["n"], counts["N"])

    @property
    def n(self) -> int:
        """How many met it."""
        return self.share.n

    @property
    def N(self) -> int:
        """Of how many."""
        return self.share.N

    @property
    def value(self) -> float | None:
        """n ÷ N; None of nothing."""
        return self.share.value

    @cached_property
    def besides(self) -> int:
        """How many stand beside: not yet due, undecided, unanswered."""
        return self.beside.count() if self.beside is not None else 0

    def rows(self, part: str) -> QuerySet[Any]:
        """The rows behind a number: `of`, `met`, `missed` or `beside`. KeyError for anything else."""
        if part == "beside" and self.beside is not None:
            return self.beside
        met = self.of.filter(self.met)
        return {"of": self.of, "met": met, "missed": self.of.exclude(pk__in=met.values("pk"))}[part]

    def by_unit(self, area_path: str) -> dict[str, Share]:
        """The same rate for each unit right below an area, by its code; one statement."""
        column = "area_path" if self.of.model is Incident else "incident__area_path"
        grouped = self.of.order_by().values(below=unit_code(area_path, column))
        rows = grouped.annotate(N=Count("pk"), n=Count("pk", filter=self.met))
        return {row["below"]: Share(row["n"], row["N"]) for row in rows}
