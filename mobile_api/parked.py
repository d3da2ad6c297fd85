"""Parts that come before their report: put aside by account and report, joined to it when it comes, dropped if never.

A phone that sends a photo while its words are still being written, or whose requests overtake each other, is told 202:
here, not yet anybody's. The report's own transaction joins what waits, under the same lock by which a part is put
aside, so none falls between. A 202 is no receipt: the phone keeps its copy until the receipt names the digest.
"""

import logging
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from core import prepared
from core.errors import NotAllowed, TooMany
from core.models import User
from incidents import originals, photos
from incidents.models import Incident
from incidents.photos import taken
from incidents.services import hold
from incidents.services.doing import deed
from incidents.voices import services as voices
from mobile_api.models import ParkedPart
from mobile_api.pictures import ask_for_picture

What = ParkedPart.What
Upload = photos.Upload | voices.Recording

KEPT = timedelta(days=14)
"""Longer than the seven days that we promise: a phone may lie in a drawer over a holiday."""
MOST_OF_A_REPORT = {What.PHOTO: photos.MOST, What.VOICE: voices.MOST}
MOST_OF_AN_ACCOUNT = 200
AGAIN_AFTER = 60

_ANY = "SELECT EXISTS (SELECT 1 FROM mobile_api_parkedpart WHERE report = %s AND user_id = %s)"
"""Asked by every report there is, and nearly always no."""

log = logging.getLogger(__name__)


@deed
def keep(
    report_id: UUID,
    what: What,
    upload: Upload,
    data: bytes,
    *,
    slot: str,
    stage: str,
    by: User,
    now: datetime,
) -> ParkedPart | None:
    """Put a part aside; None if its report has come meanwhile, and it can be attached.

    Raises IdReused (other bytes in the slot), TooMany (too many wait already: the report must come first), NotAllowed
    (the report is there, and no longer the account's to add to), Unavailable (the disk is full).
    """
    hold(report_id)
    if Incident.objects.filter(pk=report_id, reporter_user=by).exists():
        return None
    here = ParkedPart.objects.filter(user=by, report=report_id, what=what)
    known = here.filter(slot=slot).first()
    if known is not None:
        if known.sha256 == upload.sha256:
            return known
        raise taken(slot, known.sha256, upload.sha256)
    if here.count() >= MOST_OF_A_REPORT[what] or _waiting(by) >= MOST_OF_AN_ACCOUNT:
        raise TooMany(_("等待上报的照片太多，请先把上报传上来。"), retry_after=AGAIN_AFTER)
    size = {"width": upload.width, "height": upload.height} if isinstance(upload, photos.Upload) else {}
    part = ParkedPart(
        user=by, report=report_id, what=what, slot=slot, stage=stage, sha256=upload.sha256,
        size=upload.size, format=upload.format, at=now, **size,
    )  # fmt: skip
    originals.park(data, upload.sha256, part.pk)
    part.save(force_insert=True)
    return part


def _waiting(by: User) -> int:
    return ParkedPart.objects.filter(user=by).count()


def arrived(report_id: UUID, what: What, by: User) -> list[dict[str, str]]:
    """The parts of a report that wait for it, in the order in which they came."""
    rows = ParkedPart.objects.filter(user=by, report=report_id, what=what).order_by("at", "slot")
    return [{"slot": slot, "sha256": sha256} for slot, sha256 in rows.values_list("slot", "sha256")]


def join(incident: Incident, by: User, now: datetime) -> int:
    """Join what waited to the report that is being filed, in its transaction; return how many parts it was."""
    if not prepared.rows(_ANY, [incident.pk, by.pk])[0][0]:
        return 0
    parts = list(ParkedPart.objects.filter(user=by, report=incident.pk).order_by("at", "slot"))
    for part in parts:
        originals.unpark(part.pk, part.sha256)
        _attach(part, incident, by, now)
        transaction.on_commit(partial(originals.drop_parked, part.pk))
    ParkedPart.objects.filter(pk__in=[part.pk for part in parts]).delete()
    return len(parts)


def _attach(part: ParkedPart, incident: Incident, by: User, now: datetime) -> None:
    if part.what == What.VOICE:
        recording = voices.Recording(part.sha256, part.size, part.format)
        voices.attach_kept(incident, part.slot, recording, by, now)
        return
    upload = photos.Upload(part.sha256, part.size, part.format, part.width, part.height)
    photo = photos.attach_kept(incident, part.slot, part.stage, upload, by, now)
    transaction.on_commit(partial(ask_for_picture, photo.pk))


def not_yours() -> NotAllowed:
    """The refusal of a part for a report that is there, and may not be added to by the one who filed it."""
    return NotAllowed(_("您已不能再向这件事添加内容。"))


@transaction.atomic
def drop_old(now: datetime, at_most: int = 1000) -> int:
    """Drop parts whose report never came; return how many. They were never of a matter, so no ledger line says it."""
    old = ParkedPart.objects.filter(at__lt=now - KEPT)
    reports = old.aggregate(many=Count("report", distinct=True))["many"]
    ids = list(old.select_for_update(skip_locked=True).values_list("pk", flat=True)[:at_most])
    ParkedPart.objects.filter(pk__in=ids).delete()
    for part_id in ids:
        transaction.on_commit(partial(originals.drop_parked, part_id))
    if ids:
        log.info(
            "dropped %d parked parts of %d reports that never came in %s days", len(ids), reports, KEPT.days
        )
    return len(ids)


def drop_strays(now: datetime) -> int:
    """Remove files that a crash left without their row, a day later; return how many."""
    files = originals.parked_long_ago(now - timedelta(days=1))
    known = set(ParkedPart.objects.filter(pk__in=files).values_list("pk", flat=True))
    strays = [part_id for part_id in files if part_id not in known]
    for part_id in strays:
        originals.drop_parked(part_id)
    return len(strays)
