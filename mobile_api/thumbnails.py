"""The first photo of a matter, small enough to be kept on a phone for those who must tell two matters apart."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_noop as _n
from ninja import Router

from core import tokens
from core.errors import NotFound
from core.images import small
from incidents.models import Incident, Photo
from incidents.photos import picture_path
from mobile_api import auth

router = Router(tags=["incidents"])

_JPEG = {"image/jpeg": {"schema": {"type": "string", "format": "binary"}}}


@router.get(
    "/incidents/{uuid:incident_id}/thumbnail",
    openapi_extra={"responses": {200: {"description": "JPEG", "content": _JPEG}}},
    operation_id="read_thumbnail",
    summary=_n("缩略图"),
    description=_n("这件事的第一张照片，JPEG，长边至多320像素、至多20 kB。没有照片，或照片还在处理，为404。"),
)
def read_thumbnail(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """The thumbnail of one matter. Raises NotFound (not seen, no photo, or none that can be shown yet)."""
    seen = Incident.objects.visible_to(auth.scope(request)).filter(pk=incident_id)
    photos = Photo.objects.filter(incident__in=seen).exclude(picture_sha256="")
    photo = photos.order_by("at", "slot").first()
    if photo is None:
        raise NotFound()
    try:
        data = small(picture_path(photo.picture_sha256).read_bytes())
    except FileNotFoundError as error:
        raise NotFound() from error
    response = HttpResponse(data, content_type="image/jpeg")
    response.headers["Cache-Control"] = "private, max-age=86400"
    patch_vary_headers(response, ["Cookie", tokens.HEADER])
    return response
