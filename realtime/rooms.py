"""Rooms: who hears what. A room is an area with all below it, or a department; `grids.scope` opens its doors."""

import re
from dataclasses import dataclass
from datetime import date

from grids.models import Area, Department
from grids.scope import Scope

AREA, DEPARTMENT = "area", "department"
CODE = re.compile(r"[0-9A-Za-z_.-]{1,40}")


@dataclass(frozen=True, slots=True)
class Room:
    """One room. `key` is the path of its area, or the code of its department; `title` heads its wall."""

    kind: str
    key: str
    code: str
    title: str
    area_path: str
    level: str

    @property
    def name(self) -> str:
        """As `Scope.rooms()` writes it: "area:/419001/419001001/" or "department:CG01"."""
        return f"{self.kind}:{self.key}"

    def holds(self, path: str, departments: frozenset[str]) -> bool:
        """Whether a matter at `path`, in the hands of `departments` (codes), belongs here."""
        return path.startswith(self.key) if self.kind == AREA else self.key in departments

    def hears(self, path: str, department: str) -> bool:
        """Whether a ledger line whose header says `path` and `department` (code or "") is told here."""
        return self.holds(path, frozenset((department,)))


def choose(scope: Scope, wanted: str, on: date) -> Room | None:
    """The room of the area or department with code `wanted`, if `scope` may enter it; else the widest.

    None where there is no such room, or not for this person: the two look alike.
    """
    if not wanted:
        return _home(scope)
    if not CODE.fullmatch(wanted):
        return None
    area = Area.objects.valid_on(on).filter(code=wanted).first()
    room = _of_area(area) if area else None
    if room is None:
        department = Department.objects.filter(code=wanted).select_related("area").first()
        room = _of_department(department) if department else None
    return room if room and scope.may_enter(room.name) else None


def room_of_wall(area: Area, wanted: str) -> Room | None:
    """The one room of an unattended wall: its area. None for any other."""
    return _of_area(area) if wanted in ("", area.code) else None


def _home(scope: Scope) -> Room | None:
    """The widest area seen; else the first of one's departments."""
    if scope.home:
        area = Area.objects.filter(path=scope.home.area_path).order_by("-valid_from").first()
        return _of_area(area) if area else None
    department = (
        Department.objects.filter(pk__in=scope.departments).select_related("area").order_by("code").first()
    )
    return _of_department(department) if department else None


def _of_area(area: Area) -> Room:
    return Room(AREA, area.path, area.code, area.short_name, area.path, area.level)


def _of_department(department: Department) -> Room:
    return Room(
        DEPARTMENT,
        department.code,
        department.code,
        department.short_name,
        department.area.path,
        department.area.level,
    )
