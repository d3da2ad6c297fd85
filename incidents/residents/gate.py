"""The residents' doors: ten tries a minute at a code, five filings an hour, from one address, right or wrong alike.

A code has 80 random bits, so nobody finds one this way; the door keeps the house from being kept busy. The count is one
atomic statement in PostgreSQL, not in Redis: the pages themselves can do nothing without PostgreSQL, so there is no
state of the house in which they answer and the door stands open. All web processes share it. An address is kept as a
keyed digest, apart for each door, and no longer than the door counts.
"""

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.crypto import keyed_digest
from core.errors import TooMany
from incidents.residents.models import Door


@dataclass(frozen=True)
class Limit:
    """So many tries within so long at one door, and what is said to one more; `purpose` keeps the counts apart."""

    purpose: str
    tries: int
    within: timedelta
    says: Promise


CODES = Limit("door", 10, timedelta(minutes=1), _("查询过于频繁，请一分钟后再试。"))
FILINGS = Limit(
    "filing-door",
    5,
    timedelta(hours=1),
    _("一小时内上报已到5件，请稍后再报；紧急情况请直接拨打110、119、120。"),
)

_TRY = """
INSERT INTO residents_door AS door (address, tries, forget_at)
VALUES (%(address)s, ARRAY[%(now)s::timestamptz], %(until)s)
ON CONFLICT (address) DO UPDATE SET forget_at = excluded.forget_at, tries = (
    SELECT array_agg(kept.at) FROM (
        SELECT at FROM unnest(array_append(door.tries, %(now)s::timestamptz)) AS at
        WHERE at > %(since)s ORDER BY at DESC LIMIT %(most)s
    ) AS kept)
RETURNING cardinality(tries), xmax = 0
"""


def knock(address: str, now: datetime, limit: Limit = CODES) -> None:
    """Count one try from an address. Raises TooMany for one more than the limit; refused ones count."""
    values: dict[str, str | datetime | int] = {
        "address": _digest(address, limit.purpose),
        "now": now,
        "since": now - limit.within,
        "until": now + limit.within,
        "most": limit.tries + 1,
    }
    with connection.cursor() as cursor:
        cursor.execute(_TRY, values)
        tries, is_new = cursor.fetchone()
    if is_new:
        Door.objects.filter(forget_at__lt=now).delete()
    if tries > limit.tries:
        raise TooMany(retry_after=int(limit.within.total_seconds()), message=limit.says)


def _digest(address: str, purpose: str) -> str:
    """The keyed digest of an address; of IPv6 the network of a household (/64), which is what one person has."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return keyed_digest(purpose, address.encode()).hex()
    width = 32 if parsed.version == 4 else 64
    network = ipaddress.ip_network(f"{parsed}/{width}", strict=False)
    return keyed_digest(purpose, str(network).encode()).hex()
