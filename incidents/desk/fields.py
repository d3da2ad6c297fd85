"""What each verb's form asks, field by field. The check is in `incidents.verbs`; here stand only labels and choices."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.worktime import SHANGHAI, local_date
from grids.scope import Scope
from incidents.catalogue import Urgency, catalogue
from incidents.desk import choices as few
from incidents.desk import options
from incidents.desk.choices import Field
from incidents.finding import suggestion
from incidents.models import Incident

Ask = Callable[[Incident, Scope, datetime], list[Field]]


def fields_of(name: str, incident: Incident, scope: Scope, at: datetime) -> list[Field]:
    """The fields of a verb's form for this matter and this person."""
    plain = _PLAIN.get(name)
    if plain is not None:
        return plain
    made = _MADE.get(name)
    return made(incident, scope, at) if made else []


_PLAIN: dict[str, list[Field]] = {
    "decline": [
        Field("reason_code", _("原因"), "chips", choices=few.DECLINE_REASONS),
        Field(
            "channel", _("应走的渠道"), required=False, hint=_("诉求不予受理时必填，如：拨打12345、市人社局")
        ),
        Field("text", _("给上报人的说明"), "textarea"),
    ],
    "send_back": [
        Field("reason_code", _("原因"), "chips", choices=few.RETURN_REASONS),
        Field("text", _("说明"), "textarea"),
    ],
    "self_handle": [Field("what_was_done", _("做了什么"), "textarea")],
    "confirm": [
        Field("is_so", _("情况属实"), "chips", choices=few.YES_NO),
        Field("remark", _("说明"), "textarea", required=False),
    ],
    "object": [Field("text", _("异议内容"), "textarea")],
    "verify": [Field("result", _("核查情况"), "textarea", required=False)],
    "rework": [Field("reason", _("返工原因"), "textarea")],
    "reopen": [Field("reason", _("重新开启的原因"), "textarea")],
    "close": [
        Field("outcome", _("结果"), "chips", choices=few.OUTCOMES),
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
        Field("solved", _("问题是否解决"), "chips", choices=few.YES_NO),
        Field("satisfaction", _("满意度"), "chips", False, choices=[(str(n), str(n)) for n in range(1, 6)]),
        Field("remark", _("说明"), "textarea", required=False),
    ],
}


def _accept(incident: Incident, scope: Scope, at: datetime) -> list[Field]:
    about = Field(
        "complained_about",
        _("被反映的部门"),
        "select",
        False,
        _("如有；该部门看不到也不能承办这件事"),
        [(each.code, each.label) for each in options.departments(incident)],
    )
    return [_category(incident), _urgency(incident), about]


def _assign(incident: Incident, scope: Scope, at: datetime) -> list[Field]:
    serving = options.departments(incident)
    first = serving[0].code if serving else ""
    return [
        Field("to", _("主办部门"), "list", options=serving, value=first),
        Field("text", _("交办要求"), "textarea", required=False),
        Field("co_handlers", _("协办部门"), "lists", False, options=serving, value=[]),
        Field("final", _("定责（不得退回）"), "checkbox", required=False),
    ]


def _finish(incident: Incident, scope: Scope, at: datetime) -> list[Field]:
    category = catalogue().categories.get(incident.category_id or "")
    done = Field("what_was_done", _("处置情况"), "textarea")
    if category is None or not category.needs_plan:
        return [done]
    return [done, *(Field(f"remedies.{code}", label, "text") for code, label in few.REMEDIES)]


def _ask(incident: Incident, scope: Scope, at: datetime) -> list[Field]:
    return [
        Field("what", _("申请什么"), "chips", choices=few.REQUESTS),
        Field("new_date", _("新的截止（延期）或复查日期（挂账）"), "datetime", required=False),
        Field("reason", _("理由"), "textarea"),
    ]


def _supervise(incident: Incident, scope: Scope, at: datetime) -> list[Field]:
    tomorrow = (at + timedelta(days=1)).astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M")
    return [
        Field("level", _("级别"), "chips", choices=few.LEVELS, value="1"),
        Field("due_at", _("答复期限"), "datetime", value=tomorrow),
        Field("demand", _("要求"), "textarea"),
    ]


def _reclassify(incident: Incident, scope: Scope, at: datetime) -> list[Field]:
    return [_category(incident), _urgency(incident), Field("reason", _("理由"), "textarea")]


def _request_confirmation(incident: Incident, scope: Scope, at: datetime) -> list[Field]:
    return [
        Field(
            "to_grid",
            _("请哪个网格核实"),
            "list",
            options=options.grids(incident, local_date(at)),
            value=_here(incident),
        ),
        Field("question", _("请核实什么"), "textarea"),
    ]


def _place(incident: Incident, scope: Scope, at: datetime) -> list[Field]:
    return [
        Field(
            "grid_code",
            _("落到哪个网格"),
            "list",
            options=options.grids(incident, local_date(at)),
            value=_here(incident),
        )
    ]


def _merge(incident: Incident, scope: Scope, at: datetime) -> list[Field]:
    hint = _("按数字从相似和附近的里选，或写主案编号，如 261123-00231")
    return [
        Field("parent", _("并入哪件事件"), "number", hint=hint, options=options.matters(incident, scope, at))
    ]


def _here(incident: Incident) -> str:
    return incident.area_path.rstrip("/").rsplit("/", 1)[-1]


def _category(incident: Incident) -> Field:
    """The one that the matter has; where the reporter chose none, the one that its words speak for, and which words."""
    guess = None if incident.category_id else suggestion.category(incident)
    return Field(
        "category",
        _("类别"),
        "list",
        hint=gettext("建议：%(why)s") % {"why": guess.why} if guess else "",
        options=options.categories(incident.kind_id),
        value=incident.category_id or (guess.code if guess else ""),
    )


def _urgency(incident: Incident) -> Field:
    return Field("urgency", _("紧急程度"), "chips", choices=list(Urgency.choices), value=incident.urgency)


_MADE: dict[str, Ask] = {
    "accept": _accept,
    "assign": _assign,
    "finish": _finish,
    "ask": _ask,
    "supervise": _supervise,
    "reclassify": _reclassify,
    "request_confirmation": _request_confirmation,
    "place": _place,
    "merge": _merge,
}
