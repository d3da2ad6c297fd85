"""Ten tries a minute from one address, right or wrong alike; a code has 80 random bits, so nobody finds one this way.

The count is one atomic statement in PostgreSQL, not in Redis: the page itself can show nothing without PostgreSQL, so
there is no state of the house in which the page answers and the gate stands open. All web processes share it. An
address is kept as a keyed digest, and for ten minutes at most.
"""

import ipaddress
from datetime import datetime, timedelta

from django.db import connection
from django.utils.translation import gettext_lazy as _

from core.crypto import keyed_digest
from core.errors import TooMany
from incidents.residents.models import Door

TRIES = 10
WITHIN = timedelta(seconds=60)
FORGOTTEN_AFTER = timedelta(minutes=10)

_TRY = """
INSERT INTO residents_door AS door (address, tries, last_at) VALUES (%(address)s, ARRAY[%(now)s::timestamptz], %(now)s)
ON CONFLICT (address) DO UPDATE SET last_at = excluded.last_at, tries = (
    SELECT array_agg(kept.at) FROM (
        SELECT at FROM unnest(array_append(door.tries, %(now)s::timestamptz)) AS at
        WHERE at > %(since)s ORDER BY at DESC LIMIT %(most)s
    ) AS kept)
RETURNING cardinality(tries), xmax = 0
"""


def knock(address: str, now: datetime) -> None:
    """Count one try from an address. Raises TooMany for the eleventh within a minute; refused ones count."""
    values: dict[str, str | datetime | int] = {
        "address": _digest(address),
        "now": now,
        "since": now - WITHIN,
        "most": TRIES + 1,
    }
    with connection.cursor() as cursor:
        cursor.execute(_TRY, values)
        tries, is_new = cursor.fetchone()
    if is_new:
        Door.objects.filter(last_at__lt=now - FORGOTTEN_AFTER).delete()
    if tries > TRIES:
        raise TooMany(retry_after=int(WITHIN.total_seconds()), message=_("查询过于频繁，请一分钟后再试。"))


def _digest(address: str) -> str:
    """The keyed digest of an address; of IPv6 the network of a household (/64), which is what one person has."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return keyed_digest("door", address.encode()).hex()
    width = 32 if parsed.version == 4 else 64
    network = ipaddress.ip_network(f"{parsed}/{width}", strict=False)
    return keyed_digest("door", str(network).encode()).hex()
