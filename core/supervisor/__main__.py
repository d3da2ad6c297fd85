"""`python -m core.supervisor`: start everything and stay until told to stop. `--status`: is it running?

Exit codes: 0 stopped as told, 1 something failed or died, 2 the environment is not in order.
"""

import os
import sys
import time

from bootstrap.saying import StepFailed, complain
from core.embedded.binaries import NotInstalled
from core.embedded.paths import places
from core.embedded.postgres import DidNotStart
from core.environment import BadEnvironment, read
from core.supervisor import state, steps
from core.supervisor.instance import Instance, ProcessDied

FAILURES = (StepFailed, DidNotStart, NotInstalled, ProcessDied, state.AlreadyRunning, state.PortTaken)


def main(words: list[str]) -> int:
    """Run, and tell a failure in one line (with the last lines of what failed below it)."""
    if words == ["--status"]:
        return _status()
    started = time.monotonic()
    if port := os.environ.get("PORT"):
        os.environ["SANLING_PORT"] = port
    try:
        env = read(os.environ)
    except BadEnvironment as error:
        complain(error)
        return 2
    try:
        steps.folders(env.places)
        state.claim(env.places)
        Instance(env).run(started)
    except FAILURES as error:
        complain(error)
        return 1
    except KeyboardInterrupt:
        pass
    print("三零 已停止 · stopped", flush=True)
    return 0


def _status() -> int:
    """Exit code 0 if an instance runs in this `var/` (or the servers are one's own), 1 with one line if not."""
    if os.environ.get("SANLING_DATABASE_URL") or state.is_running(places()):
        return 0
    complain(StepFailed("nothing is running here; start it first: make run"))
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
