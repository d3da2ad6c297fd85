"""Signing in and out, and who I am."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import now
from django.utils.translation import gettext_noop as _n
from ninja import Query, Router, Status

from core import tokens
from core.ledger.readers import Head
from core.models import User
from core.worktime import local_date
from grids.models import Posting
from mobile_api import answers, auth
from mobile_api.digest import digest
from mobile_api.restored import ledger_of
from mobile_api.schemas import KeptHead, SignInIn

router = Router(tags=["session"])


@router.post(
    "/session",
    auth=None,
    response=answers.SessionOut,
    operation_id="sign_in",
    summary=_n("登录"),
    description=_n("得到令牌，以后放在 X-Session-Token 里；连续30天不用才失效，退出或停用账户立即失效。"),
)
def sign_in(request: HttpRequest, response: HttpResponse, body: SignInIn) -> dict[str, object]:
    """A token for a phone."""
    session = auth.sign_in(request, body.username, body.password, body.code)
    tokens.give_pictures(response, session)
    mine = me(session.user, now())
    return {**mine, "token": session.token, "expires_at": session.expires_at}


@router.delete(
    "/session",
    response={204: None},
    operation_id="sign_out",
    summary=_n("退出登录"),
    description=_n("令牌立即失效。"),
)
def sign_out(request: HttpRequest, response: HttpResponse) -> Status[None]:
    """End the session that this request came by."""
    auth.sign_out(request)
    tokens.take_pictures(response)
    return Status(204, None)


@router.get(
    "/me",
    response=answers.ReadMeOut,
    operation_id="read_me",
    summary=_n("我是谁"),
    description=_n(
        "账户，以及今天在哪里任什么岗；digest 是早八点、下午四点两次的数。"
        "ledger 请留着，下次以 n 与 leaf 送来：same 为假，说明我方已恢复到较早的备份，请核对回执（/receipts）。"
    ),
)
def read_me(request: HttpRequest, kept: Query[KeptHead]) -> dict[str, object]:
    """The account behind this request, what it holds today, and whether our ledger is the one it knew."""
    at = now()
    ledger = ledger_of(None if kept.n is None else Head(kept.n, kept.leaf))
    return {**me(auth.actor(request), at), "digest": digest(auth.scope(request), at), "ledger": ledger}


def me(user: User, at: datetime) -> dict[str, object]:
    """An account with its postings of today."""
    postings = Posting.objects.valid_on(local_date(at)).filter(user_id=user.pk)
    return {
        "user": {"id": user.pk, "username": user.username, "display_name": user.display_name},
        "postings": [_posting(each) for each in postings.select_related("area", "department")],
        "server_time": at,
    }


def _posting(posting: Posting) -> dict[str, object]:
    department = posting.department
    return {
        "role": posting.role,
        "role_label": posting.get_role_display(),
        "area_code": posting.area.code,
        "area_name": posting.area.name,
        "area_path": posting.area.path,
        "department_code": department.code if department else None,
        "department_name": department.short_name if department else None,
    }
