"""Refusals: every way in which the product says no, and how each is told over HTTP, to pages and API alike.

A refusal has a stable code for programs and one Chinese sentence for people. What the database, Django or
the bus raise is mapped by `to_http`; what it does not know is a fault of ours, and stays a 500.
"""

from collections.abc import Mapping
from types import TracebackType
from typing import Any, ClassVar

import psycopg
from django.core import exceptions
from django.db import DatabaseError, DataError, InterfaceError, OperationalError
from django.http import Http404, UnreadablePostError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django_fsm import TransitionNotAllowed
from redis.exceptions import RedisError

Text = str | Promise
Fields = Mapping[str, list[Any]]


class Refusal(Exception):
    """The product says no. `fields` names what was filled in wrongly, `current` is the state a late one
    should see.
    """

    code: str = "REFUSED"
    status: ClassVar[int] = 400
    message: Text = _("请求无法处理。")
    retry_after: int | None = None

    def __init__(
        self,
        message: Text | None = None,
        *,
        code: str | None = None,
        fields: Fields | None = None,
        detail: Mapping[str, Any] | None = None,
        current: Mapping[str, Any] | None = None,
        retry_after: int | None = None,
    ) -> None:
        self.fields: dict[str, list[Any]] = dict(fields or {})
        self.detail: dict[str, Any] = dict(detail or {})
        self.current: dict[str, Any] | None = dict(current) if current is not None else None
        if message is not None:
            self.message = message
        if code is not None:
            self.code = code
        if retry_after is not None:
            self.retry_after = retry_after
        super().__init__(self.code)

    def as_dict(self) -> dict[str, Any]:
        """The one shape of an error, in the language that is active now."""
        fields = {name: [str(text) for text in texts] for name, texts in self.fields.items()}
        shape: dict[str, Any] = {
            "code": self.code,
            "message": str(self.message),
            "fields": fields,
            "detail": self.detail,
        }
        if self.status == 409:
            shape["current"] = self.current
        return shape


class BadRequest(Refusal):
    """The request itself is broken, before anybody read what it says."""

    code, message = "BAD_REQUEST", _("请求格式有误。")


class BadJSON(Refusal):
    """The body is not the JSON we accept; `detail["reason"]` says in one word why."""

    code, message = "BAD_JSON", _("提交的数据格式有误。")


class SignInFirst(Refusal):
    """Nobody is signed in, or no longer."""

    code, status, message = "SIGN_IN", 401, _("请先登录。")


class NotAllowed(Refusal):
    """This person may not do that."""

    code, status, message = "NOT_ALLOWED", 403, _("您没有权限进行此操作。")


class PasswordChange(NotAllowed):
    """Signed in with the password that was handed over; `detail["url"]` is where it is changed."""

    code, message = "PASSWORD_CHANGE", _("首次登录，请先修改初始密码。")


class Forged(NotAllowed):
    """The form did not come from our own page, or is too old (CSRF)."""

    code, message = "FORM_EXPIRED", _("页面已过期，请刷新后重试。")


class NotFound(Refusal):
    """There is no such thing, or this person may not know of it."""

    code, status, message = "NOT_FOUND", 404, _("没有找到您要的内容。")


class WrongMethod(Refusal):
    """The address exists, but not for this method."""

    code, status, message = "METHOD_NOT_ALLOWED", 405, _("此地址不支持该操作。")


class Late(Refusal):
    """Somebody else was first; `current` is how the matter stands now."""

    code, status, message = "STATE_CONFLICT", 409, _("内容已被他人更改，请查看最新状态。")


class IdReused(Refusal):
    """The same id came with another body; `current` names what is stored under it."""

    code, status, message = "ID_REUSED", 409, _("该编号已用于另一份内容。")


class Busy(Refusal):
    """The row is held by another; the same request may be sent again at once."""

    code, status, message = "BUSY_RETRY", 409, _("系统正忙，请稍后重试。")
    retry_after = 1


class TooLarge(Refusal):
    """The body is larger than the limit, which `detail["limit_bytes"]` names."""

    code, status, message = "TOO_LARGE", 413, _("提交的内容过大。")


class WrongType(Refusal):
    """The body is of a media type that this address does not read."""

    code, status, message = "WRONG_TYPE", 415, _("不支持此数据类型。")


