"""验真: whether we issued a receipt, asked by anybody who holds it, with its number and its 验真码.

The code stands for what was filed and when, not for the photos that came later: so what is printed once stays true.
It is worked out from the matter's own columns and nowhere stored. What is told is that we received it, when, how far
the sender's clock was off ours, and how many photos we hold; never what it says, where it was or who told us.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from core.crypto import fits, stamp
from core.ledger.models import Entry
from incidents.models import Incident, Photo

LATE_AFTER = timedelta(hours=24)
LONGEST = 40


@dataclass(frozen=True)
class Verdict:
    """What is told of a genuine receipt. `skew_seconds`: how far the sender's clock was ahead of ours, if it said."""

    number: str
    received_at: datetime
    skew_seconds: int | None
    late: bool
    photos: int


def facts_of(incident: Incident) -> dict[str, Any]:
    """What a receipt's code stands for."""
    return {
        "id": str(incident.pk),
        "number": incident.number,
        "received_at": incident.reported_at.isoformat(),
        "sha256": incident.payload_sha256,
    }


def code_of(incident: Incident) -> str:
    """The 验真码 of a matter."""
    return stamp(facts_of(incident)).code


def address_of(incident: Incident) -> str:
    """Where the QR code of a receipt or a printed page leads, without the host."""
    return f"{reverse('verify')}?{urlencode({'n': incident.number, 'c': code_of(incident)})}"


def verdict_on(number: str, code: str) -> Verdict | None:
    """What is told of this receipt; None alike for a wrong code, an unknown number and no receipt at all."""
    incident = Incident.objects.filter(number=_plain(number)).first()
    if incident is None or not fits(facts_of(incident), code[:LONGEST]):
        return None
    skew = _skew(incident)
    return Verdict(
        number=incident.number,
        received_at=incident.reported_at,
        skew_seconds=skew,
        late=is_late(incident, skew),
        photos=Photo.objects.filter(incident=incident).count(),
    )


def is_late(incident: Incident, skew_seconds: int | None) -> bool:
    """Whether it came more than a day after it was seen, by the sender's clock set right as far as we know."""
    if incident.seen_at is None:
        return False
    seen_at = incident.seen_at - timedelta(seconds=skew_seconds or 0)
    return incident.reported_at - seen_at > LATE_AFTER


def _skew(incident: Incident) -> int | None:
    filed = Entry.objects.filter(stream=incident.pk, kind="reported").order_by("version").first()
    found: int | None = json.loads(filed.header).get("skew_seconds") if filed else None
    return found


def _plain(number: str) -> str:
    """A number as somebody typed it, in our spelling: 261123-00231."""
    digits = "".join(sign for sign in number[:LONGEST] if sign in "0123456789")
    return f"{digits[:6]}-{digits[6:]}"
