"""The door for sockets: only `/ws/feed`, only from our own pages."""

from typing import Any

from channels.security.websocket import WebsocketDenier
from django.urls import path

from realtime.consumers import FeedConsumer


class SameOrigin:
    """Refuse a handshake whose Origin is missing or is not the very host that was asked (browsers always send it)."""

    def __init__(self, inner: Any) -> None:
        self.inner = inner

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> Any:
        headers = dict(scope["headers"])
        origin = headers.get(b"origin", b"").partition(b"://")[2]
        if not origin or origin != headers.get(b"host"):
            return await WebsocketDenier()(scope, receive, send)
        return await self.inner(scope, receive, send)


websocket_urlpatterns = [path("ws/feed", SameOrigin(FeedConsumer.as_asgi()))]
"""What `core.asgi` serves, inside Channels' check of Origin against the allowed hosts."""
