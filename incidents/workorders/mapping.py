"""Which column of a hotline's sheet means what: a small TOML file that the county keeps beside its sheets.

source = "12345"                      # names the hotline; orders of two hotlines never collide
[columns]
number = "工单编号"                    # required, as is text
text = "诉求内容"
at = "受理时间"
address = "地址"
grid = "网格代码"
kind = "工单类型"
name = "来电人"
phone = "联系电话"
[kinds]                               # what the column of the kind says → our kind
default = "petition"
"安全隐患" = "hazard"
"""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from core.errors import Invalid

COLUMNS = ("number", "text", "at", "address", "grid", "kind", "category", "urgency", "name", "phone")
REQUIRED = ("number", "text")
DEFAULT_FILE = Path(__file__).parent / "12345.toml"


@dataclass(frozen=True)
class Mapping:
    """What a sheet's columns mean."""

    source: str
    columns: dict[str, str]
    kinds: dict[str, str] = field(default_factory=dict)

    def kind_of(self, said: str) -> str:
        """Our kind for what the sheet says: by the whole word, then by a word within it, then the default."""
        if said in self.kinds:
            return self.kinds[said]
        within = (kind for word, kind in self.kinds.items() if word != "default" and word in said)
        return next(within, self.kinds.get("default", "petition"))


def read_mapping(path: Path | None) -> Mapping:
    """Read a mapping file, or the one that comes with the product. Raises Invalid with what is wrong with it."""
    try:
        raw: dict[str, Any] = tomllib.loads((path or DEFAULT_FILE).read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Invalid(_("对照文件读不懂：%(why)s") % {"why": error}) from error
    columns = raw.get("columns", {})
    unknown = sorted(set(columns) - set(COLUMNS))
    missing = [name for name in REQUIRED if not columns.get(name)]
    if unknown or missing:
        raise Invalid(
            _("对照文件的 [columns] 有误：多出 %(more)s，缺少 %(less)s") % {"more": unknown, "less": missing}
        )
    return Mapping(str(raw.get("source", "hotline")), columns, raw.get("kinds", {}))
