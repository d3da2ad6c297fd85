"""Every verb with what it must carry: the one validation behind the API's commands and the desk's forms.

`VERBS[name].data` is a pydantic model; `perform` checks it and calls the service. A client never names a role or a
state: it asks `incidents.buttons.open_to` which verbs are open, and draws those.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)
from pydantic_core import PydanticCustomError

from core.errors import Invalid
from core.models import User
from grids.datum import Datum
from grids.models import Area, Department, Level
from incidents import services
from incidents.models import Incident, PositionSource
from incidents.services.intake import Position


def _storable(text: str) -> str:
    """Refuse what neither the ledger nor PostgreSQL can keep: U+0000 and half characters."""
    if "\0" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
        raise PydanticCustomError("unstorable", "text that cannot be kept")
    return text


Kept = AfterValidator(_storable)
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000), Kept]
Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500), Kept]
Short = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60), Kept]
Remark = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500), Kept]
Number = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40), Kept]
UrgencyCode = Literal["normal", "serious", "urgent"]


class VerbData(BaseModel):
    """What a verb carries; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Nothing(VerbData):
    """The verb carries nothing."""


class SelfHandle(VerbData):
    """自办自结."""

    what_was_done: Words


class RequestConfirmation(VerbData):
    """请求核实."""

    to_grid: Short
    question: Sentence


class Confirm(VerbData):
    """核实."""

    is_so: bool
    remark: Remark = ""


class Accept(VerbData):
    """受理（立案）."""

    category: Short
    urgency: UrgencyCode = "normal"
    complained_about: Remark = ""


class Decline(VerbData):
    """不予受理."""

    reason_code: Literal["not_ours", "already_handled", "legal_route", "unclear", "other"]
    channel: Remark = ""
    text: Words


class Text(VerbData):
    """One text: 异议, 补充."""

    text: Words


class Answer(VerbData):
    """答复."""

    text: Sentence


class Merge(VerbData):
    """并案: the parent by id or number."""

    parent: Short


class Assign(VerbData):
    """派遣、改派: departments by code."""

    to: Short
    co_handlers: list[Short] = []
    final: bool = False
    text: Remark = ""


class SendBack(VerbData):
    """退回."""

    reason_code: Literal["incomplete", "not_ours", "duplicate", "other"]
    text: Words


class Ask(VerbData):
    """申请延期、挂账、作废."""

    what: Literal["extension", "suspension", "voiding"]
    reason: Sentence
    new_date: AwareDatetime | None = None


class Decide(VerbData):
    """同意、不同意、恢复."""

    remark: Remark = ""


class Finish(VerbData):
    """处置完成, with 五落实 where the category asks for it."""

    what_was_done: Words
    remedies: dict[Literal["responsibility", "measures", "funds", "deadline", "contingency"], Remark] = {}


class Verify(VerbData):
    """核查通过."""

    result: Remark = ""


class Reason(VerbData):
    """返工、重新开启."""

    reason: Words


class Close(VerbData):
    """结案."""

    outcome: Literal["settled", "agreed", "explained", "removed", "handed_over", "other"]
    public_reply: Remark = ""


class Transfer(VerbData):
    """移交."""

    body_name: Short
    receipt_number: Number
    their_classification: Annotated[str, StringConstraints(strip_whitespace=True, max_length=60), Kept] = ""


class Supervise(VerbData):
    """督办."""

    level: Annotated[int, Field(ge=1, le=3)]
    demand: Sentence
    due_at: AwareDatetime


class Remind(VerbData):
    """催办."""

    text: Remark = ""


class Reclassify(VerbData):
    """定级、改类."""

    category: Short
    urgency: UrgencyCode
    reason: Words


class Place(VerbData):
    """落图: a point with its datum, or a grid."""

    lon: Annotated[float, Field(ge=-180, le=180)] | None = None
    lat: Annotated[float, Field(ge=-90, le=90)] | None = None
    datum: Datum | None = None
    grid_code: Remark = ""


