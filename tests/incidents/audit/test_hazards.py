"""The ledger of hazards: from finding to striking off, with the five remedies as the handler gave them."""

import io
from datetime import date
from typing import Any

import openpyxl

from grids.scope import scope_of
from incidents.audit.models import What
from incidents.audit.services import export_ledger
from incidents.audit.wanted import Wanted
from incidents.models import Photo
from tests.incidents.lives import Teller

REMEDIES = {
    "responsibility": "陈师傅",
    "measures": "更换线路并加装断路器",
    "funds": "800元",
    "deadline": "三日",
    "contingency": "断电并疏散",
}


def rows(tell: Teller, areas: dict[str, Any], ma: Any) -> dict[str, dict[str, Any]]:
    """The exported rows by their number, each by column."""
    day = tell.now.date()
    wanted = Wanted(areas["county"], date(2026, 11, 1), day, scope_of(ma, day), What.HAZARDS)
    made = export_ledger(wanted, reason="十一月月报", by=ma, now=tell.now)
    sheet = openpyxl.load_workbook(io.BytesIO(made.content)).active
    assert sheet is not None
    title, _note, names, *lines = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert "安全隐患排查整改台账" in str(title[0])
    return {str(line[1]): dict(zip(map(str, names), line, strict=True)) for line in lines}


def test_a_major_hazard_stands_there_with_its_five_remedies(
    tell: Teller, areas: dict[str, Any], ma: Any
) -> None:
    t, cast = tell, tell.cast
    hazard = t.file("hazard", address="3号楼配电间")
    t.act(hazard, "accept", cast.zhou, category="H02", urgency="serious")
    t.act(hazard, "assign", cast.zhou, to=cast.sanitation.code)
    t.act(hazard, "take", cast.chen)
    Photo.objects.create(
        incident=hazard,
        slot="a",
        stage="after",
        sha256="0" * 64,
        size=1,
        format="JPEG",
        width=1,
        height=1,
        at=t.now,
    )
    t.act(hazard, "finish", cast.chen, what_was_done="已整改", remedies=REMEDIES)
    t.act(hazard, "verify", cast.lin, result="已复查")
    t.act(hazard, "close", cast.zhou, outcome="removed")
    row = rows(tell, areas, ma)[hazard.number]
    assert [row[name] for name in ("责任人", "整改措施", "资金", "应急预案")] == [
        "陈师傅", "更换线路并加装断路器", "800元", "断电并疏散",
    ]  # fmt: skip
    assert row["结论"] == "隐患已消除" and row["销号人"] == cast.zhou.display_name
    assert row["复查人/日期"].startswith(cast.lin.display_name)
    assert row["整改前后照片"] == "前0 后1"


def test_an_open_hazard_says_where_it_stands_and_a_dispute_is_not_among_them(
    tell: Teller, areas: dict[str, Any], ma: Any
) -> None:
    hazard, dispute = tell.file("hazard"), tell.file("petition")
    found = rows(tell, areas, ma)
    assert found[hazard.number]["结论"] == "已上报"
    assert dispute.number not in found