class Invalid(Refusal):
    """What was filled in cannot be accepted; `fields` says which and why."""

    code, status, message = "INVALID", 422, _("填写的内容有误，请检查。")


class TooMany(Refusal):
    """Too many tries; `retry_after` seconds must pass first."""

    code, status, message = "RATE_LIMITED", 429, _("操作过于频繁，请稍后再试。")
    retry_after = 60


class Failure(Refusal):
    """A fault of ours. It says nothing of what went wrong inside; `detail["request"]` finds it in the log."""

    code, status, message = "INTERNAL", 500, _("系统出现错误，已记录。")


class Unavailable(Refusal):
    """A part of the system is away; nothing was changed."""

    code, status, message = "UNAVAILABLE", 503, _("系统暂时不可用，请稍后重试。")
    retry_after = 5


class UnknownOutcome(Refusal):
    """The connection broke during the commit: it may have happened or not. Send the same id again and see."""

    code, status, message = "UNKNOWN_OUTCOME_RETRY", 503, _("结果未知，请用同一编号重新提交。")
    retry_after = 2


def to_http(exc: BaseException) -> Refusal | None:
    """The refusal that stands for `exc`, or None if it is a fault of ours."""
    if isinstance(exc, Refusal):
        return exc
    if isinstance(exc, DatabaseError | InterfaceError | psycopg.Error):
        return _from_database(exc)
    if isinstance(exc, exceptions.ValidationError):
        return _from_validation(exc)
    for kind, refusal in _PLAIN:
        if isinstance(exc, kind):
            return refusal()
    return None


_PLAIN: tuple[tuple[type[BaseException], type[Refusal]], ...] = (
    (Http404, NotFound),
    (exceptions.PermissionDenied, NotAllowed),
    (exceptions.RequestDataTooBig, TooLarge),
    (exceptions.SuspiciousOperation, BadRequest),
    (exceptions.BadRequest, BadRequest),
    (UnreadablePostError, BadRequest),
    (TransitionNotAllowed, Late),
    (RedisError, Unavailable),
)


def sqlstate(exc: BaseException) -> str:
    """PostgreSQL's five-character code behind a Django database error, or "" when the server said nothing."""
    return str(getattr(exc.__cause__, "sqlstate", None) or getattr(exc, "sqlstate", None) or "")


def _from_database(exc: BaseException) -> Refusal | None:
    """Source of the codes: PostgreSQL manual, appendix A."""
    state = sqlstate(exc)
    if state in {"55P03", "40001", "40P01"}:  # lock_timeout, lost a race
        return Busy()
    if state in {"57014", "25P03"}:  # statement_timeout, idle_in_transaction_session_timeout
        return Unavailable(_("处理时间过长，已停止，请稍后重试。"), code="TOO_SLOW")
    if state[:3] == "531" or state == "58030":  # disk_full, input/output error
        return Unavailable(_("存储空间不足，暂时无法保存。"), code="STORAGE_FULL", retry_after=60)
    if state == "25006":  # a standby, or made read-only on purpose
        return Unavailable(_("系统正在维护，暂时只能查看。"), code="READ_ONLY", retry_after=60)
    if _is_broken_connection(exc, state):
        return UnknownOutcome() if _was_committing(exc.__traceback__) else Unavailable()
    if state == "23505":  # two at once for one unique key
        return Late()
    return Invalid() if isinstance(exc, DataError | psycopg.DataError) else None


def _is_broken_connection(exc: BaseException, state: str) -> bool:
    """Whether the server is away, full or going: class 08, 53 and 57P, or no word from it at all."""
    if isinstance(exc, InterfaceError | psycopg.InterfaceError):
        return True
    if isinstance(exc, OperationalError | psycopg.OperationalError) and not state:
        return True
    return state[:2] in {"08", "53"} or state[:3] == "57P"


def _was_committing(traceback: TracebackType | None) -> bool:
    """Whether the error came out of Django's own COMMIT, whose answer is then lost."""
    while traceback is not None:
        code = traceback.tb_frame.f_code
        if code.co_name == "_commit" and code.co_filename.endswith("base.py"):
            return True
        traceback = traceback.tb_next
    return False


def _from_validation(exc: exceptions.ValidationError) -> Invalid:
    if hasattr(exc, "error_dict"):
        return Invalid(fields=exc.message_dict)
    return Invalid(fields={"__all__": exc.messages})
