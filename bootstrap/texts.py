"""What the code and the templates say in Chinese, and what still lacks its English.

`python -m bootstrap.texts` lists what is missing; `--merge FILE` takes pairs (中文, tab, English) in and
drops texts that nobody says any more. Scripts have dictionaries of their own (`frontend/*/en.json`).
"""

import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po, write_po

from bootstrap.stamps import ROOT

PO = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
FOLDERS = ("core", "grids", "incidents", "realtime", "mobile_api")
WORDS = ("_", "_t", "_n", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy")
"""What the code calls a text by."""
Text = str | tuple[str, ...]


def said() -> dict[Text, str]:
    """Every text of code and templates → the first file that says it."""
    found: dict[Text, str] = {}
    for path, source in _sources():
        for _line, _word, messages, _comments in extract_python(
            io.BytesIO(source), dict.fromkeys(WORDS), (), {}
        ):
            key = _key(messages)
            if key is not None and _is_ours(key):
                found.setdefault(key, str(path.relative_to(ROOT)))
    return found


def _key(messages: Any) -> Text | None:
    """One text, or the pair of a singular and a plural; what else the word was given does not matter."""
    if isinstance(messages, str):
        return messages or None
    given = [each for each in messages or () if isinstance(each, str)]
    if not given:
        return None
    return given[0] if len(given) == 1 else (given[0], given[1])


def _is_ours(key: Text) -> bool:
    return any("一" <= sign <= "鿿" for sign in (key if isinstance(key, str) else key[0]))


def _sources() -> Iterator[tuple[Path, bytes]]:
    from django.utils.translation.template import templatize

    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield path, path.read_bytes()
    for path in sorted((ROOT / "templates").rglob("*.html")):
        yield path, templatize(path.read_text()).encode()


def catalogue(po: Path = PO) -> Catalog:
    """The English catalogue as it stands; an empty one if there is none."""
    if not po.exists():
        return Catalog(locale="en", charset="utf-8")
    with po.open("rb") as source:
        return read_po(source, locale="en")


def missing(po: Path = PO) -> dict[Text, str]:
    """Texts that are said and have no English → where they are said."""
    known = {message.id for message in catalogue(po) if message.id and message.string and any(message.string)}
    return {text: where for text, where in said().items() if text not in known}


def merge(pairs: Path, po: Path = PO) -> None:
    """Take the pairs of a file in, keep what is still said, and write the catalogue in order."""
    given = dict(line.split("\t", 1) for line in pairs.read_text().splitlines() if "\t" in line)
    old, new = catalogue(po), Catalog(locale="en", project="sanling", charset="utf-8", fuzzy=False)
    for text in sorted(said(), key=str):
        held = old.get(text)
        first = text if isinstance(text, str) else text[0]
        english = given.get(first) or (held.string if held else "")
        if isinstance(text, tuple) and isinstance(english, str):
            one, _bar, many = english.partition("|")
            english = (one, many or one)
        new.add(text, english)
    po.parent.mkdir(parents=True, exist_ok=True)
    with po.open("wb") as target:
        write_po(target, new, width=110, no_location=True, omit_header=False)


def main(words: list[str]) -> int:
    if words[:1] == ["--merge"]:
        merge(Path(words[1]))
    lacking = missing()
    for text, where in lacking.items():
        print(f"{text if isinstance(text, str) else '|'.join(text)}\t{where}")
    return 1 if lacking else 0


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "core.settings")
    sys.exit(main(sys.argv[1:]))
