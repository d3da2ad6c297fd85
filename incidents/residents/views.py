"""居民查询: `/t/` takes a code, `/t/<code>` says where the matter stands and takes the resident's answer to it.

No account, no name, no search engine. The code in the address is the right; nobody is signed in, so there is nothing
that a strange page could borrow, and the forms need no token.
"""

import re
from collections.abc import Callable
from functools import wraps

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from core.errors import Invalid, NotFound, Refusal
from incidents import verbs
from incidents.residents import deeds, forms
from incidents.residents.gate import knock
from incidents.residents.progress import progress_of

View = Callable[[HttpRequest, str], HttpResponse]


def for_anybody(view: View) -> View:
    """Tell a resident what is refused on a page of their own, with the way to try again; not on that of the staff."""

    @wraps(view)
    def shown(request: HttpRequest, code: str) -> HttpResponse:
        try:
            return view(request, code)
        except Refusal as refusal:
            page = {"refusal": refusal, "here": request.path if refusal.retry_after else ""}
            response = private(render(request, "residents/refused.html", page, status=refusal.status))
            if refusal.retry_after:
                response.headers["Retry-After"] = str(refusal.retry_after)
            response.refusal = refusal  # type: ignore[attr-defined] # as core.middleware.respond does
            return response

    return shown


_NOT_IN_A_CODE = re.compile(r"[^0-9A-Za-z]")
LONGEST = 40
RATINGS = ("5", "4", "3", "2", "1")


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The form. What is typed goes to the page of that code; the form changes nothing."""
    typed = _NOT_IN_A_CODE.sub("", request.POST.get("code", ""))[:LONGEST]
    if request.method == "POST" and typed:
        return private(HttpResponseRedirect(reverse("residents:follow", args=[typed])))
    return private(render(request, "residents/ask.html", {"asked": request.method == "POST"}))


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@for_anybody
def follow(request: HttpRequest, code: str) -> HttpResponse:
    """The matter of this code; 404 with one and the same page for a code that is wrong, unknown or no code at all."""
    knock(get_adapter(request).get_client_ip(request), now())
    if request.method != "POST":
        return _progress(request, code)
    try:
        _do(request, code)
    except NotFound:
        return _progress(request, code)
    except Refusal as refusal:
        return _progress(request, code, refusal)
    done = f"{reverse('residents:follow', args=[code])}?done=1"
    return private(HttpResponseRedirect(done, status=303))


def _do(request: HttpRequest, code: str) -> None:
    """Do the deed that the form names. Raises Invalid, Late, TooMany, NotFound."""
    typed, at = request.POST, now()
    match typed.get("deed", ""):
        case "answer":
            given = forms.answer_in(typed)
            stars = int(given.satisfaction)
            deeds.answer(
                code[:LONGEST], solved=given.solved == "yes", satisfaction=stars, remark=given.remark, now=at
            )
        case "object":
            deeds.object_to(code[:LONGEST], text=_words(typed.get("text", "")), now=at)
        case "reopen":
            deeds.reopen(code[:LONGEST], reason=_words(typed.get("text", "")), now=at)
        case "remind":
            deeds.remind(code[:LONGEST], now=at)
        case _:
            raise Invalid(_("请从页面上选择。"))


def _words(typed: str) -> str:
    checked = verbs.parse(verbs.Text, {"text": typed[: forms.LONGEST_WORDS]})
    return str(dict(checked)["text"])


def _progress(request: HttpRequest, code: str, refusal: Refusal | None = None) -> HttpResponse:
    found = progress_of(code[:LONGEST], now())
    if found is None:
        return private(render(request, "residents/unknown.html", status=404))
    page = {
        "progress": found,
        "here": reverse("residents:follow", args=[code]),
        "ratings": RATINGS,
        "done": request.method != "POST" and request.GET.get("done") == "1",
        "refusal": refusal,
        "typed": request.POST if refusal else {},
    }
    response = private(
        render(request, "residents/progress.html", page, status=refusal.status if refusal else 200)
    )
    if refusal is not None and refusal.retry_after:
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response


def private(response: HttpResponse) -> HttpResponse:
    """Keep the page out of caches, search engines and others' referrers: its address is the key to it."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response.headers["Referrer-Policy"] = "same-origin"
    return response
