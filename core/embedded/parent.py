"""Tie a child process to its parent: when the parent is gone, however it went, the child gets a signal too."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1

_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def tied(on_parent_death: signal.Signals) -> Callable[[], None]:
    """Return a `preexec_fn` after which the kernel sends the child this signal when its parent dies.

    The parent is the thread that starts the child, so start children from the main thread. Elsewhere than on Linux
    there is no such thing and nothing happens: there a killed supervisor leaves its children to be stopped by hand.
    """
    parent = os.getpid()

    def before_exec() -> None:
        if _libc is not None:
            _libc.prctl(PR_SET_PDEATHSIG, on_parent_death)
            if os.getppid() != parent:  # it died before we asked
                os._exit(1)

    return before_exec
