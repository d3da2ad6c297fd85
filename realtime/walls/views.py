"""大屏令牌: the page that makes and withdraws them, and the page on which a device hands its token over."""

from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import Invalid, Late, NotAllowed
from core.models import User
from core.roles import Role
from core.worktime import local_date
from grids import tree
from grids.models import Area, Level
from grids.scope import Scope
from incidents.entrance import only_for
from realtime.walls import services
from realtime.walls.models import WallToken

YEARS = 5 * 365 * 86400
"""How long a device keeps its cookie; the token is withdrawn long before."""


@require_http_methods(["GET", "HEAD", "POST"])
@only_for(Role.SYSTEM_ADMIN)
def walls(request: HttpRequest, *, scope: Scope, at: datetime) -> HttpResponse:
    """The list, and a new one. Its token is in the answer to the form, once, and nowhere else."""
    areas = _areas(scope, at)
    if request.method != "POST":
        return _page(request, scope, areas)
    area = next((each for each in areas if each.code == request.POST.get("area")), None)
    try:
        if area is None:
            raise Invalid(fields={"area": [_("请选择辖区")]})
        made, token = services.make(request.POST.get("label", ""), area, by=_officer(request), now=at)
    except Invalid as invalid:
        return _page(request, scope, areas, wrong=invalid, status=422)
    return _page(request, scope, areas, made=made, token=token)


@require_POST
@only_for(Role.SYSTEM_ADMIN)
def withdraw(request: HttpRequest, *, scope: Scope, at: datetime, wall_id: int) -> HttpResponse:
    """收回."""
    if wall_id >= 2**63:
        raise NotAllowed
    try:
        wall = services.withdraw(wall_id, by=_officer(request), now=at)
        messages.success(request, _("已收回：%(label)s，几秒内断开。") % {"label": wall.label})
    except Late:
        messages.warning(request, _("这块大屏早已收回。"))
    return redirect("walls:walls")


@require_http_methods(["GET", "HEAD", "POST"])
def device(request: HttpRequest) -> HttpResponse:
    """On the wall's own machine: the token is typed in once, and the machine keeps a secret of its own."""
    if request.method != "POST":
        return render(request, "walls/device.html")
    token = request.POST.get("token", "")[:200]
    try:
        secret = services.bind(token, now=now())
    except Invalid as invalid:
        return render(request, "walls/device.html", {"wrong": invalid.fields["token"][0]}, status=422)
    answer = redirect("wall")
    answer.set_cookie(
        settings.WALL_COOKIE_NAME,
        secret,
        max_age=YEARS,
        secure=settings.SECURE,
        httponly=True,
        samesite="Strict",
    )
    return answer


def _page(
    request: HttpRequest,
    scope: Scope,
    areas: list[Area],
    *,
    made: WallToken | None = None,
    token: str = "",
    wrong: Invalid | None = None,
    status: int = 200,
) -> HttpResponse:
    paths = scope.paths(Role.SYSTEM_ADMIN)
    rows = WallToken.objects.select_related("area", "made_by", "withdrawn_by").defer("area__outline")
    mine = [each for each in rows if each.area.path.startswith(paths)]
    at = now()
    stale = {each.pk for each in mine if each.expired(at)}
    shown = {"walls": mine, "stale": stale, "areas": areas, "made": made, "token": token, "wrong": wrong}
    return render(request, "walls/walls.html", shown, status=status)


def _areas(scope: Scope, at: datetime) -> list[Area]:
    """What a wall may be made for: the areas administered, down to streets and communities."""
    here, today = tree.current(), local_date(at)
    levels = (Level.COUNTY, Level.DISTRICT, Level.STREET, Level.COMMUNITY)
    paths = scope.paths(Role.SYSTEM_ADMIN)
    found = [area for path in paths for level in levels for area in here.below(path, level, today)]
    return list({area.code: area for area in found}.values())


def _officer(request: HttpRequest) -> User:
    """Whoever acts; the entrance let only accounts in."""
    if not isinstance(request.user, User):
        raise NotAllowed
    return request.user
