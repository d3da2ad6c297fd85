"""Presence: who works on a matter, taking over, leaving. Only matters that one sees, and only people at their desks."""

from contextlib import suppress
from datetime import datetime

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core.errors import Invalid
from grids.scope import Scope
from incidents.buttons import open_to
from incidents.desk import claims
from incidents.desk.seeing import for_the_desk, visible
from incidents.models import Incident

REASON = 60
"""Characters of the reason for which a matter is taken over, at most."""


@require_POST
@for_the_desk
def claim(request: HttpRequest, scope: Scope, at: datetime, number: str) -> HttpResponse:
    """Take, renew or take over the lease on a matter; says who has it. Who can do nothing on it takes none."""
    incident = visible(scope, number)
    take_over = request.POST.get("reason", "").strip()
    if "reason" in request.POST and not 2 <= len(take_over) <= REASON:
        raise Invalid(fields={"reason": [_("请写一句接手的原因")]})
    page: dict[str, object] = {"incident": incident, "user_id": scope.user_id}
    try:
        if open_to(incident, scope):
            held = claims.claim(incident.pk, request.user, at, take_over)  # type: ignore[arg-type]
        else:
            held = claims.claims(at).get(incident.pk)  # type: ignore[assignment]
        page["held"] = held
    except claims.Away:
        page["away"] = True
    return render(request, "desk/_presence.html", page)


@require_POST
@for_the_desk
def leave(request: HttpRequest, scope: Scope, at: datetime, number: str) -> HttpResponse:
    """Give one's own lease back."""
    incident = visible(scope, number)
    with suppress(claims.Away):
        claims.leave(incident.pk, request.user)  # type: ignore[arg-type]
    return HttpResponse(status=204)


@require_GET
@for_the_desk
def presence(request: HttpRequest, scope: Scope, at: datetime) -> HttpResponse:
    """Matter → who works on it, of the matters that this person sees."""
    try:
        held = claims.claims(at)
    except claims.Away:
        return JsonResponse({"away": True, "claims": {}})
    seen = set(Incident.objects.visible_to(scope).filter(pk__in=held).values_list("pk", flat=True))
    shown = {
        str(pk): {"by": each.name, "mine": each.user_id == scope.user_id}
        for pk, each in held.items()
        if pk in seen
    }
    return JsonResponse({"away": False, "claims": shown})
