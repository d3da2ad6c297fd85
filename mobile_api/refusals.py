"""Every refusal of the API, by its stable code; and the one handler that turns exceptions into them.

`CODES` is the whole list: the documentation prints it, and a test holds it against the code.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from ninja.errors import AuthenticationError, HttpError, ValidationError

from core.errors import BadJSON, Invalid, Refusal, SignInFirst, to_http
from core.middleware import respond
from incidents.verbs import SENTENCES

CODES: dict[str, tuple[int, Promise]] = {
    "BAD_REQUEST": (400, _("请求残缺，例如正文没有传完")),
    "BAD_JSON": (400, _("正文不是我们接受的 JSON；detail.reason 说明原因")),
    "SIGN_IN": (401, _("未登录、令牌失效，或账户已停用")),
    "SIGN_IN_FAILED": (401, _("用户名或密码不对")),
    "SECOND_FACTOR": (401, _("账户设有动态口令：缺少，或不对")),
    "NOT_ALLOWED": (403, _("看得到，但无权做此操作")),
    "PASSWORD_CHANGE": (403, _("密码还是初始的：先在 detail.url 改掉，别的都不开")),
    "FORM_EXPIRED": (403, _("用 Cookie 时缺少 X-CSRFToken，或已过期")),
    "NOT_FOUND": (404, _("没有，或不在您的范围内：两者回答相同")),
    "PICTURE_NOT_READY": (404, _("照片已收到，可看的图片还在生成")),
    "METHOD_NOT_ALLOWED": (405, _("此地址没有该方法")),
    "STATE_CONFLICT": (409, _("来晚了：current 是现在的样子")),
    "ID_REUSED": (409, _("同一编号已用于另一份内容")),
    "EARLIER_FIRST": (409, _("after 所指的操作还没有到；先传它，再用同一编号重发")),
    "BUSY_RETRY": (409, _("别人正在处理同一件事；可用同一编号立即重发")),
    "TOO_LARGE": (413, _("正文超过 detail.limit_bytes")),
    "WRONG_TYPE": (415, _("正文类型不对")),
    "INVALID": (422, _("字段有误；fields 逐项说明")),
    "BAD_IMAGE": (422, _("不是我们收的照片：格式、尺寸或不完整；detail.reason 说明原因")),
    "BAD_AUDIO": (422, _("不是我们收的录音：格式或不完整；detail.reason 说明原因")),
    "RATE_LIMITED": (429, _("太频繁；Retry-After 秒后再试")),
    "INTERNAL": (500, _("我们的错误；已记录")),
    "UNAVAILABLE": (503, _("系统某一部分暂时不在；什么也没有改变")),
    "TOO_SLOW": (503, _("处理超时，已停止；什么也没有改变")),
    "STORAGE_FULL": (503, _("存储空间不足；手机请留着待传")),
    "READ_ONLY": (503, _("系统维护中，只能查看")),
    "UNKNOWN_OUTCOME_RETRY": (503, _("不知是否已成：用同一编号重发便知")),
}
"""Code → status and meaning."""


def answer(request: HttpRequest, exc: Exception | type[Exception]) -> HttpResponse:
    """The answer to what an operation raised; a fault of ours goes on to Django, which logs it."""
    raised = exc if isinstance(exc, Exception) else exc()
    refusal = refusal_for(raised)
    if refusal is None:
        raise raised
    return respond(request, refusal, cause=raised)


def refusal_for(exc: Exception) -> Refusal | None:
    """The refusal that stands for `exc`; None if it is a fault of ours."""
    if isinstance(exc, ValidationError):
        return Invalid(fields=fields_of(exc.errors))
    if isinstance(exc, AuthenticationError):
        return SignInFirst()
    if isinstance(exc, HttpError):
        cause = exc.__cause__
        return to_http(cause) if cause is not None else BadJSON()
    return to_http(exc)


def fields_of(errors: list[dict[str, Any]]) -> dict[str, list[str]]:
    """Field → sentences, in the language of the request. A field inside another is named with a dot."""
    found: dict[str, list[str]] = {}
    for error in errors:
        sentence = str(SENTENCES.get(error["type"], _("格式不对")))
        name = _field(error)
        if sentence not in found.setdefault(name, []):
            found[name].append(sentence)
    return found


def _field(error: dict[str, Any]) -> str:
    """The client's own name of a field: without "body" and the name of our argument before it."""
    if error["type"] in ("fixed_at_out_of_range", "version_or_after"):
        return str(error["msg"])
    source, *names = [str(part) for part in error["loc"]]
    if source == "body":
        names = names[1:]
    return ".".join(name[:40] for name in names) or source
