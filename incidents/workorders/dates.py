"""Dates as clerks type them. Pure. A date without its year, or one in the future, is refused rather than guessed."""

import re
from datetime import date, datetime, time, timedelta

from core.typed_text import ascii_digits
from core.worktime import SHANGHAI

EXCEL_BEGINS = datetime(1899, 12, 30, tzinfo=SHANGHAI)
"""Day 0 of Excel's serial numbers, with its leap year 1900 that never was."""
EXCEL_DAYS = (32_874, 73_415)
"""1990 to 2100: a bare number outside is no date."""

_DATE = r"(?P<year>\d{4})\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})\s*日?"
_SECONDS = r"(?:\s*[:：]?\s*\d{1,2}\s*秒?)?"
_HOUR = rf"(?P<hour>\d{{1,2}})\s*[:：时点]\s*(?P<minute>\d{{1,2}})?\s*分?{_SECONDS}"
_TIME = rf"(?P<half>上午|下午|晚上|中午)?\s*(?:{_HOUR})?"
_WRITTEN = re.compile(rf"^{_DATE}[\sT]*(?:星期.|周.)?\s*{_TIME}$")
_PACKED = re.compile(
    r"^(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?:\s*(?P<hour>\d{2}):?(?P<minute>\d{2})(?::?\d{2})?)?$"
)


def read_date(cell: object) -> datetime | None:
    """The instant that a cell means, in Shanghai; None for an empty cell. Raises ValueError for what is no date."""
    if cell is None or cell == "":
        return None
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=SHANGHAI)
    if isinstance(cell, date):
        return datetime.combine(cell, time(), SHANGHAI)
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return _from_number(cell)
    return _from_text(str(cell))


def _from_number(number: float) -> datetime:
    if EXCEL_DAYS[0] <= number <= EXCEL_DAYS[1]:
        return EXCEL_BEGINS + timedelta(seconds=round(number * 86_400))
    return _from_text(str(int(number)))


def _from_text(text: str) -> datetime:
    plain = ascii_digits(text).strip()
    found = _PACKED.match(plain) or _WRITTEN.match(plain)
    if found is None:
        raise ValueError(text)
    part = found.groupdict()
    hour = int(part.get("hour") or 0)
    if part.get("half") in ("下午", "晚上") and hour < 12:
        hour += 12
    minute = int(part.get("minute") or 0)
    return datetime(int(part["year"]), int(part["month"]), int(part["day"]), hour, minute, tzinfo=SHANGHAI)
