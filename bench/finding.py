"""What finding and the boxes cost at the server, in one process and without HTTP. In a shell of the demo instance:

    make manage ARGS="shell -c 'from bench.finding import main; main()'"

Each question is asked seven times; the median counts. What counts is time on the processor, ours and that of our
backend of PostgreSQL together: on a machine with nothing else to do that is what one waits, whatever neighbours do.
Asked for a supervisor of the county, a dispatcher of a street, a handler and a grid worker of the demo.
"""

from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from statistics import median
from time import process_time_ns

from django.db import connection
from django.utils.timezone import now

from core.models import User
from core.worktime import local_date
from grids.scope import Scope, scope_of
from incidents.desk import boxes
from incidents.desk.filters import Filter
from incidents.finding.duplicates import duplicates
from incidents.finding.search import find
from incidents.models import Incident

WHO = ("wu", "zhou", "chen", "lin")
TYPED = ("通道", "消防通道", "消防通道 电动车", "狗", "夜里", "3号楼", "没有这样的话")
TIMES = 7
DEEP = 20_000


def measured(ask: Callable[[], object]) -> float:
    """The median of several times, in milliseconds; the first, which warms up, is not counted."""
    ask()
    took = []
    for _ in range(TIMES):
        begun = on_processor()
        ask()
        took.append((on_processor() - begun) / 1e6)
    return median(took)


def on_processor() -> int:
    """Nanoseconds that this process and its backend have run so far."""
    return process_time_ns() + int(Path(f"/proc/{backend()}/schedstat").read_text().split()[0])


@cache
def backend() -> int:
    """The process of PostgreSQL that answers us; it is told to work alone."""
    with connection.cursor() as cursor:
        cursor.execute("SET max_parallel_workers_per_gather = 0")
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def questions(scope: Scope) -> dict[str, Callable[[], object]]:
    """What a person asks of the lists all day."""
    at = now()
    seen = Incident.objects.visible_to(scope)
    newest = list(seen.newest_first().values_list("reported_at", "pk", "number")[: DEEP + 1])
    down = len(newest) * 9 // 10
    deep, number = newest[down][:2], newest[0][2]
    latest = seen.open().newest_first().first()
    asked: dict[str, Callable[[], object]] = {
        "first page": lambda: list(seen.with_names().newest_first()[:51]),
        f"page after {down:,}": lambda: list(seen.with_names().older_than(deep).newest_first()[:51]),
        "open hazards": lambda: list(seen.with_names().open().filter(kind_id="hazard").newest_first()[:51]),
        "whole number": lambda: find(seen, number, scope, 50),
        "short code": lambda: find(seen, number[-5:], scope, 50),
        "counts of the boxes": lambda: boxes.counts(scope, at),
    }
    for box in boxes.boxes_for(scope):
        asked[f"box {box.name}"] = partial(box_of, scope, box)
    for typed in TYPED:
        asked[f"find {typed}"] = partial(find, seen, typed, scope, 50)
    if latest is not None:
        asked["what is alike"] = lambda: duplicates(latest, scope, at, 5)
    return asked


def box_of(scope: Scope, box: boxes.Box) -> list[Incident]:
    """The first rows of a box as the desk shows them."""
    return list(boxes.listed(scope, box, now(), Filter())[0])


def main() -> None:
    """Print a table, one line per question."""
    scopes = {name: scope_of(User.objects.get(username=name), local_date(now())) for name in WHO}
    asked = {name: questions(scope) for name, scope in scopes.items()}
    print(f"{Incident.objects.count():,} matters, {Incident.objects.open().count():,} open; milliseconds\n")
    print("| question |", " | ".join(WHO), "|")
    print("|---|" + "---:|" * len(WHO))
    for question in dict.fromkeys(name for each in asked.values() for name in each):
        took = [f"{measured(each[question]):.1f}" if question in each else "" for each in asked.values()]
        print(f"| {question} |", " | ".join(took), "|", flush=True)
