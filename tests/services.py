"""The private servers of one test process: an own PostgreSQL and an own Valkey in a short temporary folder.

They look like the embedded instance of `make run`, so the settings find them through SANLING_VAR alone. Under xdist
each worker has its own, and so nothing in common with its neighbour: no key, no queue, no bell, no file.
"""

import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from core.crypto import keys
from core.embedded import postgres, valkey
from core.embedded.paths import places

SPEED = {**postgres.UNSAFE, "max_connections": "200", "log_min_duration_statement": "-1"}


def choose_folder() -> Path:
    """Choose the folder and tell the settings of it. To be called before Django reads its settings.

    Nothing else named SANLING_… passes: a shell that is set up for a server of one's own must not lend it to the tests.
    """
    for name in [name for name in os.environ if name.startswith("SANLING_")]:
        del os.environ[name]
    folder = Path(tempfile.mkdtemp(prefix="sl-"))
    folder.chmod(0o755)  # the service user must pass through, and where the sockets lie depends on it
    os.environ["SANLING_VAR"] = str(folder)
    return folder


@dataclass
class PrivateServers:
    """Both servers of this process, in `var`."""

    var: Path
    database: subprocess.Popen[bytes] | None = None
    bus: subprocess.Popen[bytes] | None = field(default=None)

    def start(self) -> None:
        """Make the cluster and start both. About half a second."""
        here = places(self.var)
        for folder in (here.log, here.run, here.keys):
            folder.mkdir(parents=True, exist_ok=True)
        keys.ensure(here.keys)
        cluster = postgres.Cluster(self.var / "postgres", here.sockets, settings=SPEED)
        cluster.create()
        self.database = cluster.start(here.log / "postgres.log")
        cluster.prepare()
        self.bus = valkey.start(here.valkey_socket, here.log / "valkey.log")

    def stop(self) -> None:
        """Stop both and remove the folder."""
        if self.bus:
            valkey.stop(self.bus)
        if self.database:
            postgres.stop(self.database)
        shutil.rmtree(self.var, ignore_errors=True)
