"""`python -m bench.people ROLE`: prints up to sixteen people of a role as JSON, those of the widest areas first, each
signed in on a phone and in a browser, with a place in their area; makes the floor's table on the way.
"""

import json
import sys

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.models.functions import Length  # noqa: E402
from django.test import RequestFactory  # noqa: E402
from django.utils.timezone import now  # noqa: E402
from shapely.geometry import shape  # noqa: E402

from core import tokens  # noqa: E402
from core.models import User  # noqa: E402
from core.worktime import local_date  # noqa: E402
from grids.models import Posting  # noqa: E402

HOW_MANY = 16
TABLE = """
CREATE TABLE IF NOT EXISTS bench_row (id uuid PRIMARY KEY, body text NOT NULL, at timestamptz NOT NULL DEFAULT now());
GRANT INSERT ON bench_row TO sanling_web
"""


def main(role: str) -> None:
    """Print the people."""
    with connection.cursor() as cursor:
        cursor.execute(TABLE)
    at = now()
    rows = Posting.objects.valid_on(local_date(at)).filter(role=role, area__outline__isnull=False)
    held = rows.select_related("user", "area").order_by(Length("area__path"), "user_id")[:HOW_MANY]
    print(json.dumps([_person(posting) for posting in held]))


def _person(posting: Posting) -> dict[str, object]:
    token = tokens.issue(RequestFactory().get("/"), posting.user, now()).token
    place = shape(posting.area.outline).representative_point()
    cookie = f"{settings.SESSION_COOKIE_NAME}={_browser(posting.user)}"
    return {
        "account": posting.user_id, "token": token, "cookie": cookie, "area": posting.area.code,
        "lon": place.x, "lat": place.y,
    }  # fmt: skip


def _browser(user: User) -> str:
    """A session of a browser."""
    store = SessionStore()
    store.update({SESSION_KEY: str(user.pk), BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0]})
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return str(store.session_key)


if __name__ == "__main__":
    main(sys.argv[1])
