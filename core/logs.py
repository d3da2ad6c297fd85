"""How a log line looks: one line, its time with the offset, and nothing a visitor typed can begin another."""

import logging
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

SHOWN = ZoneInfo("Asia/Shanghai")


class Line(logging.Formatter):
    """One record, one line; a traceback follows indented, so that a line that starts at the margin is a record."""

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        return (
            datetime.fromtimestamp(record.created, UTC).astimezone(SHOWN).isoformat(timespec="milliseconds")
        )

    def format(self, record: logging.LogRecord) -> str:
        text = super().format(record)
        first, _, rest = text.partition("\n")
        if rest and not record.exc_info:
            return text.replace("\r", "\\r").replace("\n", "\\n")
        return (
            "\n    ".join([first.replace("\r", "\\r"), *rest.splitlines()])
            if rest
            else first.replace("\r", "\\r")
        )
