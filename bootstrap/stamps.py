"""Do a step again only when its inputs changed: a stamp holds the digest of what the step was last done with."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def digest(paths: Iterable[Path], *words: str) -> str:
    """Return a digest of the names and contents of all files in `paths` (folders are walked), and of the words."""
    total = hashlib.sha256("\0".join(words).encode())
    for path in sorted(file for given in paths for file in _files(given)):
        total.update(f"\0{path.relative_to(ROOT) if path.is_relative_to(ROOT) else path}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def is_current(stamp: Path, value: str) -> bool:
    """Say whether the step of this stamp was last done with just these inputs."""
    return stamp.exists() and stamp.read_text().strip() == value


def write(stamp: Path, value: str) -> None:
    """Remember what the step was done with."""
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(value + "\n")


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        return [
            p for p in path.rglob("*") if p.is_file() and "__pycache__" not in p.parts and p.suffix != ".pyc"
        ]
    return [path] if path.exists() else []
