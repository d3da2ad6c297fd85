"""Loading the catalogue that is shipped: kinds, two levels of categories, limits, from `catalogue_data/`.

What a county has changed stays: a row that exists is left alone, unless `overwrite` is asked for. Kinds without an
active category (企业诉求, 人居环境) are shipped ready and offered to nobody until the county switches them on.
Source: the dictionary of the field page, section 2.4; limits after section 3 and CJ/T 315.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import models, transaction

from core.worktime import Unit
from incidents.catalogue import Category, CategoryLimit, Kind, forget_catalogue

DATA = Path(__file__).resolve().parent / "catalogue_data"
_FLAGS = (
    "photo_before", "photo_after", "needs_agreement", "needs_plan", "may_self_handle", "verification_closes",
    "is_active",
)  # fmt: skip


@dataclass(frozen=True)
class Loaded:
    """How many rows were written, by table; 0 where everything stood already."""

    kinds: int
    categories: int
    limits: int


@dataclass(frozen=True)
class Tables:
    """The three tables to load into; a migration brings its own, as they were at that time."""

    kind: type[models.Model] = Kind
    category: type[models.Model] = Category
    limit: type[models.Model] = CategoryLimit


@transaction.atomic
def load_catalogue(tables: Tables | None = None, *, overwrite: bool = False) -> Loaded:
    """Write the shipped rows that are missing, or with `overwrite` all of them; safe to run again."""
    into = tables or Tables()
    loaded = Loaded(
        kinds=_write(into.kind, ("code",), shipped_kinds(), overwrite),
        categories=_write(into.category, ("code",), shipped_categories(), overwrite),
        limits=_write(
            into.limit, ("kind_id", "category_id", "urgency", "clock"), shipped_limits(), overwrite
        ),
    )
    forget_catalogue()
    return loaded


def shipped_kinds() -> list[dict[str, Any]]:
    """The kinds as columns."""
    return [row | {"sort": int(row["sort"])} for row in _rows("kinds.csv")]


def shipped_categories() -> list[dict[str, Any]]:
    """The categories as columns, each parent before its children."""
    return [_category(row) for row in _rows("categories.csv")]


def _category(row: dict[str, Any]) -> dict[str, Any]:
    flags = {name: row[name] == "1" for name in _FLAGS}
    return {
        "code": row["code"],
        "kind_id": row["kind"],
        "parent_id": row["parent"] or None,
        "name": row["name"],
        "english": row["english"],
        "sort": int(row["sort"]),
        "default_department": row["default_department"],
        "nearby_metres": int(row["nearby_metres"]),
        "checklist": [line for line in row["checklist"].split("|") if line],
        **flags,
    }


def shipped_limits() -> list[dict[str, Any]]:
    """The limits as columns. Raises ValueError for a unit that nobody can count in."""
    return [
        {
            "kind_id": row["kind"],
            "category_id": row["category"] or None,
            "urgency": row["urgency"],
            "clock": row["clock"],
            "amount": int(row["amount"]),
            "unit": Unit(row["unit"]).value,
            "source": row["source"],
        }
        for row in _rows("limits.csv")
    ]


def _rows(name: str) -> list[dict[str, Any]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write(
    model: type[models.Model], key: tuple[str, ...], rows: Iterable[dict[str, Any]], overwrite: bool
) -> int:
    """Insert what is missing; return how many rows changed."""
    manager = model._default_manager
    known = {tuple(values): pk for pk, *values in manager.values_list("pk", *key)}
    changed = 0
    for row in rows:
        pk = known.get(tuple(row[name] for name in key))
        if pk is None:
            manager.create(**row)
            changed += 1
        elif overwrite:
            changed += manager.filter(pk=pk).update(**row)
    return changed
