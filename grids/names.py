"""Names for the screen, and the letters by which people type them.

The official name is kept as it is registered; a wall, a feed and a button show the short ones. The register
of the Statistics Bureau holds slips (居民委会, 居委会会), which are read as 居民委员会.
"""

import re

from pypinyin import Style, lazy_pinyin

_COMMITTEE = re.compile(r"(?P<of>[居村])民?委员?会{1,2}$")
_COUNTY = re.compile(r"^.{2,4}?市(?=.{2,})")
_NUMERALS = "〇一二三四五六七八九十"


def display_name(official: str) -> str:
    """Return the name as people say it, without the county and the kind of committee.

    济源市沁园街道 → 沁园街道, 东马蓬居民委员会 → 东马蓬社区, 克井村民委员会 → 克井村.
    """
    committee = _COMMITTEE.search(official)
    if committee is None:
        return _COUNTY.sub("", official)
    place = official[: committee.start()]
    if place.endswith("社区"):
        return place
    if committee["of"] == "居":
        return place + "社区"
    return place if place.endswith("村") else place + "村"


def short_name(official: str) -> str:
    """Return the shortest name that still says which: 沁园, 东马蓬, 克井; 化村 stays 化村."""
    name = display_name(official)
    committee = _COMMITTEE.search(official)
    if committee is not None:
        place = official[: committee.start()]
        return place.removesuffix("社区") or place
    for ending in ("街道", "社区", "镇", "乡", "市", "区", "县"):
        if name.endswith(ending) and len(name) > len(ending) + 1:
            return name.removesuffix(ending)
    return name


def grid_name(community: str, number: int) -> str:
    """Return the name of a community's n-th grid: 东马蓬社区第一网格."""
    return f"{community}第{numeral(number)}网格"


def numeral(number: int) -> str:
    """Return a number from 1 to 99 in Chinese."""
    tens, ones = divmod(number, 10)
    if not tens:
        return _NUMERALS[ones]
    return ("" if tens == 1 else _NUMERALS[tens]) + "十" + (_NUMERALS[ones] if ones else "")


def initials(name: str) -> str:
    """Return the first letters of the pinyin, by which a name is found while typing: 沁园街道 → qyjd."""
    letters = lazy_pinyin(name, style=Style.FIRST_LETTER, errors=lambda other: other)
    return "".join(letters).lower()
