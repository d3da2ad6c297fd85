"""居民查询: `/t/` takes a code, `/t/<code>` says where the matter stands. No account, no name, no search engine."""

import re

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from incidents.residents.gate import knock
from incidents.residents.progress import progress_of

_NOT_IN_A_CODE = re.compile(r"[^0-9A-Za-z]")
LONGEST = 40


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The form. What is typed goes to the page of that code; the form changes nothing, so it needs no token."""
    typed = _NOT_IN_A_CODE.sub("", request.POST.get("code", ""))[:LONGEST]
    if request.method == "POST" and typed:
        return _private(HttpResponseRedirect(reverse("residents:follow", args=[typed])))
    return _private(render(request, "residents/ask.html", {"asked": request.method == "POST"}))


@require_safe
def follow(request: HttpRequest, code: str) -> HttpResponse:
    """The matter of this code; 404 with one and the same page for a code that is wrong, unknown or no code at all."""
    knock(get_adapter(request).get_client_ip(request), now())
    found = progress_of(code[:LONGEST])
    if found is None:
        return _private(render(request, "residents/unknown.html", status=404))
    return _private(render(request, "residents/progress.html", {"progress": found}))


def _private(response: HttpResponse) -> HttpResponse:
    """Keep the page out of caches, search engines and referrers: its address is the key to it."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
