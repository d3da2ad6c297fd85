"""A photo as people see it: the picture made anew, for those who see its matter, and as nothing but a picture.

Never the uploaded bytes. Whoever may not see the matter gets the answer of a photo that does not exist.
"""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.http import content_disposition_header
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core import tokens
from core.errors import NotFound, SignInFirst
from core.models import User
from grids.scope import Scope
from incidents.models import Incident, Photo
from incidents.photos import picture_path
from incidents.services.doing import held_by

HEADERS = {
    "Cache-Control": "private, max-age=86400",
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@require_safe
def picture(request: HttpRequest, photo_id: UUID) -> HttpResponseBase:
    """The picture of one photo. Raises SignInFirst, NotFound (PICTURE_NOT_READY while the worker makes it)."""
    found = _seen(photo_id, held_by(reader_of(request), now()))
    tag = f'"{found.picture_sha256}"'
    if request.headers.get("If-None-Match") == tag:
        return _dressed(HttpResponseNotModified(), tag)
    return _dressed(_file(found), tag)


def reader_of(request: HttpRequest) -> User:
    """Who asks: a program by its token, a page by its cookie, a phone's page by the cookie it has for pictures."""
    token = request.headers.get(tokens.HEADER, "")
    if not token and request.user.is_authenticated:
        return request.user
    session = tokens.read(token or request.COOKIES.get(tokens.PICTURES_COOKIE, ""), now())
    if session is None:
        raise SignInFirst()
    return session.user


def _seen(photo_id: UUID, scope: Scope) -> Photo:
    rows = Photo.objects.filter(pk=photo_id, incident__in=Incident.objects.visible_to(scope))
    found = rows.select_related("incident").first()
    if found is None:
        raise NotFound()
    if not found.picture_sha256:
        text = _("这张照片无法显示，原件已保存。") if found.failed else _("照片正在处理，请稍候。")
        raise NotFound(text, code="PICTURE_NOT_READY", retry_after=None if found.failed else 5)
    return found


def _file(found: Photo) -> HttpResponse:
    try:
        data = picture_path(found.picture_sha256).read_bytes()
    except FileNotFoundError as error:
        raise NotFound(_("这张照片无法显示，原件已保存。"), code="PICTURE_NOT_READY") from error
    response = HttpResponse(data, content_type="image/jpeg")
    name = f"{found.incident.number}-{found.slot}.jpg"
    response.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=False, filename=name) or ""
    )
    return response


def _dressed(response: HttpResponseBase, tag: str) -> HttpResponseBase:
    for name, value in {**HEADERS, "ETag": tag}.items():
        response.headers[name] = value
    patch_vary_headers(response, ["Cookie", tokens.HEADER])
    return response
