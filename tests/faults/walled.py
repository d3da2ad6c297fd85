"""`python -m tests.faults.walled MODULE-OR-FILE WORDS…`: run a program that may speak to this machine only.

Any look for a name, and any connection that is neither a Unix socket nor loopback, is told on stderr as OUTSIDE and
refused: what a county's closed network would do, without a network namespace, which not every machine allows.
"""

import ipaddress
import runpy
import sys
from typing import Any

LOCAL = {"localhost", "127.0.0.1", "::1", None, ""}


def watch(event: str, arguments: tuple[Any, ...]) -> None:
    """The audit hook."""
    if event == "socket.getaddrinfo" and arguments[0] not in LOCAL:
        refuse(f"looked for the name {arguments[0]!r}")
    if event in ("socket.connect", "socket.sendto") and isinstance(arguments[1], tuple):
        host = str(arguments[1][0])
        if host != "localhost" and not ipaddress.ip_address(host).is_loopback:
            refuse(f"connected to {host}")


def refuse(what: str) -> None:
    """Tell it and do not let it happen."""
    print(f"OUTSIDE: {what}", file=sys.stderr, flush=True)
    raise OSError(101, f"Network is unreachable: {what}")


if __name__ == "__main__":
    sys.addaudithook(watch)
    program = sys.argv[1]
    sys.argv = sys.argv[1:]
    if program.endswith(".py"):
        runpy.run_path(program, run_name="__main__")
    else:
        runpy.run_module(program, run_name="__main__", alter_sys=True)
