"""Phone sessions: signed in without a cookie, named in the header X-Session-Token, for 30 sliding days.

The session is a row like a browser's, so it ends at once by signing out, by switching the account off, by a new
password, or from the account's list of devices. A token names its account and its session: so one statement reads both.
A browser's session is not accepted as a token: a phone's is marked as one.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, signals
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare

from core import prepared
from core.models import User

HEADER = "X-Session-Token"
PICTURES_COOKIE = "sanling-pictures"
PICTURES_PATH = "/photos/"
LIFE = timedelta(days=30)
SLIDE_AFTER = timedelta(days=1)
LONGEST = 60
_MARK = "phone"
_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"

_ACCOUNT = [str(field.column) for field in User._meta.concrete_fields]
_BOTH = f"""
SELECT s.session_data, s.expire_date, {", ".join(f"u.{column}" for column in _ACCOUNT)}
FROM core_user u JOIN django_session s ON s.session_key = %s
WHERE u.id = %s AND u.is_active AND s.expire_date > %s
"""  # noqa: S608 - of columns only


@dataclass(frozen=True)
class PhoneSession:
    """A live token: whose it is, and until when if it is not used again."""

    token: str
    user: User
    expires_at: datetime

    @property
    def key(self) -> str:
        """The key of the session's row."""
        return self.token.partition(".")[2]


@transaction.atomic
def issue(request: HttpRequest, user: User, now: datetime) -> PhoneSession:
    """Sign `user` in on the device that sent `request`, and return the token. The password was checked before."""
    store = SessionStore()
    store.update({SESSION_KEY: str(user.pk), BACKEND_SESSION_KEY: _BACKEND, _MARK: True})
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.set_expiry(LIFE)
    store.create()
    key = str(store.session_key)
    UserSession.objects.create(user=user, session_key=key, **_device(request))
    signals.user_logged_in.send(sender=type(user), request=request, user=user)
    return PhoneSession(f"{user.pk}.{key}", user, now + LIFE)


def read(token: str, now: datetime) -> PhoneSession | None:
    """Return the live session that a token names, in one statement; None for anything else."""
    account, _, key = token.partition(".")
    if not (account.isascii() and account.isdigit() and len(account) <= 18 and key and len(token) <= LONGEST):
        return None
    if not (key.isascii() and key.isalnum()):
        return None
    for said, expires_at, *columns in prepared.rows(_BOTH, [key, int(account), now]):
        user = User.from_db("default", _ACCOUNT, columns)
        if _is_for(SessionStore().decode(said), user):
            return PhoneSession(token, user, expires_at)
    return None


def slide(session: PhoneSession, now: datetime) -> None:
    """Let a session that is in use last thirty days from now; written once a day at most."""
    if now + LIFE - session.expires_at > SLIDE_AFTER:
        Session.objects.filter(session_key=session.key).update(expire_date=now + LIFE)


def give_pictures(response: HttpResponse, session: PhoneSession) -> None:
    """Let an `<img>` of the phone's own page, which can send no header, show pictures: read by `/photos/` alone."""
    response.set_cookie(
        PICTURES_COOKIE,
        session.token,
        max_age=LIFE,
        path=PICTURES_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def take_pictures(response: HttpResponse) -> None:
    """Undo `give_pictures` on the phone; the session itself has ended anyway."""
    response.delete_cookie(PICTURES_COOKIE, path=PICTURES_PATH, samesite="Strict")


def end(request: HttpRequest, session: PhoneSession) -> None:
    """Sign out: from now on the token opens nothing."""
    Session.objects.filter(session_key=session.key).delete()
    UserSession.objects.filter(session_key=session.key).delete()
    signals.user_logged_out.send(sender=User, request=request, user=session.user)


def _is_for(data: dict[str, Any], user: User) -> bool:
    if data.get(_MARK) is not True or data.get(SESSION_KEY) != str(user.pk):
        return False
    return constant_time_compare(str(data.get(HASH_SESSION_KEY)), user.get_session_auth_hash())


def _device(request: HttpRequest) -> dict[str, str]:
    longest = UserSession._meta.get_field("user_agent").max_length
    return {
        "ip": get_adapter().get_client_ip(request),
        "user_agent": request.headers.get("User-Agent", "")[:longest],
    }
