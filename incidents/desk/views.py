"""The desk's pages and partials. A view translates; the verbs are done by `incidents.verbs`."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core.errors import Invalid, NotFound, Refusal
from grids.scope import Scope
from incidents import photos, receipts, services
from incidents.buttons import open_to
from incidents.catalogue import Urgency, named
from incidents.desk import forms, looks
from incidents.desk.changes import Changes, changes_since
from incidents.desk.commands import COMMANDS
from incidents.desk.context import context_of
from incidents.desk.order import order_in, qr_of
from incidents.desk.queue_views import page_of
from incidents.desk.seeing import for_the_desk, visible
from incidents.desk.several import verbs_for
from incidents.models import Incident
from incidents.permissions import may
from incidents.residents.sheets import PRINTERS
from incidents.timeline import timeline
from incidents.verbs import VERBS, perform


@require_GET
@for_the_desk
def desk(request: HttpRequest, scope: Scope, at: datetime, number: str = "") -> HttpResponse:
    """The whole page: the box that was asked for, and the matter that is open."""
    return render(request, "desk/desk.html", _page(request, scope, at, number))


@require_GET
@for_the_desk
def case(request: HttpRequest, scope: Scope, at: datetime, number: str) -> HttpResponse:
    """The middle and right columns for one matter."""
    return render(request, "desk/_case.html", _case(visible(scope, number), scope, at))


@for_the_desk
def verb(request: HttpRequest, scope: Scope, at: datetime, number: str, name: str) -> HttpResponse:
    """The form of a verb (GET), or the verb itself (POST): the matter as it is now, or the form again with why not."""
    incident = visible(scope, number)
    if name not in VERBS:
        raise NotFound()
    if request.method != "POST":
        return _form(request, incident, name, scope, at, since=_version(request.GET))
    data = forms.data_of(name, request.POST, incident, scope, at)
    try:
        perform(name, incident.pk, data, by=request.user, now=at, version=_version(request.POST))  # type: ignore[arg-type]
    except NotFound:
        raise
    except Refusal as refusal:
        return _form(request, visible(scope, number), name, scope, at, refusal, _version(request.POST))
    return _after(request, scope, at, number, _("已%(verb)s") % {"verb": VERBS[name].label})


@require_POST
@for_the_desk
def reveal(request: HttpRequest, scope: Scope, at: datetime, number: str) -> HttpResponse:
    """查看来访人: the asked fields in plain, once, with a reason."""
    incident = visible(scope, number)
    values = services.reveal(
        incident.pk,
        fields=request.POST.getlist("fields"),
        reason_code=request.POST.get("reason_code", ""),
        reason=request.POST.get("reason", ""),
        by=request.user,  # type: ignore[arg-type]
        now=at,
    )
    response = JsonResponse({"values": values})
    response["Cache-Control"] = "no-store"
    return response


@require_GET
@for_the_desk
def print_order(request: HttpRequest, scope: Scope, at: datetime, number: str) -> HttpResponse:
    """交办单: one A4 page with its code, to be signed and handed over."""
    incident = visible(scope, number)
    page = _case(incident, scope, at)
    return render(
        request,
        "desk/order.html",
        {
            **page,
            "qr": qr_of(request.build_absolute_uri(receipts.address_of(incident))),
            "verify_code": receipts.code_of(incident),
            "order": order_in(page["timeline"]),
        },
    )


@require_POST
@for_the_desk
def add_photo(request: HttpRequest, scope: Scope, at: datetime, number: str) -> HttpResponse:
    """附照片 from the desk: the same door as the phone's."""
    incident = visible(scope, number)
    upload = request.FILES.get("photo")
    if upload is None:
        raise Invalid(fields={"photo": [_("请选择照片")]})
    data = upload.read(photos.LARGEST + 1)
    slot = f"desk-{at:%Y%m%d%H%M%S%f}"
    stage = request.POST.get("stage", "after")
    photos.attach(incident.pk, slot=slot, stage=stage, data=data, sha256="", by=request.user, now=at)  # type: ignore[arg-type]
    return _after(request, scope, at, number, _("照片已收到"))


def _after(request: HttpRequest, scope: Scope, at: datetime, number: str, note: str) -> HttpResponse:
    """The matter after a deed, with what to say of it; or only that, where the deed took it out of sight."""
    try:
        shown = _case(visible(scope, number), scope, at, note)
    except NotFound:
        shown = {"gone": number, "note": note}
    return render(request, "desk/_case.html", shown)


def _version(sent: QueryDict) -> int | None:
    raw = sent.get("version", "")
    return int(raw) if raw.isdecimal() and len(raw) < 10 else None


def _page(request: HttpRequest, scope: Scope, at: datetime, number: str) -> dict[str, Any]:
    page = page_of(request, scope, at)
    shown = number or (page["rows"][0].incident.number if page["rows"] else "")
    opened = _case(visible(scope, shown), scope, at) if shown else {}
    doors = scope.home.area_code if scope.home and not PRINTERS.isdisjoint(scope.roles) else ""
    return {
        **page,
        **opened,
        "doors": doors,
        "verbs_together": verbs_for(scope),
        "command_words": "|".join(COMMANDS),
    }


def _case(incident: Incident, scope: Scope, at: datetime, note: str = "") -> dict[str, Any]:
    names = open_to(incident, scope)
    return {
        "incident": incident,
        "mark": looks.mark_of(incident),
        "urgency_tone": looks.URGENCY[Urgency(incident.urgency)],
        "kind_name": named(incident.kind),
        "category_name": named(incident.category) if incident.category else "",
        "verbs": [VERBS[name] for name in names if name != "undo"],
        "undo_seconds": forms.may_still_undo(incident, scope, at) if "undo" in names else 0,
        "clocks": looks.clocks_of(incident, at),
        "may_add_photo": incident.is_open
        and (may("supplement", scope, incident) or may("verify", scope, incident)),
        "photos": list(incident.photos.order_by("stage", "at")),
        "timeline": timeline(incident),
        "note": note,
        "at": at,
        **context_of(incident, scope, names, at),
    }


def _form(
    request: HttpRequest,
    incident: Incident,
    name: str,
    scope: Scope,
    at: datetime,
    refusal: Refusal | None = None,
    since: int | None = None,
) -> HttpResponse:
    """The form of a verb; where the matter moved on since the person saw it, with what changed and what is open now."""
    posted = request.POST if refusal else None
    late = refusal is None or refusal.current is not None
    changes = changes_since(incident, since) if late else Changes()
    open_now = open_to(incident, scope) if changes else [name]
    page = {
        "incident": incident,
        "changes": changes,
        "still_open": name in open_now,
        "instead": [VERBS[each] for each in open_now if each not in ("undo", name)],
        **forms.form_of(name, incident, scope, at, posted, refusal),
    }
    return render(request, "desk/_form.html", page, status=refusal.status if refusal else 200)
