"""The county's calendar in the database: loaded by the migration, replaced by a notice, noticed by every process."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from core import workdays
from core.calendar_files import Day, missing_holidays, read
from core.workdays import CalendarEdition, OpeningHours, WorkDay, load_calendar

NOTICES = {
    2024: """国务院办公厅关于2024年部分节假日安排的通知
国办发明电〔2023〕7号
经国务院批准，现将2024年元旦、春节、清明节、劳动节、端午节、中秋节和国庆节放假调休日期的具体安排通知如下。
一、元旦：1月1日放假，与周末连休。
二、春节：2月10日至17日放假调休，共8天。2月4日（星期日）、2月18日（星期日）上班。鼓励各单位结合带薪年休假等制度落实，\
安排职工在除夕（2月9日）休息。
三、清明节：4月4日至6日放假调休，共3天。4月7日（星期日）上班。
四、劳动节：5月1日至5日放假调休，共5天。4月28日（星期日）、5月11日（星期六）上班。
五、端午节：6月10日放假，与周末连休。
六、中秋节：9月15日至17日放假调休，共3天。9月14日（星期六）上班。
七、国庆节：10月1日至7日放假调休，共7天。9月29日（星期日）、10月12日（星期六）上班。
""",
    2025: """国务院办公厅关于2025年部分节假日安排的通知
国办发明电〔2024〕12号
按照上述原则，现将2025年元旦、春节、清明节、劳动节、端午节、中秋节和国庆节放假调休日期的具体安排通知如下。
一、元旦：1月1日（周三）放假1天，不调休。
二、春节：1月28日（农历除夕、周二）至2月4日（农历正月初七、周二）放假调休，共8天。1月26日（周日）、2月8日（周六）上班。
三、清明节：4月4日（周五）至6日（周日）放假，共3天。
四、劳动节：5月1日（周四）至5日（周一）放假调休，共5天。4月27日（周日）上班。
五、端午节：5月31日（周六）至6月2日（周一）放假，共3天。
六、国庆节、中秋节：10月1日（周三）至8日（周三）放假调休，共8天。9月28日（周日）、10月11日（周六）上班。
""",
    2026: """国务院办公厅关于2026年部分节假日安排的通知
国办发明电〔2025〕7号
经国务院批准，现将2026年元旦、春节、清明节、劳动节、端午节、中秋节和国庆节放假调休日期的具体安排通知如下。
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
""",
}
"""The numbered paragraphs of the three notices, as the State Council's gazette prints them."""

PASTED_2027 = """关于2027年部分节假日安排的通知（国办发明电〔2026〕9号）
一、元旦:1月1日（周五）至3日（周日）放假，共3天。
二、劳动节：5月1日(周六)至5日(周三)放假调休,共5天。5月8日(周六)上班。
三、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。
"""


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Any:
    workdays.forget()
    yield
    workdays.forget()


def _write(folder: Path, text: str, encoding: str = "utf-8") -> str:
    path = folder / "notice.txt"
    path.write_bytes(text.encode(encoding))
    return str(path)


@pytest.mark.parametrize("year", NOTICES)
def test_the_notice_as_printed_equals_the_days_we_ship(year: int) -> None:
    shipped = read(Path("core/calendars/workdays.csv").read_text(encoding="utf-8"))
    assert shipped.refused == []
    reading = read(NOTICES[year])
    assert reading.refused == []
    assert reading.years == [year]
    ours = {day: found.is_work for day, found in shipped.days.items() if found.year == year}
    assert {day: found.is_work for day, found in reading.days.items()} == ours
    assert {found.source for found in reading.days.values()} == {
        found.source for found in shipped.days.values() if found.year == year
    }


def test_the_migration_brings_three_years(db: None) -> None:
    calendar = load_calendar()
    assert calendar.years == {2024, 2025, 2026}
    assert calendar.is_workday(date(2026, 2, 14))
    assert not calendar.is_workday(date(2026, 2, 23))
    assert calendar.version == CalendarEdition.objects.get().version


def test_working_days_of_a_year_by_hand(db: None) -> None:
    """2026: 261 weekdays; 19 of the 33 days off fall on one, and 6 weekend days are worked: 248."""
    assert len(load_calendar().workdays(2026)) == 261 - 19 + 6


def test_a_notice_is_loaded_twice_without_doubles(db: None, tmp_path: Path, capsys: Any) -> None:
    path = _write(tmp_path, PASTED_2027, "gb18030")
    call_command("import_calendar", path)
    before = list(WorkDay.objects.values_list())
    version = CalendarEdition.objects.get().version
    call_command("import_calendar", path)
    assert list(WorkDay.objects.values_list()) == before
    assert CalendarEdition.objects.get().version == version
    assert "没有变化" in capsys.readouterr().out
    assert WorkDay.objects.filter(year=2027, source="国办发明电〔2026〕9号").count() == 16
    assert WorkDay.objects.filter(year=2026).count() == 39


