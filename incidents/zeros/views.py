"""破零认定: the plain page of the three recognising offices. Supervisors and auditors read it."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.errors import Invalid, Late, NotAllowed, NotFound
from core.models import User
from core.roles import Role
from core.worktime import local_date
from grids import tree
from grids.models import Area, Level, Zero
from grids.scope import Scope
from incidents.entrance import only_for
from incidents.zeros import services
from incidents.zeros.forms import DEEDS, DeedForm, SuspicionForm, deed_form
from incidents.zeros.history import history
from incidents.zeros.models import MARKS, Break, BreakState
from incidents.zeros.workflow import COUNTING, VERBS, WAITING, allows

PAGE = 50
READS = (Role.RECOGNISER, Role.SUPERVISOR, Role.AUDITOR)
TABS: dict[str, tuple[BreakState, ...]] = {
    "waiting": WAITING,
    "counting": COUNTING,
    "revoked": (BreakState.REVOKED,),
}


@require_safe
@only_for(*READS)
def breaks(request: HttpRequest, *, scope: Scope, at: datetime) -> HttpResponse:
    """The list, by what is to be done: waiting, counting, revoked."""
    tab = request.GET.get("tab", "waiting")
    if tab not in TABS:
        raise NotFound()
    rows = Break.objects.visible_to(scope)
    page = Paginator(rows.filter(state__in=TABS[tab]).select_related("area", "known_as"), PAGE)
    counts = {name: rows.filter(state__in=states).count() for name, states in TABS.items()}
    shown = {
        "tab": tab,
        "counts": counts,
        "page": page.get_page(request.GET.get("page")),
        "rest": f"tab={tab}",
    }
    return render(request, "zeros/breaks.html", shown | {"writes": sorted(scope.zeros)})


@require_http_methods(["GET", "HEAD", "POST"])
@only_for(Role.RECOGNISER)
def file(request: HttpRequest, *, scope: Scope, at: datetime) -> HttpResponse:
    """登记疑似破零."""
    form = SuspicionForm(request.POST or None, zeros=sorted(scope.zeros), areas=_areas(scope, at))
    if request.method != "POST":
        return _file(request, form, scope)
    if form.is_valid():
        try:
            b = services.suspect(form.suspicion(), by=_officer(request), now=at)
        except Invalid as invalid:
            _tell(form, invalid)
        else:
            messages.success(
                request, _("已登记 %(number)s，状态为疑似；不影响零天数。") % {"number": b.number}
            )
            return redirect("zeros:break", number=b.number)
    return _file(request, form, scope, status=422)


@require_safe
@only_for(*READS)
def one(request: HttpRequest, *, scope: Scope, at: datetime, number: str) -> HttpResponse:
    """One break with its history and the verbs that are open."""
    return _one(request, _visible(scope, number), scope)


@require_POST
@only_for(*READS)
def do(request: HttpRequest, *, scope: Scope, at: datetime, number: str, verb: str) -> HttpResponse:
    """A verb on a break. 422 or 409: the page again, with what was wrong or what is true by now."""
    b = _visible(scope, number)
    if verb not in DEEDS:
        raise NotFound()
    form = deed_form(verb, b, request.POST)
    if not form.is_valid():
        return _one(request, b, scope, form=form, verb=verb, status=422)
    try:
        done: Break = services.VERBS[verb](b.pk, by=_officer(request), now=at, **form.carried())
    except Invalid as invalid:
        _tell(form, invalid)
        return _one(request, b, scope, form=form, verb=verb, status=422)
    except Late:
        messages.warning(request, _("没有生效：别人刚改过，下面是现在的状态。"))
        return _one(request, _visible(scope, number), scope, status=409)
    messages.success(
        request, _("%(number)s 现为：%(state)s") % {"number": number, "state": done.get_state_display()}
    )
    return redirect("zeros:break", number=number)


def _one(
    request: HttpRequest,
    b: Break,
    scope: Scope,
    *,
    form: DeedForm | None = None,
    verb: str = "",
    status: int = 200,
) -> HttpResponse:
    may = services.recognises(scope, b.zero, b.area_path)
    open_now = [name for name in VERBS if allows(name, b.state)] if may else []
    deeds = [(name, form if form is not None and name == verb else deed_form(name, b)) for name in open_now]
    shown: dict[str, Any] = {"break": b, "deeds": deeds, "failed": verb, "history": history(b)}
    return render(request, "zeros/break.html", shown, status=status)


def _file(request: HttpRequest, form: SuspicionForm, scope: Scope, status: int = 200) -> HttpResponse:
    marks = [(MARKS[zero], Zero(zero).label) for zero in sorted(scope.zeros)]
    return render(request, "zeros/file.html", {"form": form, "marks": marks}, status=status)


def _visible(scope: Scope, number: str) -> Break:
    found: Break | None = (
        Break.objects.visible_to(scope).select_related("area", "known_as").filter(number=number).first()
    )
    if found is None:
        raise NotFound()
    return found


def _areas(scope: Scope, at: datetime) -> list[Area]:
    """The streets and communities in which the officer recognises."""
    here, today = tree.current(), local_date(at)
    levels = (Level.STREET, Level.COMMUNITY)
    paths = scope.paths(Role.RECOGNISER)
    return [area for path in paths for level in levels for area in here.below(path, level, today)]


def _officer(request: HttpRequest) -> User:
    """Whoever acts; the entrance let only accounts in."""
    if not isinstance(request.user, User):
        raise NotAllowed()
    return request.user


def _tell(form: SuspicionForm | DeedForm, invalid: Invalid) -> None:
    """Put what the service refused beside its fields."""
    for name, texts in invalid.fields.items():
        for text in texts:
            form.add_error(name if name in form.fields else None, str(text))
