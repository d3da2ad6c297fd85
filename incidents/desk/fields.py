"""What each verb's form asks, field by field. The check is in `incidents.verbs`; here stand only labels and choices."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.worktime import SHANGHAI
from grids.models import Area, Department
from incidents.catalogue import Urgency, catalogue
from incidents.models import Incident

Choices = list[tuple[str, Any]]


@dataclass(frozen=True)
class Field:
    """One field of a form: how it is drawn, and what may be chosen."""

    name: str
    label: Promise
    widget: str = "text"
    required: bool = True
    hint: Promise | str = ""
    choices: Choices = field(default_factory=list)
    value: Any = ""


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
LEVELS: Choices = [("1", _("一级")), ("2", _("二级")), ("3", _("三级"))]
YES_NO: Choices = [("true", _("是")), ("false", _("否"))]
REVEAL_FIELDS: Choices = [("name", _("姓名")), ("phone", _("电话")), ("address", _("住址"))]
REVEAL_REASONS: Choices = [
    ("contact", _("联系来访人")),
    ("visit", _("上门走访")),
    ("verify_identity", _("核对身份")),
    ("legal_duty", _("法定职责")),
]


def fields_of(name: str, incident: Incident, at: datetime) -> list[Field]:
    """The fields of a verb's form for this matter."""
    plain = _PLAIN.get(name)
    if plain is not None:
        return plain
    made = _MADE.get(name)
    return made(incident, at) if made else []


_PLAIN: dict[str, list[Field]] = {
    "decline": [
        Field("reason_code", _("原因"), "chips", choices=DECLINE_REASONS),
        Field(
            "channel", _("应走的渠道"), required=False, hint=_("诉求不予受理时必填，如：拨打12345、市人社局")
        ),
        Field("text", _("给上报人的说明"), "textarea"),
    ],
    "send_back": [
        Field("reason_code", _("原因"), "chips", choices=RETURN_REASONS),
        Field("text", _("说明"), "textarea"),
    ],
    "self_handle": [Field("what_was_done", _("做了什么"), "textarea")],
    "confirm": [
        Field("is_so", _("情况属实"), "chips", choices=YES_NO),
        Field("remark", _("说明"), "textarea", required=False),
    ],
    "object": [Field("text", _("异议内容"), "textarea")],
    "verify": [Field("result", _("核查情况"), "textarea", required=False)],
    "rework": [Field("reason", _("返工原因"), "textarea")],
    "reopen": [Field("reason", _("重新开启的原因"), "textarea")],
    "close": [
        Field("outcome", _("结果"), "chips", choices=OUTCOMES),
        Field(
            "public_reply",
            _("公开答复"),
            "textarea",
            required=False,
            hint=_("来访人凭查询码可以看到，请勿写姓名、电话、门牌"),
        ),
    ],
    "grant": [Field("remark", _("说明"), "textarea", required=False)],
    "refuse": [Field("remark", _("不同意的原因"), "textarea", required=False)],
    "resume": [Field("remark", _("说明"), "textarea", required=False)],
    "remind": [Field("text", _("催办内容"), "textarea", required=False)],
    "answer": [Field("text", _("答复"), "textarea")],
    "supplement": [Field("text", _("补充内容"), "textarea")],
    "merge": [Field("parent", _("并入哪件事件"), hint=_("主案编号，如 261123-00231"))],
    "transfer": [
        Field("body_name", _("接收单位")),
        Field("receipt_number", _("回执号")),
        Field("their_classification", _("对方定性"), required=False),
    ],
    "register": [
        Field("official_number", _("信访编号")),
        Field("office", _("登记机关")),
        Field("on", _("登记日期"), "date"),
    ],
    "follow_up": [
        Field("solved", _("问题是否解决"), "chips", choices=YES_NO),
        Field("satisfaction", _("满意度"), "chips", False, choices=[(str(n), str(n)) for n in range(1, 6)]),
        Field("remark", _("说明"), "textarea", required=False),
    ],
    "place": [Field("grid_code", _("网格代码"), hint=_("15位网格代码"))],
}


