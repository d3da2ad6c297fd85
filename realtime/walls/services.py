"""The life of a wall's token: made by a system administrator, taken by one device, withdrawn. Each is written down.

Whoever holds the device's secret sees the area's public feed and nothing else: no page but the wall, no verb.
"""

import hashlib
import secrets
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Invalid, Late, NotAllowed
from core.models import User
from core.roles import Role
from core.typed_text import cleaned
from grids.models import Area
from grids.scope import Scope
from incidents.services.doing import held_by
from realtime.news import tell
from realtime.walls.models import WallToken


def hashed(secret: str) -> bytes:
    """What we keep of a token or of a device's secret: both are 256 random bits, so a plain hash is enough."""
    return hashlib.sha256(secret.encode()).digest()


def may_manage(scope: Scope, area_path: str) -> bool:
    """Whether the person behind `scope` makes and withdraws walls there."""
    return scope.has(Role.SYSTEM_ADMIN, area_path)


@transaction.atomic
def make(label: str, area: Area, *, by: User | None, now: datetime) -> tuple[WallToken, str]:
    """A new wall for `area`, and its token, which is never shown again. `by` None: from the command line.

    Raises NotAllowed, and Invalid without a label.
    """
    if by is not None and not may_manage(held_by(by, now), area.path):
        raise NotAllowed
    name = cleaned(label)[:40]
    if not name:
        raise Invalid(fields={"label": [_("请写明大屏名称")]})
    token = secrets.token_urlsafe(32)
    made = WallToken.objects.create(label=name, area=area, token_hash=hashed(token), made_by=by, made_at=now)
    return made, token


@transaction.atomic
def bind(token: str, *, now: datetime) -> str:
    """Give the token to the device that brings it; return the device's secret. Raises Invalid for any other token.

    Unknown, used, withdrawn and too old look alike.
    """
    wall = WallToken.objects.select_for_update().filter(token_hash=hashed(token.strip())).first()
    if wall is None or wall.bound_at or wall.withdrawn_at or wall.expired(now):
        raise Invalid(fields={"token": [_("令牌无效、已用过或已过期，请向系统管理员索取新的")]})
    secret = secrets.token_urlsafe(32)
    wall.device_hash, wall.bound_at = hashed(secret), now
    wall.save(update_fields=["device_hash", "bound_at"])
    return secret


@transaction.atomic
def withdraw(wall_id: int, *, by: User | None, now: datetime) -> WallToken:
    """Take it back: its sockets close within seconds. Raises NotAllowed, and Late if somebody else did already."""
    wall = WallToken.objects.select_for_update(of=("self",)).select_related("area").filter(pk=wall_id).first()
    if wall is None or (by is not None and not may_manage(held_by(by, now), wall.area.path)):
        raise NotAllowed
    if wall.withdrawn_at:
        raise Late(current={"withdrawn_at": wall.withdrawn_at.isoformat()})
    wall.withdrawn_by, wall.withdrawn_at = by, now
    wall.save(update_fields=["withdrawn_by", "withdrawn_at"])
    transaction.on_commit(lambda: tell(account_of(wall), ""), robust=True)
    return wall


def wall_of(secret: str) -> WallToken | None:
    """The wall whose device holds this secret, unless it was withdrawn."""
    if not secret:
        return None
    walls = WallToken.objects.select_related("area").filter(withdrawn_at=None)
    return walls.filter(device_hash=hashed(secret)).first()


def account_of(wall: WallToken) -> int:
    """What stands for the wall where sockets are told about accounts: below zero, where no account is."""
    return -wall.pk
