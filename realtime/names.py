"""The names behind the codes of matters and ledger lines: areas, categories, departments."""

from dataclasses import dataclass, field
from typing import Any

from grids.models import Area, Department, Level
from incidents.catalogue import Category, Kind

COARSE = (Level.COUNTY, Level.DISTRICT, Level.STREET, Level.COMMUNITY)


@dataclass
class Names:
    """Areas by code (short name, level), departments by number (code, short name), categories by code, kinds."""

    areas: dict[str, tuple[str, str]]
    departments: dict[int, tuple[str, str]]
    categories: dict[str, str]
    kinds: list[dict[str, Any]]
    _places: dict[str, tuple[str, str]] = field(default_factory=dict)

    def place(self, path: str) -> tuple[str, str]:
        """Code and short name of the community that `path` lies in, or of the lowest area known above it.

        Nothing finer than a community goes over the wire by name.
        """
        if path not in self._places:
            self._places[path] = self._place(path)
        return self._places[path]

    def _place(self, path: str) -> tuple[str, str]:
        for code in reversed(path.strip("/").split("/")):
            name, level = self.areas.get(code, ("", ""))
            if level in COARSE:
                return code, name
        return "", ""

    def code_of(self, department: int | str | None) -> str:
        """The code of a department by its number; "" for none."""
        return self.departments.get(int(department), ("", ""))[0] if department else ""

    def knows(self, path: str, category: str | None, department: int | str | None) -> bool:
        """Whether all three can be named; if not, somebody has added rows since."""
        area = path.strip("/").rsplit("/", 1)[-1]
        return (
            area in self.areas
            and (not category or category in self.categories)
            and (not department or int(department) in self.departments)
        )


def read_names() -> Names:
    """Read all names in four statements; of an area with several dated versions the newest."""
    areas = Area.objects.order_by("valid_from").values_list("code", "short_name", "level")
    departments = Department.objects.values_list("id", "code", "short_name")
    return Names(
        areas={code: (name, level) for code, name, level in areas},
        departments={number: (code, name) for number, code, name in departments},
        categories=dict(Category.objects.values_list("code", "name")),
        kinds=[dict(each) for each in Kind.objects.order_by("sort").values("code", "name", "mark", "zero")],
    )
