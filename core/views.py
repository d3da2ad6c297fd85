"""The first page: in the demo one steps in as anybody by a click, elsewhere it leads to the sign-in."""

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from core import demo
from core.models import User


@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    """What this is, and how to come in."""
    people = demo.accounts()
    return render(
        request,
        "core/landing.html",
        {
            "is_demo": settings.DEMO,
            "groups": demo.groups(people),
            "faces": demo.FACES,
        },
    )


@require_POST
def enter(request: HttpRequest, username: str) -> HttpResponse:
    """Step in as a demo account. Anybody else, and everybody outside the demo, is not there (404)."""
    account = demo.find(username)
    user = User.objects.filter(username=username, is_active=True).first() if account else None
    if account is None or user is None:
        raise Http404
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect(account.landing)