class Register(VerbData):
    """登记信访编号."""

    official_number: Number
    office: Short
    on: date


class FollowUpData(VerbData):
    """回访."""

    solved: bool
    satisfaction: Annotated[int, Field(ge=1, le=5)] | None = None
    remark: Remark = ""


@dataclass(frozen=True)
class Verb:
    """A verb: its label, its key on the desk, what it carries, and the service that does it."""

    name: str
    label: Any
    key: str
    data: type[VerbData]
    call: Callable[..., Any]
    lookup: Callable[[Any, User], dict[str, Any]] | None = None


def _department(code: str, field: str) -> Department:
    rows = Department.objects.active().select_related("area").defer("area__outline")
    found = rows.filter(code=code).first()
    if found is None:
        raise Invalid(fields={field: [_("没有这个部门")]})
    return found


def _grid(code: str, field: str) -> Area:
    found = Area.objects.filter(code=code, level=Level.GRID).order_by("-valid_from").first()
    if found is None:
        raise Invalid(fields={field: [_("没有这个网格")]})
    return found


def _assign(data: Assign, by: User) -> dict[str, Any]:
    helping = [_department(code, "co_handlers") for code in data.co_handlers]
    return {"to": _department(data.to, "to"), "co_handlers": helping, "final": data.final, "text": data.text}


def _accept(data: Accept, by: User) -> dict[str, Any]:
    about = _department(data.complained_about, "complained_about") if data.complained_about else None
    return {"category": data.category, "urgency": data.urgency, "complained_about": about}


def _confirmation(data: RequestConfirmation, by: User) -> dict[str, Any]:
    return {"to_grid": _grid(data.to_grid, "to_grid"), "question": data.question}


def _place(data: Place, by: User) -> dict[str, Any]:
    given = (data.lon is not None, data.lat is not None, data.datum is not None)
    if any(given) and not all(given):
        raise Invalid(fields={"place": [_("位置需要经度、纬度和坐标系")]})
    position = None
    if data.lon is not None and data.lat is not None and data.datum is not None:
        position = Position(data.lon, data.lat, data.datum, source=PositionSource.DESK)
    return {"position": position, "grid": _grid(data.grid_code, "grid_code") if data.grid_code else None}


def _parent(data: Merge, by: User) -> dict[str, Any]:
    try:
        return {"parent": UUID(data.parent)}
    except ValueError:
        found = Incident.objects.filter(number=data.parent).values_list("pk", flat=True).first()
    if found is None:
        raise Invalid(fields={"parent": [_("没有这个编号的事件")]})
    return {"parent": found}


