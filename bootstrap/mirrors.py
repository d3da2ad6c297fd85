"""Hand pip's settings on to uv, which does not read them: a mirror set for pip would else be ignored.

Read at run time from `pip config`, never written into a file.
"""

import os
import subprocess
import sys
from pathlib import Path

BASE_PYTHON = getattr(sys, "_base_executable", sys.executable)
"""The Python under any venv: it has pip, a venv made by uv has none."""

UV_NAME = {
    "index-url": ("UV_DEFAULT_INDEX", " "),
    "extra-index-url": ("UV_INDEX", " "),
    "find-links": ("UV_FIND_LINKS", ","),
    "no-index": ("UV_NO_INDEX", " "),
    "trusted-host": ("UV_INSECURE_HOST", " "),
    "cert": ("SSL_CERT_FILE", " "),
    "timeout": ("UV_HTTP_TIMEOUT", " "),
    "default-timeout": ("UV_HTTP_TIMEOUT", " "),
}
"""pip's option → uv's environment variable, and what separates several values there."""

STRATEGY = {"UV_INDEX_STRATEGY": "unsafe-best-match", "UV_PYTHON_DOWNLOADS": "never"}
"""All indexes count alike, as with pip; the lock's hashes decide what may be installed, not where it came from."""


def environment(python: str | Path = BASE_PYTHON) -> dict[str, str]:
    """Return the environment for uv: ours, pip's settings in uv's words, and what uv was told itself on top."""
    found = STRATEGY | translated(_pip_config(python))
    return {**found, **os.environ}


def translated(config: str) -> dict[str, str]:
    """Translate the output of `pip config list`. Later lines win, as with pip: files first, then the environment."""
    lines = [line.partition("=") for line in config.splitlines() if "=" in line]
    ordered = sorted(lines, key=lambda line: line[0].startswith(":env:"))
    result = {}
    for key, _, value in ordered:
        option = key.rpartition(".")[2]
        if option in UV_NAME:
            name, separator = UV_NAME[option]
            result[name] = separator.join(value.strip().strip("'\"").replace("\\n", " ").split())
    return result


def _pip_config(python: str | Path) -> str:
    asked = subprocess.run([python, "-m", "pip", "config", "list"], capture_output=True, text=True)
    return asked.stdout