def test_a_corrected_notice_replaces_its_year(db: None, tmp_path: Path) -> None:
    call_command("import_calendar", _write(tmp_path, PASTED_2027))
    call_command("import_calendar", _write(tmp_path, PASTED_2027.replace("5月8日(周六)上班", "")))
    assert not WorkDay.objects.filter(year=2027, kind="work").exists()


def test_an_amendment_leaves_the_rest_of_the_year(db: None, tmp_path: Path) -> None:
    rows = "date,kind,occasion,year,source\n2026-09-03,rest,纪念日,2026,国办发明电〔2026〕3号\n"
    with pytest.raises(CommandError, match="缺少法定节假日"):
        call_command("import_calendar", _write(tmp_path, rows))
    call_command("import_calendar", _write(tmp_path, rows), "--amend")
    assert WorkDay.objects.filter(year=2026).count() == 40


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("3日（周日）放假，共3天", "3日（周一）放假，共3天", 2, "不是周一"),
        ("共3天", "共4天", 2, "天数"),
        ("5月8日(周六)", "5月7日(周五)", 3, "周末"),
        ("10月1日（周五）至7日", "13月1日（周五）至7日", 4, "没有这一天"),
        ("10月1日（周五）至7日（周四）", "10月7日（周四）至1日（周五）", 4, "起止"),
        ("三、国庆节：10月1日", "三、国庆节：5月1日（周六）放假。10月1日", 4, "两次"),
    ],
)
def test_nonsense_is_refused_by_its_line(old: str, new: str, line: int, reason: str) -> None:
    reading = read(PASTED_2027.replace(old, new))
    assert [(number, reason in said) for number, said in reading.refused] == [(line, True)]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("2026-13-01,rest,元旦,2026,x", "读不懂"),
        ("2026-01-01,holiday,元旦,2026,x", "读不懂"),
        ("2026-01-01,rest,元旦,2027,x", "年度"),
        ("2026-01-05,work,元旦,2026,x", "周末"),
        ("2026-01-01,rest,元旦,2026,", "依据"),
        ("2026-01-01,rest,元旦,2026", "读不懂"),
    ],
)
def test_a_bad_row_is_refused_by_its_line(row: str, reason: str) -> None:
    reading = read(f"date,kind,occasion,year,source\n2026-01-03,rest,元旦,2026,x\n{row}\n")
    assert [(line, reason in said) for line, said in reading.refused] == [(3, True)]


def test_the_days_before_new_year_belong_to_the_next_notice() -> None:
    reading = read("date,kind,occasion,year,source\n2026-12-26,work,元旦,2027,x\n")
    assert reading.days == {date(2026, 12, 26): Day(date(2026, 12, 26), True, "元旦", 2027, "x")}


@pytest.mark.parametrize("text", ["", "今天天气很好", "date,kind\n", "\0\0\0"])
def test_what_is_no_calendar_is_refused(text: str) -> None:
    assert read(text).refused


def test_half_a_notice_is_noticed() -> None:
    assert "2027-10-01" in list(missing_holidays(read(PASTED_2027.partition("三、")[0])))


def test_nothing_is_loaded_when_one_line_is_refused(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="第 2 行"):
        call_command("import_calendar", _write(tmp_path, PASTED_2027.replace("共3天", "共9天")))
    assert not WorkDay.objects.filter(year=2027).exists()
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_calendar", str(tmp_path / "missing.txt"))
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\xff\x81")
    with pytest.raises(CommandError):
        call_command("import_calendar", str(tmp_path / "bytes"))


def test_a_process_asks_the_database_once_a_minute(
    db: None, django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with django_assert_num_queries(3):
        first = load_calendar()
    with django_assert_num_queries(0):
        assert load_calendar() is first
    monkeypatch.setattr(workdays, "LOOK_AGAIN_SECONDS", 0)
    with django_assert_num_queries(1):
        assert load_calendar() is first


def test_a_new_edition_is_noticed(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = load_calendar()
    call_command("import_calendar", _write(tmp_path, PASTED_2027))
    assert load_calendar() is before  # this process looked less than a minute ago
    monkeypatch.setattr(workdays, "LOOK_AGAIN_SECONDS", 0)
    after = load_calendar()
    assert not after.is_provisional(2027)
    assert after.version != before.version


def test_other_opening_hours_are_another_edition(db: None) -> None:
    before = load_calendar()
    OpeningHours.objects.all().delete()
    OpeningHours.objects.create(opens="09:00", closes="12:00")
    version = workdays.publish(datetime(2026, 11, 23, tzinfo=UTC))
    workdays.forget()
    assert load_calendar().day_length.total_seconds() == 3 * 3600
    assert load_calendar().version == version != before.version
