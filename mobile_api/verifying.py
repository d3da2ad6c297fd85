"""验真 for programs: the same answer as the public page, for anybody, without an account."""

from typing import Annotated

from allauth.account.adapter import get_adapter
from django.http import HttpRequest
from django.utils.timezone import now
from django.utils.translation import gettext_noop as _n
from ninja import Query, Router
from pydantic import Field

from incidents import receipts
from incidents.residents.gate import knock
from mobile_api import answers

router = Router(tags=["verify"])

Typed = Annotated[str, Field(min_length=1, max_length=receipts.LONGEST)]


@router.get(
    "/verify",
    auth=None,
    response=answers.VerifyOut,
    operation_id="verify_receipt",
    summary=_n("验真"),
    description=_n(
        "凭事件编号与验真码，问回执是不是本系统所出。不登录；编号不对与验真码不对，回答相同。一分钟至多10次。"
    ),
)
def verify(request: HttpRequest, number: Query[Typed], code: Query[Typed]) -> dict[str, object]:
    """Whether we issued this receipt."""
    knock(get_adapter(request).get_client_ip(request), now())
    verdict = receipts.verdict_on(number, code)
    return {
        "genuine": verdict is not None,
        "received_at": verdict.received_at if verdict else None,
        "skew_seconds": verdict.skew_seconds if verdict else None,
        "late": verdict.late if verdict else None,
        "photos": verdict.photos if verdict else None,
    }
