"""Small things for tests that start real processes."""

import socket
import time
from collections.abc import Callable


def eventually(is_so: Callable[[], bool], seconds: float = 60) -> bool:
    """Ask every tenth of a second until it is so; False if it never was."""
    until = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True


def free_port() -> int:
    """Return a port of loopback nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])
