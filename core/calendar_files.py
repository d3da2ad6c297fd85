"""Reading the yearly calendar: our own CSV, or the State Council's notice as a clerk pastes it into a text
file.

Nothing is guessed. Each line that cannot be so is refused with its number and a reason: a weekday that does
not fit the date, a count of days that is not the sum, a make-up day in the middle of the week, a year
without its fixed holidays.
"""

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.translation import gettext as _

COLUMNS = ["date", "kind", "occasion", "year", "source"]
FIXED = ((1, 1), (5, 1), (10, 1), (10, 2), (10, 3))
"""Days off in every year by 《全国年节及纪念日放假办法》; the movable feasts follow the moon."""
WEEKDAYS = "一二三四五六日"
LONGEST_HOLIDAY = 12

Refuse = Callable[[int, str], None]


@dataclass(frozen=True)
class Day:
    """One day that the notice of `year` makes a day of rest, or of work."""

    date: date
    is_work: bool
    occasion: str
    year: int
    source: str


@dataclass
class Reading:
    """What a file says, and what was refused: (line number, reason)."""

    days: dict[date, Day] = field(default_factory=dict)
    refused: list[tuple[int, str]] = field(default_factory=list)

    def refuse(self, line: int, reason: str) -> None:
        self.refused.append((line, reason))

    def take(self, line: int, day: Day) -> None:
        """Keep a day, unless it cannot be."""
        if reason := _impossible(day, self.days):
            self.refuse(line, f"{day.date}: {reason}")
        else:
            self.days[day.date] = day

    @property
    def years(self) -> list[int]:
        return sorted({day.year for day in self.days.values()})


def read(text: str, source: str = "") -> Reading:
    """Read either format. `source` names the notice where the text itself does not."""
    reading = Reading()
    first = text.lstrip("\ufeff \t\r\n").partition("\n")[0]
    if first.strip().lower().split(",")[0] == COLUMNS[0]:
        _read_csv(text.lstrip("\ufeff"), reading)
    else:
        _read_notice(text, source, reading)
    if not reading.days and not reading.refused:
        reading.refuse(0, _("没有读到任何日期"))
    return reading


def missing_holidays(reading: Reading) -> Iterator[str]:
    """The fixed holidays that a year's days lack: such a file is not the whole notice."""
    for year in reading.years:
        for month, number in FIXED:
            day = reading.days.get(date(year, month, number))
            if day is None or day.is_work:
                yield date(year, month, number).isoformat()


def _impossible(day: Day, known: dict[date, Day]) -> str:
    if day.date in known:
        return _("这一天写了两次")
    if day.year != day.date.year and not (day.date.month == 12 and day.year == day.date.year + 1):
        return _("日期不在通知的年度内")
    if day.is_work and day.date.weekday() < 5:
        return _("调休上班日应在周末")
    if not day.source.strip():
        return _("没有写明依据的通知")
    return ""


def _read_csv(text: str, reading: Reading) -> None:
    rows = csv.reader(text.splitlines())
    header = [name.strip().lower() for name in next(rows)]
    if header != COLUMNS:
        reading.refuse(1, _("表头应为：") + ",".join(COLUMNS))
        return
    for line, cells in enumerate(rows, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        try:
            reading.take(line, _day_of(cells))
        except ValueError:
            reading.refuse(line, _("这一行读不懂"))


def _day_of(cells: list[str]) -> Day:
    """A day from a CSV row. Raises ValueError."""
    when, kind, occasion, year, source = (cell.strip() for cell in cells)
    if kind not in ("rest", "work") or not occasion or len(occasion) > 20 or len(source) > 60:
        raise ValueError(kind)
    return Day(date.fromisoformat(when), kind == "work", occasion, int(year), source)


_TITLE = re.compile(r"关于(\d{4})年部分节假日安排的通知|现将(\d{4})年元旦")
_NUMBER = re.compile(r"国办发(?:明电)?〔\d{4}〕\d+号")
_ITEM = re.compile(r"[一二三四五六七八九十]+、([^:]{1,20}):(.+)")
_COUNT = re.compile(r"共(\d+)天")
_SPAN = re.compile(
    r"(\d{1,2})月(\d{1,2})日(?:\(([^)]*)\))?(?:[至到—-]+(?:(\d{1,2})月)?(\d{1,2})日(?:\(([^)]*)\))?)?"
)
_PLAIN = str.maketrans("（）：，；０１２３４５６７８９", "():,;0123456789")


def _read_notice(text: str, source: str, reading: Reading) -> None:
    plain = re.sub(r"[ \t\u3000\u00a0]", "", text.translate(_PLAIN))
    title, number = _TITLE.search(plain), _NUMBER.search(plain)
    if not title:
        reading.refuse(0, _("既不是日历表，也不是国务院办公厅的节假日通知"))
        return
    year, named = int(title[1] or title[2]), number[0] if number else source
    for line, words in enumerate(plain.splitlines(), start=1):
        if item := _ITEM.match(words):
            _read_item(line, item[1], item[2], year, named, reading)


def _read_item(line: int, occasion: str, words: str, year: int, source: str, reading: Reading) -> None:
    """One numbered paragraph: which days are off, how many, and which are worked instead."""
    for sentence in re.split("[。;]", words):
        is_work = sentence.endswith("上班")
        if not is_work and "放假" not in sentence:
            continue
        try:
            days = [day for span in _SPAN.finditer(sentence) for day in _days_of(span, year)]
        except ValueError as error:
            reading.refuse(line, str(error))
            continue
        count = _COUNT.search(sentence)
        if not days or (count and int(count[1]) != len(days)):
            reading.refuse(line, _("写明的天数与日期不符"))
            continue
        for day in days:
            reading.take(line, Day(day, is_work, occasion, year, source))


def _days_of(span: re.Match[str], year: int) -> list[date]:
    """The days from and to. Raises ValueError, with a reason, if they cannot be or a weekday is wrong."""
    month, number, weekday, month_to, number_to, weekday_to = span.groups()
    first = _date(year, month, number, weekday)
    last = _date(year, month_to or month, number_to, weekday_to) if number_to else first
    if not 0 <= (last - first).days < LONGEST_HOLIDAY:
        raise ValueError(_("起止日期不合理"))
    return [first + timedelta(days=step) for step in range((last - first).days + 1)]


def _date(year: int, month: str, number: str, said: str | None) -> date:
    try:
        day = date(year, int(month), int(number))
    except ValueError:
        raise ValueError(_("没有这一天：%(month)s月%(day)s日") % {"month": month, "day": number}) from None
    weekday = re.search(r"(?:周|星期)([一二三四五六日天])$", said or "")
    if weekday and WEEKDAYS.index(weekday[1].replace("天", "日")) != day.weekday():
        raise ValueError(_("%(date)s 不是%(weekday)s") % {"date": day, "weekday": weekday[0]})
    return day
