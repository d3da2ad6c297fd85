"""The right column: what lies near, who asked, who could do it, and the reporter behind a mask."""

from datetime import datetime
from math import hypot
from typing import Any

from core.masking import mask_address, mask_name, mask_phone
from grids.scope import Scope
from incidents.desk.fields import REVEAL_FIELDS, REVEAL_REASONS, departments
from incidents.models import Incident
from incidents.permissions import may

NEAR_DEGREES = 0.006
"""About 600 metres: what is fetched before distances are worked out."""
METRES_PER_DEGREE = 111_320


def context_of(incident: Incident, scope: Scope, at: datetime) -> dict[str, Any]:
    """Everything the right column prints."""
    reporter = getattr(incident, "reporter", None)
    return {
        "near": near(incident, scope),
        "requests": list(incident.requests.select_related("asked_by").order_by("-asked_at")[:5]),
        "supervisions": list(incident.supervisions.select_related("by").order_by("-at")[:5]),
        "confirmations": list(incident.confirmations.select_related("grid").order_by("-asked_at")[:3]),
        "children": list(incident.children.all()[:10]),
        "reporter": masked(reporter) if reporter is not None and not reporter.erased_at else None,
        "may_reveal": reporter is not None and may("reveal", scope, incident),
        "reveal_reasons": REVEAL_REASONS,
        "reveal_fields": REVEAL_FIELDS,
        "suggested": departments(incident)[:5] if may("assign", scope, incident) else [],
    }


def masked(reporter: Any) -> dict[str, str]:
    """The reporter as everybody sees them: 张**, 138****0000."""
    return {
        "alias": reporter.alias,
        "name": mask_name(reporter.name),
        "phone": mask_phone(reporter.phone),
        "address": mask_address(reporter.address),
    }


def near(incident: Incident, scope: Scope) -> list[tuple[Incident, int]]:
    """Open matters within some 600 m that this person sees, nearest first, at most six, with metres."""
    if incident.lon is None or incident.lat is None:
        return []
    rows = Incident.objects.visible_to(scope).open().with_names().exclude(pk=incident.pk)
    rows = rows.filter(
        lon__range=(incident.lon - NEAR_DEGREES, incident.lon + NEAR_DEGREES),
        lat__range=(incident.lat - NEAR_DEGREES, incident.lat + NEAR_DEGREES),
    )
    found = [(other, metres(incident, other)) for other in rows[:60]]
    return sorted(found, key=lambda pair: pair[1])[:6]


def metres(one: Incident, other: Incident) -> int:
    """The distance between two matters on the ground, good to a few per cent at this latitude."""
    north = ((one.lat or 0) - (other.lat or 0)) * METRES_PER_DEGREE
    east = ((one.lon or 0) - (other.lon or 0)) * METRES_PER_DEGREE * 0.819
    return round(hypot(north, east))
