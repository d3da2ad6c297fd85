"""The ledger of disputes as xlsx: its columns, its rows, its masks, and the record that precedes it."""

import hashlib
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from core.errors import Invalid, NotAllowed
from core.ledger.models import Body, Entry
from core.worktime import SHANGHAI
from grids.scope import scope_of
from incidents.audit.models import Export
from incidents.audit.services import Exporting, export_ledger
from incidents.audit.wanted import Wanted
from incidents.models import Incident
from tests.incidents.months import Month

AT = datetime(2026, 11, 23, 12, tzinfo=SHANGHAI)
COLUMNS = [
    *(
        "序号",
        "编号",
        "排查日期",
        "村（社区）/网格",
        "来源",
        "类别",
        "规模（人数）",
        "纠纷简述",
        "诉求要点",
        "风险等级",
    ),
    *("首办责任人", "包案领导", "化解方式", "法治路径", "受理日期", "化解时限", "进展", "化解日期", "结果"),
    *("协议/文书号", "回访", "是否复发", "备注"),
]
Out = Callable[..., Exporting]


@pytest.fixture
def out(areas: dict[str, Any], ma: Any) -> Out:
    """What Ma exports of November, unless something else is said."""

    def export(by: Any = ma, area: str = "county", reason: str = "十一月月报", **days: date) -> Exporting:
        span = {"first_on": date(2026, 11, 1), "last_on": date(2026, 11, 23)} | days
        wanted = Wanted(areas[area], span["first_on"], span["last_on"], scope_of(by, AT.date()))
        return export_ledger(wanted, reason=reason, by=by, now=AT)

    return export


def rows_of(sheet: Callable[[bytes], list[list[Any]]], made: Exporting) -> dict[str, dict[str, Any]]:
    """The rows by their number, each by column."""
    title, note, names, *rows = sheet(made.content)
    assert "济源市矛盾纠纷排查化解台账" in title[0] and "统计截止：2026-11-23 12:00" in note[0]
    return {row[1]: dict(zip(names, row, strict=True)) for row in rows}


def test_the_columns_are_those_of_the_field(disputes: dict[str, Incident], out: Out, sheet: Any) -> None:
    assert sheet(out().content)[2] == COLUMNS


def test_every_dispute_is_a_row_whatever_its_state(
    disputes: dict[str, Incident], out: Out, sheet: Any
) -> None:
    rows = rows_of(sheet, out())
    assert set(rows) == {disputes[name].number for name in ("named", "closed", "declined", "open")}
    states = {name: rows[disputes[name].number]["进展"] for name in ("named", "closed", "declined", "open")}
    assert states == {"named": "已上报", "closed": "已结案", "declined": "不予受理", "open": "已派遣"}
    assert [row["序号"] for row in rows.values()] == [1, 2, 3, 4]


def test_a_closed_one_says_how_and_when(disputes: dict[str, Incident], out: Out, sheet: Any) -> None:
    row = rows_of(sheet, out())[disputes["closed"].number]
    assert (row["化解日期"].date(), row["结果"], row["首办责任人"]) == (
        date(2026, 11, 5),
        "已解决",
        "环卫中心",
    )
    assert row["村（社区）/网格"] == "东马蓬社区/第一网格" and row["是否复发"] == "否"


def test_names_and_telephones_are_masked_everywhere(
    disputes: dict[str, Incident], out: Out, sheet: Any
) -> None:
    made = out()
    row = rows_of(sheet, made)[disputes["named"].number]
    assert row["备注"] == "来访人 张** 138****0000"
    assert row["纠纷简述"] == "张**与邻居争执，电话138****，=1+1"
    text = str(sheet(made.content))
    assert "张三丰" not in text and "13812340000" not in text and "三号楼" not in text


def test_an_erased_reporter_leaves_nothing(disputes: dict[str, Incident], out: Out, sheet: Any) -> None:
    reporter = disputes["named"].reporter
    reporter.erased_at = AT
    reporter.save()
    assert not rows_of(sheet, out())[disputes["named"].number]["备注"]


def test_days_and_area_narrow_it(disputes: dict[str, Incident], out: Out, sheet: Any) -> None:
    assert set(rows_of(sheet, out(first_on=date(2026, 11, 6)))) == {
        disputes[name].number for name in ("declined", "open")
    }
    assert out(area="street_b").record.row_count == 0


def test_the_record_is_written_with_its_line_and_names_the_file(
    disputes: dict[str, Incident], out: Out
) -> None:
    made = out()
    record = Export.objects.get()
    line = Entry.objects.get(stream=record.pk)
    assert (record.row_count, record.sha256) == (4, hashlib.sha256(made.content).hexdigest())
    assert (line.stream_kind, line.kind, record.version) == ("export", "exported", 1)
    assert record.sha256 in line.header and "月报" not in line.header
    assert "月报" in (Body.objects.get(entry=line).body or "")
    assert record.ledger_head == 0 and record.by.username == "ma"


def test_when_the_line_cannot_be_written_there_is_no_file(
    disputes: dict[str, Incident], out: Out, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any, **kwargs: Any) -> None:
        raise DatabaseError("no ledger")

    monkeypatch.setattr("incidents.audit.services.entries.append", broken)
    with pytest.raises(DatabaseError), transaction.atomic():
        out()
    assert not Export.objects.exists()


@pytest.mark.parametrize("who", ["wu", "zhou", "lin", "chen", "tang", "he"])
def test_only_the_auditor_of_the_area_exports(out: Out, request: pytest.FixtureRequest, who: str) -> None:
    with pytest.raises(NotAllowed):
        out(by=request.getfixturevalue(who))


@pytest.mark.parametrize(("wrong", "field"), [
    ({"reason": "  月报 "}, "reason"),
    ({"first_on": date(2026, 11, 24)}, "first_on"),
    ({"first_on": date(2026, 11, 5), "last_on": date(2026, 11, 4)}, "last_on"),
    ({"first_on": date(2024, 1, 1)}, "last_on"),
])  # fmt: skip
def test_what_does_not_fit_is_refused_and_leaves_no_record(
    out: Out, wrong: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as invalid:
        out(**wrong)
    assert field in invalid.value.fields and not Export.objects.exists()


def test_a_record_is_neither_changed_nor_deleted(disputes: dict[str, Incident], out: Out) -> None:
    out()
    for change in (lambda: Export.objects.update(reason="别的"), lambda: Export.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_an_export_costs_the_same_however_many_rows(
    disputes: dict[str, Incident], month: Month, out: Out, django_assert_max_num_queries: Any
) -> None:
    for day in (16, 17, 18):
        month.filed(day, reporter={"name": "李四", "phone": "", "address": ""}, by=month.t.cast.zhou)
    with django_assert_max_num_queries(12):
        assert out().record.row_count == 7
    assert out(last_on=date(2026, 11, 16) - timedelta(days=1)).record.row_count == 4
