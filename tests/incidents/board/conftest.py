"""The board's tests stand on a month told by hand, as the statistics' tests do."""

from datetime import date
from typing import Any

import pytest

from incidents.zeros.models import Campaign
from tests.incidents.breaks import break_in, suspicion
from tests.incidents.months import Month, month

__all__ = ["break_in", "busy", "month", "suspicion"]


@pytest.fixture
def busy(month: Month, county: Any) -> Month:
    """A month with something of everything, and days at zero since New Year."""
    Campaign.objects.create(area_path=county.path, starts_on=date(2026, 1, 1), set_at=month.t.now)
    month.assigned(20, month=10)
    month.closed(month.assigned(2), 5)
    again = month.closed(month.assigned(2), 6)
    month.act(again, "follow_up", 7, solved=False, satisfaction=2)
    month.act(again, "reopen", 10, reason="又堆上了")
    month.act(month.filed(11), "transfer", 12, body_name="市公安局", receipt_number="1")
    month.act(month.filed(12), "decline", 12, reason_code="not_ours", channel="12345", text="不属本级")
    month.suspended(month.assigned(3), 4)
    month.act(month.filed(12, "hazard"), "self_handle", 12, by="lin", what_was_done="清理")
    month.closed(month.assigned(4, "hazard"), 17)
    month.voided(month.filed(14), 14)
    month.assigned(18)
    return month
