"""What a check looked at, and what it may find, in Chinese and English."""

from dataclasses import dataclass
from datetime import datetime

TEXTS: dict[str, tuple[str, str]] = {
    "version_missing": ("{stream} 缺少第 {version} 条留痕", "{stream} lacks its entry {version}"),
    "hash": ("{stream} 第 {version} 条内容与其哈希不符", "{stream} entry {version} is not what was hashed"),
    "chain": (
        "{stream} 第 {version} 条未接在上一条之后",
        "{stream} entry {version} is not chained to the one before",
    ),
    "header": (
        "{stream} 第 {version} 条的头部不是规范形式",
        "{stream} entry {version} has no canonical header",
    ),
    "body": (
        "{stream} 第 {version} 条的正文与承诺值不符",
        "{stream} entry {version} has another body than it committed to",
    ),
    "body_missing": (
        "{stream} 第 {version} 条的正文行不见了",
        "{stream} entry {version} has lost its body row",
    ),
    "body_emptied": (
        "{stream} 第 {version} 条的正文被清空，却没有删除留痕",
        "{stream} entry {version} was emptied without an entry that says so",
    ),
    "unqueued": (
        "{stream} 第 {version} 条既未定序也不在待定序队列",
        "{stream} entry {version} is neither numbered nor waiting for a number",
    ),
    "queued_twice": (
        "{stream} 第 {version} 条已定序却仍在队列",
        "{stream} entry {version} has a number and still waits for one",
    ),
    "queued_nothing": (
        "队列中的 {entry} 号留痕不存在",
        "entry number {entry} waits for a number, but does not exist",
    ),
    "leaf": ("{stream} 第 {version} 条与定序时不同", "{stream} entry {version} is not what was sequenced"),
    "order": (
        "{stream} 第 {version} 条的序号早于上一条",
        "{stream} entry {version} was numbered before the one it follows",
    ),
    "number_missing": ("缺少序号 {idx}", "number {idx} is missing"),
    "entry_missing": ("序号 {idx} 所指的留痕不见了", "the entry with number {idx} is gone"),
    "tree": (
        "树的状态与 {size} 条已定序留痕不符",
        "the stored tree does not fit the {size} sequenced entries",
    ),
    "origin": ("检查点 {size} 属于另一账本", "checkpoint {size} belongs to another ledger"),
    "root": ("检查点 {size} 的根与留痕不符", "the root of checkpoint {size} is not the root of the entries"),
    "note": ("检查点 {size} 的签名文本不成立：{why}", "the note of checkpoint {size} does not hold: {why}"),
    "truncated": (
        "检查点签到 {size} 条，账本只有 {held} 条：末尾被截去",
        "a checkpoint was signed at {size} entries, the log holds {held}: its end was cut off",
    ),
    "row": (
        "{table} {stream} 停在第 {version} 版，账本中没有与之相符的留痕",
        "{table} {stream} stands at version {version}, for which the ledger has no such entry",
    ),
    "row_missing": (
        "{table} 没有 {stream} 这一行，账本中却有",
        "{table} has no row {stream}, the ledger has",
    ),
    "row_behind": (
        "{table} {stream} 落后于账本第 {version} 条",
        "{table} {stream} is behind entry {version} of the ledger",
    ),
}
"""Every finding by its code: a contradiction that no honest run of the programs can produce."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One contradiction: its code and the values that say where."""

    code: str
    values: dict[str, object]

    @property
    def zh(self) -> str:
        return TEXTS[self.code][0].format(**self.values)

    @property
    def en(self) -> str:
        return TEXTS[self.code][1].format(**self.values)


def finding(code: str, **values: object) -> Finding:
    """Make a finding; the values are those its text names."""
    return Finding(code, values)


@dataclass(slots=True)
class Counts:
    """How much was looked at."""

    entries: int = 0
    sequenced: int = 0
    pending: int = 0
    oldest_pending_seconds: float = 0.0
    checkpoints: int = 0
    sealed: int = 0
    """How many sequenced entries lie under the newest checkpoint."""
    sealed_at: datetime | None = None
