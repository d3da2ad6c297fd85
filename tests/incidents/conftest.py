"""What every test of the business stands on: the cast in one place, a small catalogue, and a teller of lives."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from incidents.catalogue import Category, CategoryLimit, Kind, forget_catalogue
from tests.incidents.lives import Teller

NOW = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)
"""A Wednesday, 10:00 in Jiyuan."""

PEOPLE = ("lin", "zhou", "chen", "wu", "he", "zheng", "sun", "ma", "wei")
PLACES = ("street_a", "street_b", "grid_a1", "grid_a2", "grid_b1", "sanitation", "water", "roads")
LIMITS = [
    ("accept", 4, "working_hour"),
    ("assign", 4, "working_hour"),
    ("take", 1, "working_day"),
    ("handle", 5, "working_day"),
    ("verify", 2, "working_day"),
]


@pytest.fixture
def cast(request: pytest.FixtureRequest, db: Any) -> SimpleNamespace:
    """Everybody of the style guide's cast, and the places, by name."""
    return SimpleNamespace(**{name: request.getfixturevalue(name) for name in (*PEOPLE, *PLACES)})


@pytest.fixture
def small_catalogue(db: Any) -> None:
    """Three kinds with one plain and one strict category each, and limits in the units of the field."""
    CategoryLimit.objects.all().delete()
    for sort, (code, name) in enumerate(
        [("petition", "诉求与矛盾纠纷"), ("hazard", "安全隐患"), ("security", "治安事件")]
    ):
        kind, _ = Kind.objects.update_or_create(code=code, defaults={"name": name, "sort": sort})
        letter = code[0].upper()
        Category.objects.update_or_create(code=f"{letter}01", defaults={"kind": kind, "name": f"{name}一类"})
        strict = {"photo_after": True, "needs_plan": code == "hazard", "may_self_handle": False}
        Category.objects.update_or_create(
            code=f"{letter}02", defaults={"kind": kind, "name": f"{name}重大", **strict}
        )
        Category.objects.update_or_create(
            code=f"{letter}03", defaults={"kind": kind, "name": f"{name}简易", "verification_closes": True}
        )
        for clock, amount, unit in LIMITS:
            CategoryLimit.objects.create(kind=kind, clock=clock, amount=amount, unit=unit)
    forget_catalogue()


@pytest.fixture
def tell(cast: SimpleNamespace, small_catalogue: None) -> Teller:
    """Tells lives from NOW on."""
    return Teller(cast, NOW)
