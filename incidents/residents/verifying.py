"""验真: `/verify` takes number and 验真码 of a receipt or of a 日报, typed or from its QR code, and says yes or no."""

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from incidents.daily import LONGEST, sheet_of
from incidents.receipts import verdict_on
from incidents.residents.gate import knock
from incidents.residents.views import private


@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """The form, or the answer; one and the same answer (404) for a wrong code and an unknown number."""
    number, code = (request.GET.get(name, "").strip()[:LONGEST] for name in ("n", "c"))
    asked = bool(number and code)
    page: dict[str, object] = {"number": number, "code": code, "asked": asked, "at": now()}
    if not asked:
        return private(render(request, "residents/verify.html", page))
    knock(get_adapter(request).get_client_ip(request), now())
    page["verdict"] = verdict = verdict_on(number, code)
    page["slow"] = -(verdict.skew_seconds or 0) if verdict else 0
    page["sheet"] = sheet = None if verdict else sheet_of(number, code)
    return private(render(request, "residents/verify.html", page, status=200 if verdict or sheet else 404))