_t = gettext_lazy
_ALL = (
    Verb("self_handle", _t("自办自结"), "", SelfHandle, services.self_handle),
    Verb("accept", _t("受理"), "e", Accept, services.accept, _accept),
    Verb("decline", _t("不予受理"), "b", Decline, services.decline),
    Verb(
        "request_confirmation",
        _t("请求核实"),
        "q",
        RequestConfirmation,
        services.request_confirmation,
        _confirmation,
    ),
    Verb("confirm", _t("核实"), "", Confirm, services.confirm),
    Verb("object", _t("异议"), "", Text, services.object_to),
    Verb("assign", _t("派遣"), "a", Assign, services.assign, _assign),
    Verb("take", _t("签收"), "t", Nothing, services.take),
    Verb("finish", _t("处置完成"), "f", Finish, services.finish),
    Verb("verify", _t("核查通过"), "v", Verify, services.verify),
    Verb("rework", _t("返工"), "w", Reason, services.rework),
    Verb("close", _t("结案"), "c", Close, services.close),
    Verb("send_back", _t("退回"), "r", SendBack, services.send_back),
    Verb("ask", _t("申请"), "x", Ask, services.ask),
    Verb("grant", _t("同意申请"), "g", Decide, services.grant),
    Verb("refuse", _t("不同意申请"), "", Decide, services.refuse),
    Verb("resume", _t("恢复"), "h", Decide, services.resume),
    Verb("supervise", _t("督办"), "s", Supervise, services.supervise),
    Verb("remind", _t("催办"), "m", Remind, services.remind),
    Verb("answer", _t("答复督办"), "", Answer, services.answer),
    Verb("supplement", _t("补充"), "", Text, services.supplement),
    Verb("reclassify", _t("定级改类"), "l", Reclassify, services.reclassify),
    Verb("place", _t("落图"), "", Place, services.place, _place),
    Verb("merge", _t("并案"), "d", Merge, services.merge, _parent),
    Verb("unmerge", _t("撤销并案"), "", Nothing, services.unmerge),
    Verb("transfer", _t("移交"), "y", Transfer, services.transfer),
    Verb("register", _t("登记信访编号"), "", Register, services.register),
    Verb("reopen", _t("重新开启"), "o", Reason, services.reopen),
    Verb("follow_up", _t("回访"), "", FollowUpData, services.follow_up),
    Verb("undo", _t("撤销"), "u", Nothing, services.undo),
)
VERBS: dict[str, Verb] = {verb.name: verb for verb in _ALL}
"""Every verb on a matter that exists, in the order of the buttons; 查看来访人 answers otherwise and stands apart."""


def perform(
    name: str, incident_id: UUID, data: dict[str, Any], *, by: User, now: datetime, version: int | None = None
) -> Incident:
    """Check what the verb carries, and do it. Raises Invalid with the field's own words, or what the service raises."""
    verb = VERBS.get(name)
    if verb is None:
        raise Invalid(fields={"verb": [_("没有这个操作")]})
    checked = parse(verb.data, data)
    _check_dates(checked, now)
    arguments = verb.lookup(checked, by) if verb.lookup else dict(checked)
    incident: Incident = verb.call(incident_id, by=by, now=now, version=version, **arguments)
    return incident


def _check_dates(checked: VerbData, now: datetime) -> None:
    """Refuse a date that no business of ours has: before 2000, or more than ten years ahead."""
    dates = {name: value for name, value in checked if isinstance(value, date)}
    wrong = [name for name, value in dates.items() if not 2000 <= value.year <= now.year + 10]
    if wrong:
        raise Invalid(fields={name: [_("日期超出范围")] for name in wrong})


def parse(model: type[VerbData], data: dict[str, Any]) -> VerbData:
    """Return the checked data, or raise Invalid with one Chinese sentence per field."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise Invalid(fields=sentences(error)) from error


SENTENCES = {
    "missing": _t("必填"),
    "extra_forbidden": _t("没有这个字段"),
    "string_too_short": _t("请填写"),
    "string_too_long": _t("太长"),
    "too_long": _t("太长"),
    "too_short": _t("请填写"),
    "literal_error": _t("请从选项中选择"),
    "enum": _t("请从选项中选择"),
    "timezone_aware": _t("时间须带时区"),
    "greater_than_equal": _t("超出范围"),
    "less_than_equal": _t("超出范围"),
    "instant_out_of_range": _t("时间超出范围"),
    "fixed_at_out_of_range": _t("时间超出范围"),
    "uuid_parsing": _t("编号格式不对"),
    "version_or_after": _t("version 与 after 须给出其一，只给其一"),
    "unstorable": _t("含有无法保存的字符"),
}
"""What pydantic finds → one sentence for a person."""


def sentences(error: ValidationError) -> dict[str, list[str]]:
    """A pydantic error as field → sentences in the language of the request."""
    found: dict[str, list[str]] = {}
    for item in error.errors(include_url=False, include_input=False, include_context=False):
        name = ".".join(str(part) for part in item["loc"]) or "body"
        found.setdefault(name, []).append(str(SENTENCES.get(item["type"], _t("格式不对"))))
    return found
