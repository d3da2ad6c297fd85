"""Names for the screen: short, and without the slips of the register."""

import pytest

from grids.county import source
from grids.names import display_name, grid_name, initials, numeral, short_name


@pytest.mark.parametrize(
    ("official", "name", "short"),
    [
        ("济源市", "济源市", "济源"),
        ("济源市沁园街道", "沁园街道", "沁园"),
        ("济源市五龙口镇", "五龙口镇", "五龙口"),
        ("东马蓬居民委员会", "东马蓬社区", "东马蓬"),
        ("西留村居民委员会", "西留村社区", "西留村"),
        ("沁园社区居民委会", "沁园社区", "沁园"),
        ("万泉社区居委会会", "万泉社区", "万泉"),
        ("花园社区居民委员会", "花园社区", "花园"),
        ("中原特殊钢厂社区", "中原特殊钢厂社区", "中原特殊钢厂"),
        ("堽头居民委员会", "堽头社区", "堽头"),
        ("克井村民委员会", "克井村", "克井"),
        ("化村村民委员会", "化村", "化村"),
        ("毛田新村村民委员会", "毛田新村", "毛田新村"),
    ],
)
def test_names_as_people_say_them(official: str, name: str, short: str) -> None:
    assert (display_name(official), short_name(official)) == (name, short)


def test_no_slip_of_the_register_reaches_a_screen() -> None:
    names = [display_name(row.official_name) for row in (*source.streets(), *source.communities())]
    assert all(name.endswith(("街道", "镇", "社区", "村")) and "委" not in name for name in names)


def test_short_names_are_different_within_a_street() -> None:
    rows = [(row.code[:9], short_name(row.official_name)) for row in source.communities()]
    assert len(set(rows)) == len(rows) == 557


def test_grids_are_counted_in_chinese() -> None:
    assert grid_name("东马蓬社区", 3) == "东马蓬社区第三网格"
    assert [numeral(n) for n in (1, 9, 10, 11, 20, 21, 99)] == [
        "一",
        "九",
        "十",
        "十一",
        "二十",
        "二十一",
        "九十九",
    ]


def test_names_are_found_by_their_first_letters() -> None:
    assert initials("沁园街道") == "qyjd"
    assert initials("堽头社区") == "gtsq"
    assert initials("A1网格") == "a1wg"
