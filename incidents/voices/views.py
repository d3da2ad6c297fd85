"""A recording as people hear it: for those who see its matter, never kept by a cache, as nothing but sound.

The bytes are the uploaded ones: sound is not made anew here, so it is served under a policy that lets it do nothing.
Parts of it are given too (`Range`), without which some phones play nothing.
"""

import re
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.errors import NotFound
from grids.scope import Scope
from incidents.models import Incident
from incidents.originals import read_original
from incidents.photo_views import HEADERS, reader_of
from incidents.services.doing import held_by
from incidents.voices.models import Voice
from incidents.voices.sounds import TYPES

_PART = re.compile(r"bytes=(\d{1,9})-(\d{0,9})$")


@require_safe
def sound(request: HttpRequest, voice_id: UUID) -> HttpResponse:
    """One recording, or a part of it. Raises SignInFirst, NotFound."""
    found = _seen(voice_id, held_by(reader_of(request), now()))
    try:
        data = read_original(found.sha256)
    except FileNotFoundError as error:
        raise NotFound(_("这段语音无法播放。")) from error
    response = _part(data, request.headers.get("Range", ""))
    name = f"{found.incident.number}-{found.slot}.{found.format.lower()}"
    disposition = content_disposition_header(as_attachment=False, filename=name) or ""
    dress = {**HEADERS, "Cache-Control": "private, no-store", "Accept-Ranges": "bytes"}
    for header, value in {
        **dress,
        "Content-Type": TYPES[found.format],
        "Content-Disposition": disposition,
    }.items():
        response.headers[header] = value
    return response


def _seen(voice_id: UUID, scope: Scope) -> Voice:
    rows = Voice.objects.filter(pk=voice_id, incident__in=Incident.objects.visible_to(scope))
    found = rows.select_related("incident").first()
    if found is None:
        raise NotFound()
    return found


def _part(data: bytes, wanted: str) -> HttpResponse:
    """All of it (200), or the asked part (206); what is no part of it is all of it."""
    asked = _PART.match(wanted)
    if asked is None or int(asked[1]) >= len(data):
        return HttpResponse(data)
    first, last = int(asked[1]), min(int(asked[2] or len(data)), len(data) - 1)
    if last < first:
        return HttpResponse(data)
    response = HttpResponse(data[first : last + 1], status=206)
    response.headers["Content-Range"] = f"bytes {first}-{last}/{len(data)}"
    return response
