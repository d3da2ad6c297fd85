"""What a field of a verb's form is, and the short lists that are chosen from."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Choices = list[tuple[str, Any]]


@dataclass(frozen=True)
class Option:
    """One line of a list that is filtered by typing: its code, its words, the letters that find it, and a remark.

    Of a department, the remark's parts too: what it has in hand, and why it suggests itself.
    """

    code: str
    label: str
    pinyin: str = ""
    note: str = ""
    load: str = ""
    why: str = ""


@dataclass(frozen=True)
class Field:
    """One field of a form: how it is drawn, and what may be chosen.

    Widgets: text, textarea, chips, checkbox, select, date, datetime; `list` and `lists` (one or several of `options`,
    found by typing), and `number`, an incident number beside a list of those that suggest themselves.
    """

    name: str
    label: Promise
    widget: str = "text"
    required: bool = True
    hint: Promise | str = ""
    choices: Choices = field(default_factory=list)
    value: Any = ""
    options: list[Option] = field(default_factory=list)


DECLINE_REASONS: Choices = [
    ("not_ours", _("不属本辖区")),
    ("already_handled", _("已在办理")),
    ("legal_route", _("应走法定渠道")),
    ("unclear", _("内容不清")),
    ("other", _("其他")),
]
RETURN_REASONS: Choices = [
    ("incomplete", _("材料不全")),
    ("not_ours", _("不属本部门")),
    ("duplicate", _("重复")),
    ("other", _("其他")),
]
OUTCOMES: Choices = [
    ("settled", _("已解决")),
    ("agreed", _("达成协议")),
    ("explained", _("已解释说明")),
    ("removed", _("隐患已消除")),
    ("handed_over", _("已移交处理")),
    ("other", _("其他")),
]
REMEDIES: Choices = [
    ("responsibility", _("责任")),
    ("measures", _("措施")),
    ("funds", _("资金")),
    ("deadline", _("时限")),
    ("contingency", _("预案")),
]
REQUESTS: Choices = [("extension", _("延期")), ("suspension", _("挂账")), ("voiding", _("作废"))]
LEVELS: Choices = [("1", _("一级")), ("2", _("二级")), ("3", _("三级"))]
YES_NO: Choices = [("true", _("是")), ("false", _("否"))]
REVEAL_FIELDS: Choices = [("name", _("姓名")), ("phone", _("电话")), ("address", _("住址"))]
REVEAL_REASONS: Choices = [
    ("contact", _("联系来访人")),
    ("visit", _("上门走访")),
    ("verify_identity", _("核对身份")),
    ("legal_duty", _("法定职责")),
]
