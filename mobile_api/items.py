"""A matter as JSON: the line of a list, and the matter as a whole. Shapes: `answers.py`."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from core.crypto import Tampered
from core.masking import mask_address, mask_name, mask_phone
from grids.scope import Scope
from incidents.buttons import open_at
from incidents.catalogue import catalogue, named
from incidents.follow import follow_code
from incidents.models import Incident, Photo, Reporter, State
from incidents.timeline import timeline
from incidents.verbs import VERBS
from incidents.voices.models import Voice
from incidents.voices.sounds import TYPES

TITLE = 24
"""Characters of the text that a list shows."""

NOT_SHOWN = frozenset({"revealed"})
"""Kinds of lines whose words stay with the auditor: why somebody looked at a reporter."""


def is_overdue(incident: Incident, now: datetime) -> bool:
    """Whether the main clock has run out; what is 挂账 does not run."""
    if incident.overdue_at is not None:
        return True
    runs = incident.is_open and incident.state != State.SUSPENDED
    return runs and incident.due_at is not None and incident.due_at <= now


def item(incident: Incident, now: datetime) -> dict[str, Any]:
    """One line of a list. The row comes with its area and department, and `with_parts`."""
    known = catalogue()
    category = known.categories.get(incident.category_id or "")
    return {
        "id": incident.pk,
        "number": incident.number,
        "kind": incident.kind_id,
        "kind_name": named(known.kinds[incident.kind_id]),
        "category": incident.category_id,
        "category_name": named(category) if category else None,
        "urgency": incident.urgency,
        "state": incident.state,
        "state_label": incident.get_state_display(),
        "area": incident.area.code,
        "area_name": incident.area.name,
        "area_path": incident.area_path,
        "department": incident.department.code if incident.department else None,
        "department_name": incident.department.short_name if incident.department else None,
        "reported_at": incident.reported_at,
        "due_at": incident.due_at,
        "overdue": is_overdue(incident, now),
        "provisional": incident.provisional,
        "version": incident.version,
        "lon": incident.lon,
        "lat": incident.lat,
        "title": shortened(incident.text, TITLE),
        "photos_expected": incident.photos_expected,
        "photos_arrived": incident.photos_arrived,  # type: ignore[attr-defined] # with_parts
        "unverified": incident.unverified,
    }


def shortened(text: str, length: int) -> str:
    """The text, or its beginning and 「…」, in at most `length` characters."""
    return text if len(text) <= length else f"{text[: length - 1]}…"


def detail(incident: Incident, scope: Scope, now: datetime) -> dict[str, Any]:
    """The matter as a whole, for one who sees it, with the verbs that are open to that person."""
    return {
        **item(incident, now),
        "text": incident.text,
        "address": incident.address,
        "place": _place(incident),
        "people_bucket": incident.people_bucket,
        "source": incident.source,
        "seen_at": incident.seen_at,
        "due0_at": incident.due0_at,
        "merged_into": incident.merged_into_id,
        "public_reply": incident.public_reply,
        "follow_code": follow_code(incident.pk) if _is_told(incident, scope) else "",
        "photos": [_photo(photo) for photo in incident.photos.order_by("at", "slot")],
        "voices": [_voice(voice) for voice in incident.voices.order_by("at", "slot")],
        "timeline": _history(incident),
        "verbs": [_verb(name) for name in open_at(incident, scope, now)],
        "reporter": _masked(getattr(incident, "reporter", None)),
    }


def _place(incident: Incident) -> dict[str, Any] | None:
    if incident.lon is None or incident.lat is None:
        return None
    return {
        "lon": incident.lon,
        "lat": incident.lat,
        "datum": incident.datum,
        "accuracy_metres": incident.accuracy_metres,
        "source": incident.position_source,
        "fixed_at": incident.fixed_at,
    }


def _photo(photo: Photo) -> dict[str, Any]:
    return {
        "id": photo.pk,
        "slot": photo.slot,
        "stage": photo.stage,
        "at": photo.at,
        "url": f"/photos/{photo.pk}",
        "ready": bool(photo.picture_sha256),
    }


def _voice(voice: Voice) -> dict[str, Any]:
    return {
        "id": voice.pk,
        "slot": voice.slot,
        "url": reverse("voice", args=[voice.pk]),
        "type": TYPES[voice.format],
        "size": voice.size,
        "at": voice.at,
    }


def _is_told(incident: Incident, scope: Scope) -> bool:
    """Whether the one who asks filed the matter or joined it: they may hand its code on to the resident."""
    if incident.reporter_user_id == scope.user_id:
        return True
    return incident.followers.filter(user_id=scope.user_id).exists()


def _history(incident: Incident) -> list[dict[str, Any]]:
    return [
        {
            "at": line.at,
            "kind": line.kind,
            "label": line.label,
            "by": line.by,
            "text": "" if line.kind in NOT_SHOWN else line.text,
        }
        for line in timeline(incident)
    ]


def _verb(name: str) -> dict[str, str]:
    verb = VERBS[name]
    return {"name": name, "label": str(verb.label), "key": verb.key}


def _masked(reporter: Reporter | None) -> dict[str, str] | None:
    if reporter is None or reporter.erased_at:
        return None
    try:
        return {
            "alias": reporter.alias,
            "name": mask_name(reporter.name),
            "phone": mask_phone(reporter.phone),
            "address": mask_address(reporter.address),
        }
    except Tampered:
        unreadable = _("无法解密")
        return {"alias": reporter.alias, "name": unreadable, "phone": unreadable, "address": unreadable}
