"""manage.py import_people: accounts and postings from a sheet, and a password that is shown once."""

from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from core.ledger.models import Entry
from core.models import User
from core.roles import Role
from grids.models import Posting
from grids.scope import scope_of
from tests.cast import TODAY

pytestmark = pytest.mark.usefixtures("areas", "sanitation")

SHEET = """用户名,姓名,角色,区域代码,部门代码,认定,到岗日期,离岗日期
gao,高山,网格员,419001001001001,,,2026-01-01,
gao,高山,网格长,419001001001,,,2026-01-01,
liu,刘洋,处置人员,419001,sanitation,,2026-01-01,
qi,齐民,认定员,419001,,零上访,2026-01-01,
"""


def run(tmp_path: Path, text: str) -> str:
    path, said = tmp_path / "people.csv", StringIO()
    path.write_text(text, encoding="utf-8")
    try:
        call_command("import_people", str(path), stdout=said)
    except CommandError as error:
        return f"{said.getvalue()}{error}"
    return said.getvalue()


def test_people_come_in_with_their_postings(tmp_path: Path) -> None:
    run(tmp_path, SHEET)
    gao, liu, qi = (User.objects.get(username=name) for name in ("gao", "liu", "qi"))
    assert scope_of(gao, TODAY).roles == {Role.GRID_WORKER, Role.GRID_LEADER}
    assert scope_of(liu, TODAY).rooms() == {"department:sanitation"}
    assert scope_of(qi, TODAY).zeros == {"petition"}
    assert Entry.objects.filter(stream_kind="account", kind="posted").count() == 4


def test_a_new_account_gets_a_password_that_opens_it_and_is_shown_once(tmp_path: Path) -> None:
    shown = dict(line.split("\t") for line in run(tmp_path, SHEET).splitlines() if "\t" in line)
    assert set(shown) == {"gao", "liu", "qi"}
    assert User.objects.get(username="gao").check_password(shown["gao"]) and len(shown["gao"]) >= 12
    assert "\t" not in run(tmp_path, SHEET)
    assert User.objects.get(username="gao").check_password(shown["gao"])


def test_the_same_sheet_twice_changes_nothing(tmp_path: Path) -> None:
    run(tmp_path, SHEET)
    assert "新增 0，变更 0，未变 4" in run(tmp_path, SHEET)
    assert Posting.objects.count() == 4


def test_a_leaving_day_ends_a_posting(tmp_path: Path) -> None:
    run(tmp_path, SHEET)
    leaving = SHEET.replace("419001001001001,,,2026-01-01,", "419001001001001,,,2026-01-01,2026-06-01")
    assert "变更 1" in run(tmp_path, leaving)
    ended = Posting.objects.get(role=Role.GRID_WORKER)
    assert ended.to_on == date(2026, 6, 1)
    assert "未变 4" in run(tmp_path, SHEET)


def test_a_new_name_is_taken_over(tmp_path: Path) -> None:
    run(tmp_path, SHEET)
    run(tmp_path, SHEET.replace("刘洋", "刘阳"))
    assert User.objects.get(username="liu").display_name == "刘阳"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("wu,吴,省长,419001,,,,", "没有这个角色：省长"),
        ("wu,吴,督查员,4190,,,,", "没有这个区域：4190"),
        ("wu,吴,处置人员,419001,,,,", "处置人员须指定部门"),
        ("wu,吴,处置人员,419001,xx,,,", "没有这个部门：xx"),
        ("wu,吴,认定员,419001,,,,", "认定员须指定所认定的零"),
        ("wu,吴,认定员,419001,,零排放,,", "没有这个零：零排放"),
        ("wu,吴,督查员,419001,,,明天,", "到岗日期不是日期"),
        ("w u,吴,督查员,419001,,,,", "用户名"),
        (",吴,督查员,419001,,,,", "缺少用户名"),
        ("gao,高山,系统管理员,419001,,,2026-01-01,", "与该账号已有角色冲突"),
    ],
)
def test_a_bad_line_is_named_and_nothing_of_it_stands(tmp_path: Path, line: str, reason: str) -> None:
    said = run(tmp_path, f"{SHEET}{line}\n")
    assert "第 6 行未导入" in said and reason in said
    assert not User.objects.filter(username__in=["wu", "w u"]).exists() and Posting.objects.count() == 4


def test_roles_may_be_written_as_codes(tmp_path: Path, county: Any) -> None:
    run(tmp_path, "username,role,area,from_on\nwu,supervisor,419001,2026-01-01\n")
    assert scope_of(User.objects.get(username="wu"), TODAY).has(Role.SUPERVISOR, county.path)
