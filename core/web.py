"""One web process: `python -m core.web [--port N] [--fd N]`. Several may share a port through an inherited socket.

Limits stand here, once for demo and county: a frame from a browser is small, a header is short, and a stop waits a
few seconds for what is under way. What a proxy says about the client is read by nobody here (`core/settings.py`).
"""

import argparse
import os
import socket
import sys
from datetime import UTC, datetime
from typing import Any

import django
import uvicorn

from core.environment import BadEnvironment, Environment, read

LIMITS: dict[str, Any] = {
    "ws": "websockets-sansio",
    "ws_max_size": 64 * 1024,
    "ws_ping_interval": 20.0,
    "ws_ping_timeout": 20.0,
    "h11_max_incomplete_event_size": 32 * 1024,
    "timeout_keep_alive": 30,
    "timeout_graceful_shutdown": 5,
    "backlog": 1024,
}


def main(words: list[str], application: str = "core.asgi:application") -> str | None:
    """Serve until told to stop. Returns one clear line if environment, keys or port are not in order."""
    options = _options(words)
    os.environ.setdefault("SANLING_ROLE", "web")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "core.settings")
    try:
        listener = _listener(options, read(os.environ))
    except BadEnvironment as error:
        return f"三零 does not start: {error}"
    except OSError as error:
        return f"三零 does not start: this port cannot be used ({os.strerror(error.errno or 0)})"
    if trouble := _keys():
        return f"三零 does not start: {trouble}"
    _serve(listener, application)
    return None


def _serve(listener: socket.socket, application: str) -> None:
    config = uvicorn.Config(
        application,
        lifespan="off",
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,
        **LIMITS,
    )
    uvicorn.Server(config).run(sockets=[listener])


def _options(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m core.web", description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, help="instead of SANLING_PORT")
    parser.add_argument("--fd", type=int, help="a listening socket that was handed down")
    return parser.parse_args(words)


def _keys() -> str:
    """Return what is wrong with the keys, in one line; empty if nothing is."""
    django.setup()
    from core.crypto.keys import check_keys
    from core.crypto.register import check_register

    return check_keys() or check_register(datetime.now(UTC))


def _listener(options: argparse.Namespace, env: Environment) -> socket.socket:
    if options.fd is not None:
        return socket.socket(fileno=options.fd)
    family = socket.AF_INET6 if ":" in env.bind else socket.AF_INET
    return socket.create_server((env.bind, options.port or env.port), family=family, backlog=1024)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
