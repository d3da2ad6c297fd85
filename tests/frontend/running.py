"""Runs TypeScript under Node: bundled by the project's own esbuild, so a test sees what the pages are made of."""

import os
import subprocess
from functools import cache
from pathlib import Path

from bootstrap.frontend import find_node

ROOT = Path(__file__).resolve().parent.parent.parent
FRONTEND = ROOT / "frontend"


@cache
def node() -> Path:
    """The Node that built the front end."""
    return find_node()


def tool(name: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a tool of the front end, `esbuild` or `tsc`, in its folder."""
    found = FRONTEND / "node_modules/.bin" / name
    path = {"PATH": f"{node().parent}{os.pathsep}{os.environ['PATH']}"}
    return subprocess.run(
        [found, *arguments], cwd=FRONTEND, env=os.environ | path, capture_output=True, text=True
    )


def bundled(source: Path, folder: Path) -> Path:
    """Bundle one TypeScript file for Node into `folder`."""
    target = folder / f"{source.stem}.mjs"
    options = ["--bundle", "--platform=node", "--format=esm", "--external:node:*", "--log-level=error"]
    done = tool("esbuild", source, *options, f"--outfile={target}")
    assert done.returncode == 0, done.stderr
    return target


def run(script: Path, *arguments: str, stdin: str = "") -> str:
    """Run a bundled script; return what it printed. AssertionError with everything it said if it failed."""
    command: list[str | Path] = [node(), *arguments, script]
    done = subprocess.run(command, input=stdin, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
