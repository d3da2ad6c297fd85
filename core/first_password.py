"""首次改密: who still has the password that was handed over may change it, and nothing else.

Marked when an administrator makes the account (`import_people`); cleared when its owner sets a password.
"""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from core.errors import PasswordChange
from core.middleware import respond, wants_json
from core.models import User

OPEN = ("/accounts/", "/static/", "/set-language", "/healthz", "/readyz")
"""Beginnings of the addresses that stay open: signing in and out, the change, and what its page is drawn with."""


def own_password(user: User | AnonymousUser) -> None:
    """Raises PasswordChange for an account whose password is still the one that was handed over."""
    if isinstance(user, User) and user.must_change_password:
        raise PasswordChange(detail={"url": reverse("account_change_password")})


class ChangeFirst:
    """Leads a browser that is signed in with such a password to the change, and tells a program (403)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and not request.path_info.startswith(OPEN):
            try:
                own_password(request.user)
            except PasswordChange as refusal:
                if wants_json(request):
                    return respond(request, refusal)
                return HttpResponseRedirect(reverse("account_change_password"))
        return self.get_response(request)
