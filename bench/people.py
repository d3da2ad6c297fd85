"""`python -m bench.people`: prints sixteen grid workers as JSON, each signed in on a phone, with places of their own
grid; makes the floor's table on the way.
"""

import json

import django

django.setup()

from django.db import connection  # noqa: E402
from django.test import RequestFactory  # noqa: E402
from django.utils.timezone import now  # noqa: E402
from shapely.geometry import shape  # noqa: E402

from core import tokens  # noqa: E402
from core.roles import Role  # noqa: E402
from core.worktime import local_date  # noqa: E402
from grids.models import Posting  # noqa: E402

HOW_MANY = 16
TABLE = """
CREATE TABLE IF NOT EXISTS bench_row (id uuid PRIMARY KEY, body text NOT NULL, at timestamptz NOT NULL DEFAULT now());
GRANT INSERT ON bench_row TO sanling_web
"""


def main() -> None:
    """Print the people."""
    with connection.cursor() as cursor:
        cursor.execute(TABLE)
    at = now()
    rows = Posting.objects.valid_on(local_date(at)).filter(role=Role.GRID_WORKER, area__outline__isnull=False)
    workers = rows.select_related("user", "area").order_by("user_id")[:HOW_MANY]
    print(json.dumps([_phone(posting) for posting in workers]))


def _phone(posting: Posting) -> dict[str, object]:
    session = tokens.issue(RequestFactory().get("/"), posting.user, now())
    place = shape(posting.area.outline).representative_point()
    return {"token": session.token, "grid": posting.area.code, "lon": place.x, "lat": place.y}


if __name__ == "__main__":
    main()
