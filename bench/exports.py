"""`make bench PART=exports`: a ledger as a file for clerks, against a bare loop that writes the same cells.

The path of an export (rows of the database through the ledger's own columns into the file, in memory as the service
holds it), each in a process of its own, so that its peak of memory is its own. A county with fewer matters than rows is
read again from its beginning.
"""

import io
import json
import resource
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

SIZES = (10_000, 100_000)
FORMS = ("xlsx", "csv")
MEGABYTE = 1024 * 1024


def main(words: list[str]) -> None:
    """Measure every ledger, form and size, and print a table."""
    from bench.house import House
    from bench.kernel import Neighbours

    parser = ArgumentParser(prog="python -m bench.exports", description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, nargs="*", default=SIZES)
    parser.add_argument(
        "--days", type=int, default=365, help="how far back; copies have no reporters and no deeds"
    )
    options = parser.parse_args(words)
    print(
        f"{'':22}{'rows':>9}{'seconds':>9}{'rows/s':>9}{'CPU s':>8}{'MB file':>9}{'MB peak':>9}{'neighbours':>12}"
    )
    with House("core.web") as house:
        for what in ("disputes", "hazards"):
            for form in FORMS:
                for rows in options.rows:
                    for way in ("export", "bare"):
                        neighbours = Neighbours()
                        told = house.ask(
                            "bench.exports", way, what, form, str(rows), str(options.days), role="web"
                        )
                        _tell(f"{what} {form} {way}", rows, told, neighbours.share())


def _tell(name: str, rows: int, told: dict[str, float], neighbours: float) -> None:
    print(
        f"{name:22}{rows:9,}{told['seconds']:9.2f}{rows / told['seconds']:9.0f}{told['cpu']:8.2f}"
        f"{told['file'] / MEGABYTE:9.1f}{told['peak'] / MEGABYTE:9.1f}{neighbours:12.0%}",
        flush=True,
    )


def one(way: str, what: str, form: str, rows: int, days: int) -> dict[str, float]:
    """Write one file and say what it cost; the bare loop's cells are read before."""
    import django

    django.setup()
    from core.tables import write_csv, write_xlsx

    sheet = _sheet(what, rows, days)
    write: Callable[[io.BytesIO], Any]
    if way == "export":
        write = lambda file: (write_xlsx if form == "xlsx" else write_csv)(sheet, file)  # noqa: E731
    else:
        names, cells = [column.name for column in sheet.columns], [list(row) for row in sheet.rows]
        write = lambda file: BARE[form](names, cells, file)  # noqa: E731
    before = resource.getrusage(resource.RUSAGE_SELF)
    begun, file = time.monotonic(), io.BytesIO()
    write(file)
    after = resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    size, peak = len(file.getvalue()), after.ru_maxrss * 1024
    return {"seconds": time.monotonic() - begun, "cpu": cpu, "file": size, "peak": peak}


def _sheet(what: str, rows: int, days: int) -> Any:
    """The ledger of the whole county, all its days, so many lines long."""
    from datetime import timedelta

    from django.utils.timezone import now

    from core.roles import Role
    from core.tables import Sheet
    from core.worktime import local_date
    from grids.models import Posting
    from grids.scope import scope_of
    from incidents.audit import ledgers
    from incidents.audit.models import What
    from incidents.audit.wanted import Wanted

    at = now()
    day = local_date(at)
    held = Posting.objects.valid_on(day).filter(role=Role.AUDITOR).select_related("user", "area")
    posting = min(held, key=lambda each: len(each.area.path))
    scope, first = scope_of(posting.user, day), day - timedelta(days=days)
    wanted = Wanted(posting.area, first, day, scope, What(what))
    whole = ledgers.sheet(wanted, at)

    def again() -> Iterator[Any]:
        while True:
            yield from ledgers.lines(wanted.what, wanted.matters())

    return Sheet(whole.title, whole.note_line, whole.columns, islice(again(), rows))


def bare_xlsx(names: list[str], cells: Iterable[list[Any]], file: io.BytesIO) -> None:
    """The library alone: no layout, no formats, no guard."""
    from rustpy_xlsxwriter import write_worksheet

    write_worksheet(
        (dict(zip(names, map(_bare, row), strict=True)) for row in cells), file, sheet_name="bare"
    )


def bare_csv(names: list[str], cells: Iterable[list[Any]], file: io.BytesIO) -> None:
    """The standard library alone."""
    import csv

    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(names)
    writer.writerows(cells)
    text.detach()


def _bare(cell: Any) -> Any:
    return cell.replace(tzinfo=None) if hasattr(cell, "tzinfo") else cell


BARE: dict[str, Callable[[list[str], Iterable[list[Any]], io.BytesIO], None]] = {
    "xlsx": bare_xlsx,
    "csv": bare_csv,
}


if __name__ == "__main__":
    if sys.argv[1:2] in (["export"], ["bare"]):
        print(json.dumps(one(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5]))))
    else:
        main(sys.argv[1:])
