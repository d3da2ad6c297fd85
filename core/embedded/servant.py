"""Under whose name the embedded servers run. PostgreSQL refuses root, so root hands it to an unprivileged user.

As root: the data belong to uid 65534, and the server's programs are run from where that user can read them, if need be
from a copy of the wheel under /var/lib (with its `.libs` folder, which the programs find by relative path). Nobody's
permissions on existing folders are loosened.
"""

import hashlib
import os
import shutil
from pathlib import Path
from typing import Any

NOBODY = 65534
COPIES = Path("/var/lib/sanling")


def is_root() -> bool:
    return os.getuid() == 0


def popen_user() -> dict[str, Any]:
    """Return what `subprocess.Popen` needs to run as the service user: nothing unless we are root."""
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []} if is_root() else {}


def reachable(path: Path) -> bool:
    """Say whether the service user can enter every folder above `path` and read it."""
    if not is_root():
        return True
    return all(p.stat().st_mode & 0o005 == 0o005 for p in (path, *path.parents) if p.exists())


def give(path: Path, mode: int = 0o700) -> Path:
    """Make the folder if it is missing and hand it to the service user."""
    path.mkdir(parents=True, exist_ok=True)
    path.chmod(mode)
    if is_root():
        os.chown(path, NOBODY, NOBODY)
    return path


def home_for(folder: Path) -> Path:
    """Return where data meant for `folder` must really lie: there, or under /var/lib if nobody may enter there.

    In the second case (a clone under /root, say) `folder` becomes a link to the real place. Where the link is gone,
    its `var/` was removed and the keys with it: what still lies in the real place is of no use and goes too.
    """
    if folder.is_symlink() or reachable(folder.parent):
        return folder
    real = COPIES / "data" / hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
    _open_folder(real.parent)
    shutil.rmtree(real, ignore_errors=True)
    folder.symlink_to(real)
    return folder


def copy_for_service(package: Path, libraries: Path | None, version: str) -> Path:
    """Copy a wheel's package (and its `.libs`) to a root-owned folder everybody may read; return the copy.

    The copy is made beside and renamed into place, so a half-made one is never used.
    """
    place = COPIES / "programs" / f"{package.name}-{version}"
    if (place / package.name).exists():
        return place / package.name
    scratch = place.with_name(f".{place.name}.{os.getpid()}")
    scratch.mkdir(parents=True)
    shutil.copytree(package, scratch / package.name, symlinks=True)
    if libraries and libraries.exists():
        shutil.copytree(libraries, scratch / libraries.name, symlinks=True)
    _open_folder(place.parent)
    for each in (scratch, *scratch.rglob("*")):  # whatever the umask was when the wheel was unpacked
        if not each.is_symlink():
            each.chmod(
                each.stat().st_mode | (0o055 if each.is_dir() or each.stat().st_mode & 0o100 else 0o044)
            )
    try:
        scratch.rename(place)
    except OSError:  # somebody else was first
        shutil.rmtree(scratch, ignore_errors=True)
    return place / package.name


def _open_folder(folder: Path) -> None:
    """Make a folder of ours below COPIES that everybody may enter, whatever the umask."""
    folder.mkdir(parents=True, exist_ok=True)
    for each in (COPIES, folder):
        each.chmod(0o755)
