"""The product's application with three floors beside it, in the same threads and over the same pool of connections.

/bench/nothing        answers at once: what the server itself costs
/bench/insert/<uuid>  one INSERT into one table, in autocommit, below Django's handler
/bench/view/<uuid>    the same INSERT in a view: Django's handler, our middleware and addresses above it
"""

from collections.abc import Callable, Iterable
from typing import Any, cast
from uuid import UUID

from core.wsgi import application as wsgi  # isort: skip - sets Django up, which the next imports need

from a2wsgi import WSGIMiddleware
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from core import asgi, urls

StartResponse = Callable[..., Any]
Environ = dict[str, Any]
INSERT = "INSERT INTO bench_row (id, body) VALUES (%s, %s)"


def pages(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    """The two lower floors by their paths; everything else goes to Django."""
    where: str = environ["PATH_INFO"]
    if where.startswith("/bench/insert/"):
        insert(UUID(where[14:]), environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
        connection.close()  # back into the pool, as Django does at the end of a request
    elif where != "/bench/nothing":
        return wsgi(environ, start_response)
    start_response("201 Created", [("Content-Type", "application/json"), ("Content-Length", "2")])
    return [b"{}"]


@csrf_exempt
def view(request: HttpRequest, key: UUID) -> HttpResponse:
    """The upper floor."""
    insert(key, request.body)
    return HttpResponse(b"{}", status=201, content_type="application/json")


def insert(key: UUID, body: bytes) -> None:
    """One row."""
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [key, body.decode()])


urls.urlpatterns.insert(0, path("bench/view/<uuid:key>", view))
asgi.http.app = WSGIMiddleware(cast(Any, pages), workers=settings.WEB_THREADS)  # type: ignore[assignment]
application = asgi.application
