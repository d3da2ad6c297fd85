"""The words of the demo county: templates × slots, some with a slip of the pen or a word of the dialect.

Places are made of the community's own name and invented house numbers; nobody's name, telephone or door is in them.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

HERE = Path(__file__).resolve().parent
SLIPS = 0.10
DIALECT = 0.10
_SLOT = re.compile(r"\{(\w+)\}")
_NUMERALS = "三四五六七八"
_PLACES = ("hall", "home", "yard", "road", "spot", "shop", "site", "field", "water", "school")

_ROADS = (
    "文昌路", "沁园路", "黄河大道", "济水大街", "汤帝路", "宣化街", "荆梁街", "愚公路", "北海大道", "天坛路",
    "玉川路", "获轵线", "环城路", "济源大道",
)  # fmt: skip
_TOWN: dict[str, tuple[str, ...]] = {
    "yard": ("老家属院", "城中村", "安置小区", "后街", "西关老院"),
    "spot": ("小区门口", "健身广场", "社区服务中心门口", "菜市场门口", "幼儿园门口", "小区东门", "公交站旁"),
    "field": ("城郊地块", "河滩地", "待建空地边"),
    "site": ("北侧在建楼盘", "一家铸造厂", "道路改造工地", "一家板材厂", "物流园", "老旧小区改造工地"),
    "water": ("蟒河边", "人工湖边", "排水渠边", "济河桥下"),
}
_VILLAGE: dict[str, tuple[str, ...]] = {
    "yard": ("村东头", "村西头", "村委会后面", "老街", "三组", "二组", "四组", "北沟"),
    "spot": ("村口", "文化广场", "村委会门口", "小卖部门口", "村小学门口", "戏台旁"),
    "field": ("村北地里", "村南坡地", "河滩地", "岭上"),
    "site": ("村边石料厂", "一家养殖场", "村道硬化工地", "一家铸造厂", "村边砖厂"),
    "water": ("村东坑塘", "沁河边", "村南水渠", "水库边", "村口河沟"),
}
_SHOPS = (
    "一家小超市",
    "临街饭店",
    "一家早餐店",
    "一家汽修店",
    "五金店",
    "快递驿站",
    "一家理发店",
    "一家烟酒店",
    "卫生室旁门店",
)
_SCHOOLS = ("小学", "幼儿园", "中学")
_WHEN = ("昨晚", "今天早上", "前天夜里", "这几天", "近一周", "昨天下午", "连着三天", "这两天")
_MONEY = ("八百", "一千二", "三千", "五千六", "一万二", "两万", "三万八", "六百五")
_COINS = ("一百五", "三百", "五百", "八百")
_SLIP = {
    "的": "得",
    "在": "再",
    "坏": "怀",
    "账": "帐",
    "做": "作",
    "已": "以",
    "像": "象",
    "堵": "睹",
    "松": "送",
}
_LOCAL = {
    "昨晚": "夜儿黑",
    "今天早上": "清早起",
    "没有": "冇",
    "怎么": "咋",
    "这几天": "这几儿",
    "小孩": "小孩儿家",
    "没人": "冇人",
}


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody wrote, the place that it names, for the address, and which template it was."""

    text: str
    place: str
    which: int


@cache
def words() -> dict[str, Any]:
    """All templates, read once."""
    found: dict[str, Any] = {}
    for path in sorted(HERE.glob("words_*.toml")):
        found |= tomllib.loads(path.read_text(encoding="utf-8"))
    return found


def told(category: str, in_town: bool, chance: Random) -> Told:
    """A report of this sub-category, as somebody would type it."""
    templates = words()[category]["report"]
    which = chance.randrange(len(templates))
    named: list[str] = []
    text = _SLOT.sub(lambda slot: _fill(slot[1], in_town, chance, named), templates[which])
    if chance.random() < DIALECT:
        text = _replaced(text, _LOCAL, chance)
    if chance.random() < SLIPS:
        text = _replaced(text, _SLIP, chance)
    return Told(text, named[0] if named else _spot("spot", in_town, chance), which)


def said(key: str, chance: Random, **given: str) -> str:
    """A sentence of the desk: `key` is a name in `words_desk.toml`, or `table.name`."""
    found: Any = words()
    for part in key.split("."):
        found = found[part]
    return _filled(chance.choice(found), chance, given)


def done(kind: str, category: str, which: int, chance: Random) -> str:
    """What the handler did about a report of that template; in plain words where none fits it."""
    fitting = words()[category]["done"]
    return _filled(fitting[which], chance, {}) if which < len(fitting) else said(f"done_{kind}", chance)


def reply(category: str, what_was_done: str, chance: Random) -> str:
    """What is answered in public when a matter of this sub-category is closed."""
    fitting = words()[category].get("reply")
    return str(chance.choice(fitting)) if fitting else f"您反映的问题已处置：{what_was_done}。"


def _filled(template: str, chance: Random, given: dict[str, str]) -> str:
    return _SLOT.sub(lambda slot: given.get(slot[1]) or _fill(slot[1], True, chance, []), template)


def _fill(slot: str, in_town: bool, chance: Random, named: list[str]) -> str:
    if slot == "n":
        return chance.choice(_NUMERALS)
    if slot == "when":
        return chance.choice(_WHEN)
    if slot in ("money", "coins"):
        return chance.choice(_MONEY if slot == "money" else _COINS)
    place = _spot(slot, in_town, chance)
    named.append(place)
    return place


def _spot(slot: str, in_town: bool, chance: Random) -> str:
    if slot == "hall" or (slot == "home" and in_town):
        return f"{chance.randint(1, 18)}号楼{chance.randint(1, 4)}单元"
    if slot == "road":
        return _road(in_town, chance)
    if slot == "shop":
        return chance.choice(_SHOPS)
    if slot == "school":
        return chance.choice(_SCHOOLS)
    return chance.choice((_TOWN if in_town else _VILLAGE)["yard" if slot == "home" else slot])


def _road(in_town: bool, chance: Random) -> str:
    if not in_town:
        return chance.choice(("进村路口", "通村公路", "村桥头", "环村路", f"{chance.choice(_ROADS)}沿线"))
    first, second = chance.sample(_ROADS, 2)
    return (
        f"{first}与{second}交叉口"
        if chance.random() < 0.4
        else f"{first}{chance.choice(('中段', '南段', '北段', '东侧'))}"
    )


def _replaced(text: str, table: dict[str, str], chance: Random) -> str:
    known = [word for word in table if word in text]
    if not known:
        return text
    word = chance.choice(known)
    return text.replace(word, table[word], 1)
