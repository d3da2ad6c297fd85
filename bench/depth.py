"""`python -m bench.depth`: prints as JSON how much there is, and what lists ask for in it: the cursor of a page nine
tenths down, a number as far down. Vacuums first, as the night would have.
"""

import json

import django

django.setup()

from django.db import connection  # noqa: E402

from core.ledger.models import Entry  # noqa: E402
from incidents.models import Incident  # noqa: E402
from mobile_api.lists import cursor_after  # noqa: E402


def main() -> None:
    """Print it."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
    matters = Incident.objects.count()
    deep = Incident.objects.order_by("reported_at", "pk")[matters // 10]
    told = {
        "matters": matters,
        "entries": Entry.objects.count(),
        "after": cursor_after(deep),
        "number": deep.number,
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
