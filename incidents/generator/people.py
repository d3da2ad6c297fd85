"""The people of the demo county: on every post somebody, each with an account; only the demo accounts can sign in.

In the five urban streets each grid has a worker, in the towns each village has one. They are written at once, postings
with their ledger lines, as `grids.postings` would write them one by one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from random import Random
from uuid import UUID

from django.contrib.auth.hashers import make_password

from core.ledger import entries
from core.models import User
from core.roles import Role
from grids.models import Area, Department, Level, Posting
from grids.postings import Posted
from incidents.generator import names
from incidents.generator.accounts import ACCOUNTS, Account

DISPATCHERS_OF_A_STREET = 3
DISPATCHERS_OF_THE_COUNTY = 4
HANDLERS = 2


@dataclass(frozen=True, slots=True)
class Post:
    """One post to be filled."""

    username: str
    role: Role
    area: Area
    department: Department | None = None
    zero: str = ""


@dataclass(frozen=True)
class People:
    """What is to be written: the postings with their users set, and their ledger lines."""

    postings: list[Posting]
    lines: list[entries.Sealed]


def engage(day: date, at: datetime, seed: int) -> People:
    """Make everybody's account, and return their postings from `day` on, given at the instant `at`.

    Accounts are saved here; the postings are the caller's to write. Raises LookupError where the demo county is not.
    """
    chance = Random(f"{seed}:people")  # noqa: S311 - a demo, not a secret
    areas, departments = list(Area.objects.valid_on(day).defer("outline")), list(Department.objects.active())
    by_account = {account.username: _post_of(account, areas, departments) for account in ACCOUNTS}
    posts = [*by_account.values(), *_posts(areas, departments, {_key(post) for post in by_account.values()})]
    shown = {account.username: account.name for account in ACCOUNTS}
    closed = make_password(None)
    users = [
        User(
            username=post.username,
            display_name=shown.get(post.username) or names.person(chance),
            password=closed,
        )
        for post in posts
    ]
    return _posted(posts, User.objects.bulk_create(users, batch_size=1000), day, at, chance)


def _posted(posts: Sequence[Post], users: Sequence[User], day: date, at: datetime, chance: Random) -> People:
    people = People([], [])
    fact = Posted(day.isoformat(), "")
    for post, user in zip(posts, users, strict=True):
        posting = Posting(
            id=UUID(int=chance.getrandbits(128), version=4),
            user=user,
            role=post.role,
            area=post.area,
            department=post.department,
            zero=post.zero,
            from_on=day,
        )
        sealed = entries.seal(posting, fact, "system", at, chance.randbytes(entries.SALT_BYTES))
        sealed.advance(posting)
        people.postings.append(posting)
        people.lines.append(sealed)
    return people


def _posts(
    areas: Sequence[Area], departments: Sequence[Department], taken: set[tuple[object, ...]]
) -> Iterator[Post]:
    """All posts, without those that the demo accounts hold and that one person fills."""
    for area in areas:
        for role, number in _wanted(area):
            for n in range(1, number + 1):
                post = Post(f"{_LETTERS[role]}{area.code}" + (f"-{n}" if number > 1 else ""), role, area)
                if n > 1 or _key(post) not in taken:
                    yield post
    for department in departments:
        for n in range(1, HANDLERS + 1):
            post = Post(f"h{department.code}-{n}", Role.HANDLER, department.area, department)
            if n > 1 or _key(post) not in taken:
                yield post


_LETTERS = {Role.GRID_WORKER: "w", Role.GRID_LEADER: "l", Role.DISPATCHER: "d", Role.SUPERVISOR: "s"}


def _wanted(area: Area) -> list[tuple[Role, int]]:
    """How many of each role an area has."""
    in_town = int(area.code[6:9] or 0) < 100
    if area.level == Level.COUNTY:
        return [(Role.DISPATCHER, DISPATCHERS_OF_THE_COUNTY), (Role.SUPERVISOR, 2)]
    if area.level == Level.STREET:
        return [(Role.DISPATCHER, DISPATCHERS_OF_A_STREET), (Role.SUPERVISOR, 1)]
    if area.level == Level.COMMUNITY:
        return [(Role.GRID_LEADER, 1), *([] if in_town else [(Role.GRID_WORKER, 1)])]
    return [(Role.GRID_WORKER, 1)] if in_town else []


def _post_of(account: Account, areas: Sequence[Area], departments: Sequence[Department]) -> Post:
    area = next((area for area in areas if area.code == account.area), None)
    if area is None:
        raise LookupError(f"{account.area} is not here: the demo accounts belong to the demo county")
    department = next((each for each in departments if each.code == account.department), None)
    return Post(account.username, account.role, area, department, account.zero)


def _key(post: Post) -> tuple[object, ...]:
    return post.role, post.area.pk, post.department.pk if post.department else None
