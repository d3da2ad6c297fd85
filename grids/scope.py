"""Who sees what: the one answer, for pages, API, exports and sockets.

A person's scope is what they hold on a day: roles in areas, departments, zeros. Area roles see the whole of
their areas, which is a question of beginnings: a matter lies in an area if its path begins with the area's.
Handlers see what is given to their departments. Recognising officers and the three administrators see no
matter at all.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from core import prepared
from core.roles import Role
from grids.models import Level

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from core.models import User

AREA_ROLES = (Role.GRID_WORKER, Role.GRID_LEADER, Role.DISPATCHER, Role.SUPERVISOR, Role.AUDITOR)
"""Roles that see everything in the areas in which they are held."""


@dataclass(frozen=True, slots=True)
class Held:
    """One role, held in one area; a handler's in a department, a recognising officer's for one zero."""

    role: Role
    area_path: str
    area_code: str
    level: Level
    department_code: str | None = None
    department_id: int | None = None
    zero: str | None = None


@dataclass(frozen=True)
class Scope:
    """What one account holds on one day. Compared and kept by value; it never asks the database again."""

    user_id: int
    postings: tuple[Held, ...] = ()

    @cached_property
    def roles(self) -> frozenset[Role]:
        """The roles held anywhere."""
        return frozenset(held.role for held in self.postings)

    @cached_property
    def departments(self) -> frozenset[int]:
        """The ids of the departments served in."""
        return frozenset(held.department_id for held in self.postings if held.department_id is not None)

    @cached_property
    def zeros(self) -> frozenset[str]:
        """The zeros recognised."""
        return frozenset(held.zero for held in self.postings if held.zero is not None)

    def has(self, role: Role, area_path: str) -> bool:
        """Whether `role` is held in the area of this path, or in one above it."""
        return any(held.role == role and area_path.startswith(held.area_path) for held in self.postings)

    def paths(self, *roles: Role) -> tuple[str, ...]:
        """The areas in which any of `roles` is held (of all roles, if none is named), none inside another."""
        return outermost(held.area_path for held in self.postings if not roles or held.role in roles)

    def sees(self, area_path: str) -> bool:
        """Whether everything in this area may be seen."""
        return area_path.startswith(self.paths(*AREA_ROLES) or ("\0",))

    @cached_property
    def home(self) -> Held | None:
        """The widest area seen, the lowest code of several: where a wall or a board opens."""
        seen = [held for held in self.postings if held.role in AREA_ROLES]
        return min(seen, key=lambda held: (held.area_path.count("/"), held.area_code), default=None)

    def rooms(self) -> frozenset[str]:
        """The rooms of the live feed that are one's own: `area:<path>` and `department:<code>`."""
        areas = {f"area:{path}" for path in self.paths(*AREA_ROLES)}
        return frozenset(
            areas | {f"department:{held.department_code}" for held in self.postings if held.department_code}
        )

    def may_enter(self, room: str) -> bool:
        """Whether this room may be entered: one's own, or an area inside one's own."""
        kind, _, name = room.partition(":")
        return room in self.rooms() or (kind == "area" and self.sees(name))


_HELD = """
SELECT p.role, a.path, a.code, a.level, d.code, p.department_id, p.zero
FROM grids_posting p JOIN core_user u ON u.id = p.user_id JOIN grids_area a ON a.id = p.area_id
LEFT JOIN grids_department d ON d.id = p.department_id
WHERE p.user_id = %s AND u.is_active AND p.from_on <= %s AND (p.to_on IS NULL OR p.to_on > %s)
ORDER BY a.path, p.role, d.code, p.zero
"""
"""Every request asks it, so it is prepared; who holds what on a day is `PostingQuerySet.valid_on` in words."""

NOBODY = Scope(user_id=0)
"""The scope of somebody not signed in: nothing."""


def scope_of(user: "User | AnonymousUser", on: date) -> Scope:
    """Return what `user` holds on that day, in one statement. A blocked account holds nothing."""
    if user.pk is None:
        return NOBODY
    held = (
        Held(Role(role), path, code, Level(level), department, department_id, zero or None)
        for role, path, code, level, department, department_id, zero in prepared.rows(
            _HELD, [user.pk, on, on]
        )
    )
    return Scope(user.pk, tuple(dict.fromkeys(held)))


def outermost(paths: Iterable[str]) -> tuple[str, ...]:
    """Return the paths that lie in no other of them, in order."""
    kept: list[str] = []
    for path in sorted(set(paths)):
        if not kept or not path.startswith(kept[-1]):
            kept.append(path)
    return tuple(kept)
