"""验真 of a printed 三零日报: its number says area, minute and figures, and its code that this installation gave them.

Nothing is stored: the code is worked out under a key that is never rotated, so that old sheets stay good.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from urllib.parse import urlencode

from django.urls import reverse

from core.crypto import keyed_digest, receipt_code, typed_code
from core.worktime import SHANGHAI
from grids.models import Area, Department

LONGEST = 80
MINUTE = "%Y%m%d%H%M"
_NUMBER = re.compile(
    r"([0-9A-Za-z_.-]{1,40})-([0-9]{12})-([0-9]{1,6})-([0-9]{1,6})-([0-9]{1,6})-([0-9]{1,8})"
)
_BETWEEN = re.compile(r"[\s\u2010-\u2015-]+")


@dataclass(frozen=True)
class Sheet:
    """One printed sheet: of which area or department (its code), at which minute; days at each zero, what is open."""

    room: str
    at: datetime
    petition: int
    accident: int
    case: int
    open: int

    @property
    def number(self) -> str:
        """What is printed: 419001-202611231432-23-108-0-59."""
        at = self.at.astimezone(SHANGHAI).strftime(MINUTE)
        return "-".join(map(str, (self.room, at, self.petition, self.accident, self.case, self.open)))

    @property
    def code(self) -> str:
        """The 验真码 of all that the number says."""
        return receipt_code(keyed_digest("daily", self.number.encode()))

    @property
    def address(self) -> str:
        """Where the sheet's QR code leads, without the host."""
        return f"{reverse('verify')}?{urlencode({'n': self.number, 'c': self.code})}"

    @property
    def room_name(self) -> str:
        """The name of the area or department; its code where it is no longer known."""
        names = Area.objects.filter(code=self.room).order_by("-valid_from").values_list("name", flat=True)
        departments = Department.objects.filter(code=self.room).values_list("name", flat=True)
        return names.first() or departments.first() or self.room


def sheet_of(number: str, code: str) -> Sheet | None:
    """The sheet of this number, as typed, if this is its code; None alike for a wrong code and for no number at all."""
    found = _NUMBER.fullmatch(_BETWEEN.sub("-", number.strip()[:LONGEST]))
    if found is None:
        return None
    try:
        at = datetime.strptime(found[2], MINUTE).replace(tzinfo=SHANGHAI)
    except ValueError:
        return None
    sheet = Sheet(found[1], at, *map(int, found.groups()[2:]))
    return sheet if compare_digest(sheet.code, typed_code(code)) else None
