"""The right column: what lies near, who asked, who could do it, and the reporter behind a mask."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from core.crypto import Tampered
from core.masking import mask_address, mask_name, mask_phone
from grids.models import Department
from grids.scope import Scope
from incidents.catalogue import catalogue, named
from incidents.desk import options
from incidents.desk.choices import REVEAL_FIELDS, REVEAL_REASONS, Option
from incidents.desk.nearby import LISTED, neighbours
from incidents.finding import suggestion
from incidents.finding.duplicates import duplicates
from incidents.models import Incident
from incidents.permissions import may

SUGGESTED = 3
BEFORE_THE_ASSIGNMENT = {"accept", "assign"}


def context_of(incident: Incident, scope: Scope, verbs: list[str], at: datetime) -> dict[str, Any]:
    """Everything the right column prints; `verbs` are those open to this person."""
    reporter = getattr(incident, "reporter", None)
    around = neighbours(incident, scope)
    return {
        "around": around,
        "near": around[:LISTED],
        "alike": duplicates(incident, scope, at, options.ALIKE) if incident.is_open else [],
        "may_merge": "merge" in verbs,
        "requests": list(incident.requests.select_related("asked_by").order_by("-asked_at")[:5]),
        "supervisions": list(incident.supervisions.select_related("by").order_by("-at")[:5]),
        "confirmations": list(incident.confirmations.select_related("grid").order_by("-asked_at")[:3]),
        "children": list(incident.children.all()[:10]),
        "co_handlers": list(Department.objects.filter(pk__in=incident.co_handlers))
        if incident.co_handlers
        else [],
        "reporter": masked(reporter) if reporter is not None and not reporter.erased_at else None,
        "may_reveal": reporter is not None and may("reveal", scope, incident),
        "reveal_reasons": REVEAL_REASONS,
        "reveal_fields": REVEAL_FIELDS,
        "suggested": suggested(incident) if BEFORE_THE_ASSIGNMENT & set(verbs) else [],
        "guess": guessed(incident) if "accept" in verbs and not incident.category_id else None,
    }


def suggested(incident: Incident) -> list[Option]:
    """The departments that the form of 派遣 will offer first."""
    return options.departments(incident)[:SUGGESTED]


def guessed(incident: Incident) -> tuple[str, str] | None:
    """The name of the category that the words of a matter without one speak for, and which words."""
    guess = suggestion.category(incident)
    return (named(catalogue().categories[guess.code]), guess.why) if guess else None


def masked(reporter: Any) -> dict[str, str]:
    """The reporter as everybody sees them: 张**, 138****0000. What cannot be decrypted says so."""
    try:
        name, phone, address = reporter.name, reporter.phone, reporter.address
    except Tampered:
        return dict.fromkeys(("name", "phone", "address"), _("无法解密"))
    return {"name": mask_name(name), "phone": mask_phone(phone), "address": mask_address(address)}
