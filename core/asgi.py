"""The one application of a web process: static files from memory, HTTP in a few threads, sockets in the event loop.

HTTP is Django's WSGI handler inside a2wsgi: under Django's own ASGI handler each request of synchronous views costs
half as much again (`docs/performance.md`). Sockets only from pages of our own: another origin, or none, is refused.
"""

from typing import Any, cast

from core.wsgi import application as wsgi  # isort: skip - sets Django up, which the next imports need

from a2wsgi import WSGIMiddleware
from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage

from core.static_files import Static
from realtime.routing import websocket_urlpatterns

hashed = frozenset(getattr(staticfiles_storage, "hashed_files", {}).values())
pages: Any = WSGIMiddleware(cast(Any, wsgi), workers=settings.WEB_THREADS)
http = Static(pages, settings.STATIC_ROOT, hashed=hashed)
sockets = AllowedHostsOriginValidator(AuthMiddlewareStack(URLRouter(websocket_urlpatterns)))
application = ProtocolTypeRouter({"http": http, "websocket": sockets})
