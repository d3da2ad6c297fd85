"""One shape for every error answer: JSON for programs, a plain page for people, with a request id on both.

`Errors` stands first in MIDDLEWARE. What a view raises reaches `process_exception`; what Django itself
answers (no such page, a middleware that failed) reaches the four handlers, which `core/urls.py` names; a
bare 405 is given the shape on its way out. Nothing that happened inside is ever said: no path, SQL, version
or stack.
"""

import logging
import secrets
import sys
from collections.abc import Callable
from typing import Any

from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils import translation

from core import errors
from core.language import language_of

log = logging.getLogger("core.refusals")

SHAPED: dict[int, type[errors.Refusal]] = {405: errors.WrongMethod}
"""Statuses that Django or a library answers with by itself, without an exception."""


class Errors:
    """Turns exceptions into answers, and puts X-Request-ID on every answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        shape = SHAPED.get(response.status_code)
        if shape and not hasattr(response, "refusal"):
            bare, response = response, respond(request, shape())
            if allow := bare.headers.get("Allow"):
                response.headers["Allow"] = allow
        response.headers["X-Request-ID"] = request_id(request)
        return response

    def process_exception(self, request: HttpRequest, exc: Exception) -> HttpResponse | None:
        """Answer what a view raised; what nobody knows goes on to Django, which logs it and asks
        `server_error`.
        """
        refusal = errors.to_http(exc)
        return respond(request, refusal, cause=exc) if refusal else None


def request_id(request: HttpRequest) -> str:
    """The id of this request, made here and nowhere else: 12 hexadecimal digits."""
    if not hasattr(request, "request_id"):
        request.request_id = secrets.token_hex(6)  # type: ignore[attr-defined]
    return str(request.request_id)  # type: ignore[attr-defined]


def respond(
    request: HttpRequest, refusal: errors.Refusal, cause: BaseException | None = None
) -> HttpResponse:
    """The answer to a refused request, in the reader's language, and one line in the log."""
    _note(request, refusal, cause)
    with translation.override(language_of(request)):
        response = _as_json(refusal) if wants_json(request) else _as_page(request, refusal)
    if refusal.retry_after is not None:
        response.headers["Retry-After"] = str(refusal.retry_after)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Request-ID"] = request_id(request)
    response.refusal = refusal  # type: ignore[attr-defined]
    return response


def wants_json(request: HttpRequest) -> bool:
    """Whether a program asks: by address, by what it sends, or by what it would rather read."""
    if request.path_info.startswith("/api/") or request.content_type == "application/json":
        return True
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def _as_json(refusal: errors.Refusal) -> HttpResponse:
    return JsonResponse(refusal.as_dict(), status=refusal.status, json_dumps_params={"ensure_ascii": False})


def _as_page(request: HttpRequest, refusal: errors.Refusal) -> HttpResponse:
    """A page that asks nothing of the database, for it may be the database that is away."""
    context = {
        "refusal": refusal,
        "lines": [text for texts in refusal.fields.values() for text in texts],
        "request_id": request_id(request),
        "again": refusal.retry_after is not None,
        "language": translation.get_language(),
        "stylesheets": [address for name in ("base.css", "core/error.css") if (address := _stylesheet(name))],
    }
    return HttpResponse(render_to_string("error.html", context), status=refusal.status)


def _stylesheet(name: str) -> str:
    try:
        return staticfiles_storage.url(name)
    except ValueError:  # the manifest does not know it: a page without colours is still a page
        return ""


def _note(request: HttpRequest, refusal: errors.Refusal, cause: BaseException | None) -> None:
    """One line a refusal: what, where, who, never the content. Faults and outages carry what caused them."""
    serious = refusal.status >= 500
    log.log(
        logging.ERROR if serious else logging.INFO,
        "%s %s %s %r account=%s request=%s",
        refusal.status,
        refusal.code,
        request.method,
        request.path,
        _account(request),
        request_id(request),
        exc_info=cause if serious else None,
    )


def _account(request: HttpRequest) -> str:
    """The account's number if it was read already; asking for it now might need the database."""
    user = getattr(request, "_cached_user", None)
    return str(getattr(user, "pk", None) or "-")


def bad_request(request: HttpRequest, exception: BaseException | None = None) -> HttpResponse:
    """handler400: a body that cannot be read, a host we are not."""
    return respond(request, _mapped(exception) or errors.BadRequest())


def forbidden(request: HttpRequest, exception: BaseException | None = None) -> HttpResponse:
    """handler403."""
    return respond(request, _mapped(exception) or errors.NotAllowed())


def not_found(request: HttpRequest, exception: BaseException | None = None) -> HttpResponse:
    """handler404: the same answer whatever was asked for."""
    return respond(request, errors.NotFound())


def server_error(request: HttpRequest) -> HttpResponse:
    """handler500: a known trouble below the views (a middleware met the database's end), or a fault of
    ours.
    """
    exception = sys.exc_info()[1]
    refusal = _mapped(exception) or errors.Failure(detail={"request": request_id(request)})
    return respond(request, refusal, cause=exception)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """CSRF_FAILURE_VIEW: a form of somebody else's, or one that lay too long. The reason is for nobody
    outside.
    """
    return respond(request, errors.Forged())


def _mapped(exception: Any) -> errors.Refusal | None:
    return errors.to_http(exception) if isinstance(exception, BaseException) else None
