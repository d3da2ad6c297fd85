"""附语音: the one door by which a recording comes to a matter, as `incidents/photos.py` is for photos."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from core.errors import Invalid, Late, NotAllowed, NotFound
from core.models import User
from incidents.events import VoiceAttached
from incidents.models import Incident, State
from incidents.originals import checked_digest, keep_original
from incidents.permissions import may
from incidents.photos import taken
from incidents.services.doing import current_of, deed, held_by, lock, matter_of, record
from incidents.voices.models import Voice
from incidents.voices.sounds import inspect

LARGEST = 2 * 1024 * 1024
MOST = 5


@dataclass(frozen=True)
class Recording:
    """What a recording is that arrived whole, from its bytes alone."""

    sha256: str
    size: int
    format: str


def examine(data: bytes, sha256: str) -> Recording:
    """Look at what arrived. Raises TooLarge, Invalid (digest does not fit, no recording)."""
    digest = checked_digest(data, sha256, LARGEST)
    return Recording(digest, len(data), inspect(data))


@deed
def attach(
    incident_id: UUID, *, slot: str, data: bytes, sha256: str, by: User, now: datetime
) -> tuple[Voice, bool]:
    """Keep the bytes and write the line; say whether it is new. The same bytes again change nothing.

    Raises NotFound, NotAllowed, TooLarge, Invalid (digest does not fit, no recording, more than are taken), IdReused
    (other bytes in the slot), Late (the matter is voided), Unavailable (the disk is full).
    """
    digest = checked_digest(data, sha256, LARGEST)
    scope = held_by(by, now)
    incident = lock(incident_id, scope)
    if incident is None:
        raise NotFound()
    if not may("supplement", scope, incident):
        raise NotAllowed()
    known = Voice.objects.filter(incident=incident, slot=slot).first()
    if known is not None:
        if known.sha256 == digest:
            return known, False
        raise taken(slot, known.sha256, digest)
    if incident.state == State.VOID:
        raise Late(current=current_of(incident))
    if Voice.objects.filter(incident=incident).count() >= MOST:
        raise Invalid(fields={"slot": [_("一件事最多5段语音")]})
    recording = examine(data, sha256)
    keep_original(data, digest)
    return attach_kept(incident, slot, recording, by, now), True


def attach_kept(incident: Incident, slot: str, recording: Recording, by: User, now: datetime) -> Voice:
    """Add the row and the line of a recording whose bytes are kept, to a matter under its row lock."""
    voice = Voice.objects.create(
        incident=incident,
        slot=slot,
        sha256=recording.sha256,
        size=recording.size,
        format=recording.format,
        by=by,
        at=now,
    )
    fact = VoiceAttached(slot=slot, sha256=recording.sha256, size=recording.size)
    record(matter_of(incident), fact, by=by, now=now)
    return voice
