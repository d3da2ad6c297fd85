"""`python -m bench.echo --port N`: the floor of the feed, a bare Channels echo in one process, and nothing else.

Whatever one socket says, a group of all sockets is told: Channels' own consumer, its layer in memory (no Redis, no
database, no rights, one hop), the same server with the same limits as the product's.
"""

import sys
from typing import Any

import uvicorn
from django.conf import settings

settings.configure(
    CHANNEL_LAYERS={
        "default": {"BACKEND": "channels.layers.InMemoryChannelLayer", "CONFIG": {"capacity": 10_000}}
    }
)

from channels.generic.websocket import AsyncWebsocketConsumer  # noqa: E402

from core.web import LIMITS  # noqa: E402

NO_PINGS = {"ws_ping_interval": None}
"""Far behind, an echo would take its own pings for lost and shut everybody out."""


class Echo(AsyncWebsocketConsumer):  # type: ignore[misc]
    """One socket in the one group."""

    groups = ["all"]

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Tell all."""
        await self.channel_layer.group_send("all", {"type": "told", "text": text_data})

    async def told(self, event: dict[str, Any]) -> None:
        """Pass on what was told."""
        await self.send(text_data=event["text"])


def main(words: list[str]) -> None:
    """Serve until told to stop."""
    uvicorn.run(Echo.as_asgi(), port=int(words[-1]), lifespan="off", log_level="warning", **LIMITS | NO_PINGS)


if __name__ == "__main__":
    main(sys.argv[1:])
