"""The statistics' tests stand on a month told by hand."""

from tests.incidents.months import month, november

__all__ = ["month", "november"]
