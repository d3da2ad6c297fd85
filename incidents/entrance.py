"""Who may open a page: the one door of board, audit desk and zeros. Who may not is told so (403)."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from core.errors import NotAllowed
from core.roles import Role
from incidents.services.doing import held_by

PageView = Callable[..., HttpResponse]
"""A view that is given, besides the names of its address, `scope` and `at`: who asks, and the one instant of it."""


def only_for(*roles: Role) -> Callable[[PageView], PageView]:
    """Let a page be opened only by those who hold one of `roles` today, wherever; the page decides what they see."""

    def dress(view: PageView) -> PageView:
        @login_required
        @never_cache
        @wraps(view)
        def guarded(request: HttpRequest, **names: Any) -> HttpResponse:
            at, user = now(), request.user
            scope = held_by(user, at)  # type: ignore[arg-type] # signed in, so a User
            user.scope_of_request = scope  # type: ignore[union-attr]
            if not scope.roles.intersection(roles):
                raise NotAllowed(_("您的岗位不使用这一页。"))
            return view(request, scope=scope, at=at, **names)

        return guarded

    return dress
