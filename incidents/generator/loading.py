"""The demo county loaded, and matters by the million: the one place where plans, folds and copies come together."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count

from django.db import connection, transaction

from core.ledger import doorbell
from core.roles import Role
from core.workdays import load_calendar
from core.worktime import SHANGHAI, local_date
from grids.county.load import load_county
from grids.models import Posting
from incidents.catalogue import read_catalogue
from incidents.catalogue_loading import load_catalogue
from incidents.generator import breaks, county, people
from incidents.generator.author import Author
from incidents.generator.fold import Folder
from incidents.generator.plan import Plan
from incidents.generator.schedule import Schedule
from incidents.generator.storage import store_album
from incidents.generator.truth import Span, Truth
from incidents.generator.writing import Writer
from incidents.models import Incident
from incidents.sla import Rules
from incidents.zeros.models import Break

Say = Callable[[str], None]
DEMO_MATTERS = 12_000
DEMO_DAYS = 90
SEED = 419001
GROUND = timedelta(days=1500)
"""How long before now the places and posts of the demo begin: matters may be made for four years back."""
WHOLE = "whole"
"""The name of the period that holds everything."""


@dataclass(frozen=True)
class Loaded:
    """What was written, and the true answers: of the matters, and the days at zero by street and zero."""

    truth: Truth
    zero_days: dict[tuple[str, str], int]
    lines: int


def load_demo_county(
    now: datetime, *, matters: int = DEMO_MATTERS, days: int = DEMO_DAYS, seed: int = SEED, say: Say
) -> Loaded:
    """Everything of the demo in one transaction: places, departments, people, breaks, ninety days of matters."""
    begin = local_date(now) - GROUND
    at = datetime.combine(begin, time(8, 0), SHANGHAI).astimezone(UTC)
    with transaction.atomic():
        load_catalogue()
        say(f"区域 {load_county(begin):,} 个")
        writer = Writer()
        if not Posting.objects.exists():
            engaged = people.engage(begin, at, seed)
            writer.add(engaged.lines, list(engaged.postings))
            writer.flush()
            say(f"在岗 {len(engaged.postings):,} 人次")
        zero_days = _load_breaks(writer, now, seed)
        truth = _load_matters(writer, Schedule(matters, days, seed, now, load_calendar()), say)
    doorbell.ring()
    return Loaded(truth, zero_days, writer.written)


def load_matters(now: datetime, *, matters: int, days: int, seed: int, say: Say) -> Loaded:
    """Matters in a county that stands already, each batch of days in a transaction of its own."""
    writer = Writer()
    truth = _load_matters(writer, Schedule(matters, days, seed, now, load_calendar()), say)
    doorbell.ring()
    return Loaded(truth, {}, writer.written)


def _load_matters(writer: Writer, schedule: Schedule, say: Say) -> Truth:
    rules = Rules(read_catalogue(), load_calendar())
    place = county.read(local_date(schedule.now))
    author, truth = Author(schedule, place, rules), Truth(spans(schedule), schedule.now, rules)
    dispatchers = {user.pk for street in place.streets for user in street.dispatchers}
    folder = Folder(rules, schedule.now, dispatchers | {user.pk for user in place.dispatchers})
    store_album()
    done = 0
    for index, day in enumerate(schedule.dates):
        plans = author.day(index)
        _give_numbers(plans, local_date(schedule.now))
        for plan in plans:
            truth.add(plan)
        writer.add_day(folder.fold(plans, schedule.chance("salts", index)))
        writer.flush(before=day.toordinal())
        done += len(plans)
        if index % 10 == 9:
            say(f"事件 {done:,} / {schedule.matters:,}")
    writer.finish()
    return truth


def _load_breaks(writer: Writer, now: datetime, seed: int) -> dict[tuple[str, str], int]:
    """The breaks of the last year, and from when the days are counted; nothing where there are some already."""
    if Break.objects.exists():
        return {}
    held = Posting.objects.filter(role=Role.RECOGNISER).select_related("user")
    offices = {posting.zero: posting.user for posting in held}
    serials = _running("zeros_number")
    told = breaks.told(
        county.read(local_date(now)), offices, load_calendar(), now, seed, lambda: next(serials)
    )
    told.campaign.save()
    writer.add(told.lines, [])
    for row in told.rows:
        newest = next(line.at for line in reversed(told.lines) if line.stream == row.pk)
        writer.add([], [row], newest.toordinal())
    return told.days


def spans(schedule: Schedule) -> Sequence[Span]:
    """The periods to which the truth is told: the whole, and each calendar month that it touches."""
    first, last = schedule.dates[0], schedule.dates[-1]
    found = [Span(WHOLE, _midnight(first.year, first.month, first.day), schedule.now + timedelta(seconds=1))]
    for month in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        year, zero_based = divmod(month, 12)
        following = divmod(month + 1, 12)
        start, end = _midnight(year, zero_based + 1, 1), _midnight(following[0], following[1] + 1, 1)
        found.append(Span(f"{year}-{zero_based + 1:02d}", start, end))
    return found


def _midnight(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, tzinfo=SHANGHAI)


def _give_numbers(plans: Sequence[Plan], today: date) -> None:
    """The running value behind each number. A past day is counted on from its highest; today, when others file too,
    the values come from the sequence of the services. So nothing collides, however much is made on one day.
    """
    of_day: dict[date, list[Plan]] = defaultdict(list)
    for plan in plans:
        of_day[local_date(plan.at)].append(plan)
    for day, group in of_day.items():
        used = _used(day)
        fresh = (n for n in _running("incidents_number") if n % 100_000 not in used)
        values = fresh if day == today else count(max(used, default=0) + 1)
        for plan, value in zip(group, values, strict=False):
            plan.serial = value


def _used(day: date) -> set[int]:
    """The last five digits that stand behind the numbers of that day."""
    start = _midnight(day.year, day.month, day.day)
    numbers = Incident.objects.reported_in(start, start + timedelta(days=1)).values_list("number", flat=True)
    return {int(number.rpartition("-")[2]) for number in numbers}


def _numbers(sequence: str, wanted: int) -> list[int]:
    """The next values of a sequence, taken from it once and for all."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s) FROM generate_series(1, %s)", [sequence, wanted])
        return [value for (value,) in cursor.fetchall()]


def _running(sequence: str) -> Iterator[int]:
    for _ in count():
        yield from _numbers(sequence, 1)


def stands_already() -> bool:
    """Whether matters have been loaded or filed here."""
    return bool(Incident.objects.exists())
