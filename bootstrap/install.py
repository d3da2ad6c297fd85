"""Make `.venv` and install the locked packages: `python3 -m bootstrap.install embedded|dev`.

By uv, itself installed from its hash into `.boot`; where uv cannot be had or fails, by venv and pip from the same
locks. Neither needs root, and neither touches the system's Python.
"""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from bootstrap import mirrors, stamps
from bootstrap.saying import StepFailed, complain, run, step
from bootstrap.stamps import ROOT

VENV = ROOT / ".venv"
BOOT = ROOT / ".boot"
COVERS = {"embedded": ["embedded"], "dev": ["embedded", "dev"], "node": ["node"]}
"""Installing one set brings these: a `.venv` made for the tests can run the product as well."""


def main(words: list[str]) -> int:
    """Install a set if its lock changed; return the exit code."""
    try:
        install(words[0] if words else "embedded")
    except StepFailed as error:
        complain(error)
        return 1
    return 0


def install(name: str) -> None:
    """Install the set `name` into `.venv`, unless that was done already. Raises StepFailed."""
    lock = ROOT / f"requirements-{name}.lock"
    value = stamps.digest([lock], sys.version)
    if _works(VENV / "bin" / "python") and stamps.is_current(_stamp(name), value):
        return
    with step("安装软件包 · installing packages"):
        _by_uv_or_pip(lock)
    for covered in COVERS[name]:
        stamps.write(_stamp(covered), stamps.digest([ROOT / f"requirements-{covered}.lock"], sys.version))


def _by_uv_or_pip(lock: Path) -> None:
    troubles = []
    ways: list[Callable[[Path], None]] = [_by_uv, _by_pip]
    for way in ways:
        try:
            return way(lock)
        except StepFailed as error:
            troubles.append(str(error))
    raise StepFailed(f"the packages of {lock.name} could not be installed\n" + "\n".join(troubles))


def _by_uv(lock: Path) -> None:
    env = mirrors.environment()
    program = uv()
    if not _works(VENV / "bin" / "python"):
        run([program, "venv", "--quiet", "--clear", "--python", mirrors.BASE_PYTHON, VENV], env=env)
    target: list[str | Path] = ["--python", VENV / "bin" / "python"]
    run([program, "pip", "install", "--quiet", *target, "--require-hashes", "-r", lock], env=env)


def uv() -> Path:
    """Return uv: the one on the PATH, or our own from PyPI. Raises StepFailed."""
    if found := shutil.which("uv"):
        return Path(found)
    program = BOOT / "bin" / "uv"
    if not _works(program):
        pip = [
            mirrors.BASE_PYTHON,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--upgrade",
        ]
        run([*pip, "--target", BOOT, "--require-hashes", "-r", ROOT / "requirements-uv.lock"])
    return program


def _by_pip(lock: Path) -> None:
    pip: list[str | Path] = [VENV / "bin" / "python", "-m", "pip"]
    if not _works(*pip):
        try:
            run([mirrors.BASE_PYTHON, "-m", "venv", "--clear", VENV])
        except StepFailed as error:
            raise StepFailed(
                f"this Python cannot make a venv: install the package python3-venv\n{error}"
            ) from None
    run([*pip, "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r", lock])


def _works(*command: Path | str) -> bool:
    """Say whether a program is there and starts (a moved `.venv` is there and does not)."""
    try:
        return subprocess.run([*command, "--version"], capture_output=True).returncode == 0
    except OSError:
        return False


def _stamp(name: str) -> Path:
    return VENV / f".installed-{name}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
