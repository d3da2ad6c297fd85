"""Compile the English texts: `locale/*/LC_MESSAGES/*.po` → `.mo`, with Babel, where the .po is newer."""

import sys
from pathlib import Path

from bootstrap.saying import StepFailed, complain, step
from bootstrap.stamps import ROOT


def main() -> int:
    try:
        build()
    except StepFailed as error:
        complain(error)
        return 1
    return 0


def build(folder: Path = ROOT / "locale") -> None:
    """Compile every catalogue that changed. Raises StepFailed with the line of a broken one."""
    stale = [po for po in sorted(folder.glob("*/LC_MESSAGES/*.po")) if _is_stale(po)]
    if stale:
        with step("编译文本 · compiling the texts"):
            for po in stale:
                compile_one(po)


def compile_one(po: Path) -> None:
    """Write the .mo beside the .po; unfinished (fuzzy) texts stay out."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import PoFileError, read_po

    try:
        with po.open("rb") as source:
            catalog = read_po(source, abort_invalid=True)
    except PoFileError as error:
        raise StepFailed(f"{po.relative_to(ROOT)}: {error}") from None
    scratch = po.with_suffix(".mo.new")
    with scratch.open("wb") as target:
        write_mo(target, catalog)
    scratch.replace(po.with_suffix(".mo"))


def _is_stale(po: Path) -> bool:
    mo = po.with_suffix(".mo")
    return not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime


if __name__ == "__main__":
    sys.exit(main())
