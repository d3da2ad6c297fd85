"""Who calls: a phone by its token, a page of ours by its cookie and CSRF token; and signing in and out.

Whoever enters has `request.user` and on it `scope_of_request`, what that person holds today. An account that was
switched off, or a session that was ended, is refused at the next request.
"""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from ninja.security import APIKeyCookie, APIKeyHeader
from ninja.utils import check_csrf

from core import tokens
from core.errors import Forged, SignInFirst, TooMany, WrongType
from core.first_password import own_password
from core.models import User
from core.worktime import local_date
from grids.scope import Scope, scope_of

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data", "text/plain")


class Token(APIKeyHeader):
    """The header X-Session-Token. A token that opens nothing is refused, whatever cookie comes with it."""

    param_name = tokens.HEADER

    def authenticate(self, request: HttpRequest, key: str | None) -> User | None:
        if not key:
            return None
        session = tokens.read(key, now())
        if session is None:
            raise SignInFirst()
        if request.method == "GET":
            tokens.slide(session, now())
        request.phone_session = session  # type: ignore[attr-defined]
        return enter(request, session.user)


class Cookie(APIKeyCookie):
    """The session cookie of a page of ours; anything but a read needs the CSRF token in X-CSRFToken."""

    param_name = settings.SESSION_COOKIE_NAME

    def _get_key(self, request: HttpRequest) -> str | None:
        return request.COOKIES.get(self.param_name)

    def authenticate(self, request: HttpRequest, key: str | None) -> User | None:
        if not key or not request.user.is_authenticated:
            return None
        if request.content_type in FORMS and request.method not in ("GET", "HEAD"):
            raise WrongType()  # before the check below reads the body as a form
        if check_csrf(request) is not None:
            raise Forged()
        return enter(request, request.user)


AUTH = [Token(), Cookie()]


def enter(request: HttpRequest, user: User) -> User:
    """Let `user` act in this request, with what they hold today. Raises PasswordChange."""
    own_password(user)
    request.user = user
    user.scope_of_request = scope_of(user, local_date(now()))  # type: ignore[attr-defined]
    return user


def actor(request: HttpRequest) -> User:
    """Who acts in this request."""
    user: User = request.auth  # type: ignore[attr-defined]
    return user


def scope(request: HttpRequest) -> Scope:
    """What the one who acts holds today."""
    held: Scope = actor(request).scope_of_request  # type: ignore[attr-defined]
    return held


def sign_in(request: HttpRequest, username: str, password: str, code: str) -> tokens.PhoneSession:
    """Check name, password and, where the account has one, the second factor; return the token.

    Raises SignInFirst (SIGN_IN_FAILED, the same for every cause; SECOND_FACTOR), TooMany.
    """
    _count(request, "login")
    try:
        user = get_adapter().authenticate(request, username=username, password=password)
    except ValidationError as error:
        raise TooMany(retry_after=300) from error
    if user is None or not user.is_active:
        raise SignInFirst(_("用户名或密码不正确。"), code="SIGN_IN_FAILED")
    _second_factor(request, user, code)
    own_password(user)
    return tokens.issue(request, user, now())


def _count(request: HttpRequest, action: str, key: str | None = None) -> None:
    if not ratelimit.consume(request, action=action, key=key):
        raise TooMany(retry_after=60)


def _second_factor(request: HttpRequest, user: User, code: str) -> None:
    factors = {factor.type: factor for factor in Authenticator.objects.filter(user=user)}
    if not factors.keys() - {Authenticator.Type.RECOVERY_CODES}:
        return
    if not code:
        raise SignInFirst(_("请输入动态口令。"), code="SECOND_FACTOR")
    _count(request, "login_failed", key=f"mfa-auth-user-{user.pk}")
    checks: dict[str, Any] = {Authenticator.Type.TOTP: TOTP, Authenticator.Type.RECOVERY_CODES: RecoveryCodes}
    if not any(
        checks[kind](factor).validate_code(code) for kind, factor in factors.items() if kind in checks
    ):
        raise SignInFirst(_("动态口令不正确。"), code="SECOND_FACTOR")


def sign_out(request: HttpRequest) -> None:
    """End the session that this request came by."""
    session = getattr(request, "phone_session", None)
    if session is not None:
        tokens.end(request, session)
    else:
        logout(request)
