"""Where the embedded instance keeps its things. Everything is derived from one folder, so any process finds it."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
"""The folder of the product."""

LONGEST_SOCKET_FOLDER = 80
"""Bytes; a Unix socket's whole path must stay under 100 or so, and PostgreSQL adds `/.s.PGSQL.5432.lock`."""


@dataclass(frozen=True)
class Places:
    """The folders of one instance, all below `var` but for the sockets, whose path must be short."""

    var: Path

    @property
    def run(self) -> Path:
        """State of the running instance: `processes.json`, `supervisor.pid`, `supervisor.lock`."""
        return self.var / "run"

    @property
    def log(self) -> Path:
        return self.var / "log"

    @property
    def keys(self) -> Path:
        """Keys made for the demo: Django's secret, data keys, the signing key."""
        return self.var / "keys"

    @property
    def media(self) -> Path:
        return self.var / "media"

    @property
    def stamps(self) -> Path:
        """What was installed, built, compiled and migrated last, each as a digest of its inputs."""
        return self.var / "stamps"

    @property
    def accounts(self) -> Path:
        """The demo accounts with their passwords, readable by the owner only."""
        return self.var / "demo-accounts.json"

    @property
    def sockets(self) -> Path:
        """Folder of the PostgreSQL and Valkey sockets: below `var`, or a short temporary one named after it."""
        near = self.var / "sock"
        if len(os.fsencode(near)) <= LONGEST_SOCKET_FOLDER and _others_may_reach(self.var):
            return near
        name = hashlib.sha256(os.fsencode(self.var)).hexdigest()[:10]
        return Path("/tmp") / f"sanling-{os.getuid()}-{name}"  # noqa: S108 - short; ours alone, 0700

    @property
    def valkey_socket(self) -> Path:
        return self.sockets / "valkey.sock"

    def database_url(self, role: str) -> str:
        """Return the address of the embedded database for one database role (`web`, `worker`, `migrator`…)."""
        return f"postgresql://sanling_{role}@/sanling?host={self.sockets}"

    def redis_url(self) -> str:
        return f"unix://{self.valkey_socket}?db=0"


def places(var: str | os.PathLike[str] | None = None) -> Places:
    """Return the places of the instance in `var`, by default of `SANLING_VAR`, else of `var/` in the product."""
    return Places(Path(var or os.environ.get("SANLING_VAR") or ROOT / "var").absolute())


def _others_may_reach(folder: Path) -> bool:
    """Say whether a service user can enter the folder; only root, who hands its servers to another, must care."""
    return os.getuid() != 0 or all(p.stat().st_mode & 0o001 for p in (folder, *folder.parents) if p.exists())
