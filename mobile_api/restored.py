"""When our database was restored from before: what phones can ask, so that what was acknowledged comes back (F42).

A phone keeps the head of the ledger that it was told last. `sessions.read_me` tells it whether that head is still on
our log; if not, it asks here which of its receipts we still have, and sends the rest again under their old ids.
"""

from collections import defaultdict
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext_noop as _n
from ninja import Router

from core.ledger import readers
from core.ledger.readers import Head
from incidents.models import Incident, Photo
from incidents.voices.models import Voice
from mobile_api import answers, auth
from mobile_api.schemas import ReceiptsIn

router = Router(tags=["reports"])


@router.post(
    "/receipts",
    response=answers.ReceiptsOut,
    operation_id="ask_for_receipts",
    summary=_n("核对回执"),
    description=_n(
        "给出自己手里回执的编号（至多200个），回答其中我方仍有的，及各自已到的照片与语音。"
        "没有列出的已随备份恢复而丢失，请以原编号原样重报。只答本人所报，什么也不改。"
    ),
)
def ask_for_receipts(request: HttpRequest, body: ReceiptsIn) -> dict[str, Any]:
    """Which of these reports of mine are here; what is not named must be sent again."""
    mine = Incident.objects.filter(pk__in=body.ids, reporter_user=auth.actor(request))
    numbers = dict(mine.values_list("pk", "number"))
    parts = _parts_of(list(numbers))
    return {"known": [{"id": pk, "number": number, "parts": parts[pk]} for pk, number in numbers.items()]}


def ledger_of(kept: Head | None) -> dict[str, Any]:
    """The head to keep from now on; `same` is whether `kept` is still on our log, None if there was none."""
    newest = readers.newest()
    same = None if kept is None else readers.has(kept)
    return {"n": newest.n, "leaf": newest.leaf, "same": same}


def _parts_of(reports: list[UUID]) -> defaultdict[UUID, list[str]]:
    """Slots of the photos and recordings that have arrived, by report."""
    photos = Photo.objects.filter(incident__in=reports).values_list("incident_id", "slot")
    voices = Voice.objects.filter(incident__in=reports).values_list("incident_id", "slot")
    found: defaultdict[UUID, list[str]] = defaultdict(list)
    for report, slot in photos.union(voices, all=True).order_by("slot"):
        found[report].append(slot)
    return found
