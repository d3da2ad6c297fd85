"""The audit desk's tests stand on disputes told by hand, and on a sequencer that runs when it is asked."""

from collections.abc import Callable
from typing import Any

import pytest

from incidents.models import Incident
from tests.incidents.months import Month, month

__all__ = ["disputes", "month"]


@pytest.fixture
def disputes(month: Month) -> dict[str, Incident]:
    """Four disputes of November, of which one gave name and telephone, and a hazard that is none."""
    named = month.filed(
        3,
        reporter={"name": "张三丰", "phone": "13812340000", "address": "三号楼二单元"},
        by=month.t.cast.zhou,
        people_bucket="2-5",
    )
    Incident.objects.filter(pk=named.pk).update(text="张三丰与邻居争执，电话１３８１２３４００００，=1+1")
    return {
        "named": named,
        "closed": month.closed(month.assigned(2), 5),
        "declined": month.act(
            month.filed(6), "decline", 6, reason_code="not_ours", channel="12345", text="不属本级"
        ),
        "open": month.assigned(9),
        "hazard": month.filed(4, "hazard"),
    }


Sheet = Callable[[bytes], list[list[Any]]]


@pytest.fixture
def sheet() -> Sheet:
    """Read an xlsx back: all rows of its first sheet."""
    import io

    from openpyxl import load_workbook

    def read(content: bytes) -> list[list[Any]]:
        active = load_workbook(io.BytesIO(content)).active
        assert active is not None
        return [[cell.value for cell in row] for row in active.iter_rows()]

    return read