def _accept(incident: Incident, at: datetime) -> list[Field]:
    return [
        _category(incident),
        Field("urgency", _("紧急程度"), "chips", choices=list(Urgency.choices), value=incident.urgency),
        Field(
            "complained_about",
            _("被反映的部门"),
            "department",
            False,
            _("如有；该部门看不到也不能承办这件事"),
            departments(),
        ),
    ]


def _assign(incident: Incident, at: datetime) -> list[Field]:
    choices = departments(incident)
    first = choices[0][0] if choices else ""
    return [
        Field("to", _("主办部门"), "department", choices=choices, value=first),
        Field("co_handlers", _("协办部门"), "departments", False, choices=choices),
        Field("final", _("定责（不得退回）"), "checkbox", required=False),
        Field("text", _("交办要求"), "textarea", required=False),
    ]


def _finish(incident: Incident, at: datetime) -> list[Field]:
    category = catalogue().categories.get(incident.category_id or "")
    done = Field("what_was_done", _("处置情况"), "textarea")
    if category is None or not category.needs_plan:
        return [done]
    return [done, *(Field(f"remedies.{code}", label, "text") for code, label in REMEDIES)]


def _ask(incident: Incident, at: datetime) -> list[Field]:
    whats: Choices = [("extension", _("延期")), ("suspension", _("挂账")), ("voiding", _("作废"))]
    return [
        Field("what", _("申请"), "chips", choices=whats),
        Field("new_date", _("新的截止（延期）或复查日期（挂账）"), "datetime", required=False),
        Field("reason", _("理由"), "textarea"),
    ]


def _supervise(incident: Incident, at: datetime) -> list[Field]:
    tomorrow = (at + timedelta(days=1)).astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M")
    return [
        Field("level", _("级别"), "chips", choices=LEVELS, value="1"),
        Field("due_at", _("答复期限"), "datetime", value=tomorrow),
        Field("demand", _("要求"), "textarea"),
    ]


def _reclassify(incident: Incident, at: datetime) -> list[Field]:
    urgency = Field("urgency", _("紧急程度"), "chips", choices=list(Urgency.choices), value=incident.urgency)
    return [_category(incident), urgency, Field("reason", _("理由"), "textarea")]


def _request_confirmation(incident: Incident, at: datetime) -> list[Field]:
    nearby = Area.objects.filter(
        level="grid", path__startswith=incident.area_path[:-1].rsplit("/", 1)[0]
    ).order_by("code")
    choices: Choices = [(area.code, area.name) for area in nearby[:40]]
    here = incident.area_path.rstrip("/").rsplit("/", 1)[-1]
    return [
        Field("to_grid", _("请哪个网格核实"), "select", choices=choices, value=here),
        Field("question", _("请核实什么"), "textarea"),
    ]


def _category(incident: Incident) -> Field:
    choices: Choices = [(c.code, c.name) for c in catalogue().of_kind(incident.kind_id)]
    return Field("category", _("类别"), "select", choices=choices, value=incident.category_id or "")


def departments(incident: Incident | None = None) -> Choices:
    """The departments that can be chosen; those serving the matter's place first, nearest first."""
    rows = list(Department.objects.active().select_related("area"))
    if incident is not None:
        rows = [
            d
            for d in rows
            if incident.area_path.startswith(d.area.path) and d.pk != incident.complained_about_id
        ]
        usual = default_department(incident)
        rows.sort(key=lambda d: (d.pk != usual, -len(d.area.path), d.code))
    return [(d.code, d.short_name) for d in rows]


def default_department(incident: Incident) -> int | None:
    """The department that the category names for this place, or None."""
    category = catalogue().categories.get(incident.category_id or "")
    if category is None or not category.default_department:
        return None
    found = Department.objects.nearest(category.default_department, incident.area_path)
    return found.pk if found else None


_MADE: dict[str, Any] = {
    "accept": _accept,
    "assign": _assign,
    "finish": _finish,
    "ask": _ask,
    "supervise": _supervise,
    "reclassify": _reclassify,
    "request_confirmation": _request_confirmation,
}
