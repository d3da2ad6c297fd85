"""审计: exports and their record, the history of a matter, and whether it verifies. Only auditors export."""

import re
from datetime import date, datetime

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from core.errors import Invalid, NotAllowed, NotFound
from core.ledger import readers
from core.ledger.models import Checkpoint, LogEntry
from core.ledger.verification import verify_stream
from core.models import User
from core.roles import Role
from core.worktime import local_date
from grids import tree
from grids.models import Area
from grids.scope import Scope
from incidents.audit import services
from incidents.audit.forms import OFFERED, ExportForm
from incidents.audit.models import Export, What
from incidents.audit.wanted import Wanted
from incidents.entrance import only_for
from incidents.models import Incident
from incidents.timeline import timeline

READS = (Role.AUDITOR, Role.SUPERVISOR)
PAGE = 20
_NOT_IN_A_NUMBER = re.compile(r"[^0-9A-Za-z-]")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@only_for(*READS)
def desk(request: HttpRequest, *, scope: Scope, at: datetime) -> HttpResponse:
    """The desk: export, look up a matter, and what left the house so far."""
    return _desk(request, scope, _form(scope, at))


@require_POST
@only_for(*READS)
def export(request: HttpRequest, *, scope: Scope, at: datetime) -> HttpResponse:
    """The file, after its record is committed; 422 with the form, when something is missing."""
    form = _form(scope, at, request)
    if form is None:
        raise NotAllowed()
    if form.is_valid():
        given = form.cleaned_data
        wanted = Wanted(given["area"], given["first_on"], given["last_on"], scope, What(given["what"]))
        try:
            made = services.export_ledger(wanted, reason=given["reason"], by=_auditor(request), now=at)
        except Invalid as invalid:
            for name, texts in invalid.fields.items():
                form.add_error(name, [str(text) for text in texts])
        else:
            return _file(made)
    return _desk(request, scope, form, status=422)


@require_safe
@only_for(*READS)
def find(request: HttpRequest, *, scope: Scope, at: datetime) -> HttpResponse:
    """Go to the history of the matter with this number."""
    number = _NOT_IN_A_NUMBER.sub("", request.GET.get("number", ""))[:20]
    return HttpResponseRedirect(reverse("audit:matter", args=[number]) if number else reverse("audit:desk"))


@require_safe
@only_for(*READS)
def matter(request: HttpRequest, *, scope: Scope, at: datetime, number: str) -> HttpResponse:
    """全过程 of one matter with its hashes; with `?verify=1` the answer whether they hold."""
    incident = _visible(scope, number)
    result = verify_stream(incident.pk) if request.GET.get("verify") == "1" else None
    numbers = LogEntry.objects.filter(entry__stream=incident.pk).values_list("entry__version", "idx")
    shown = {
        "incident": incident,
        "history": [(line, dict(numbers).get(line.version)) for line in timeline(incident)],
        "result": result,
        "bad": {finding.values.get("version") for finding in result.findings} if result else set(),
        "checkpoint": Checkpoint.objects.order_by("-size").first(),
    }
    return render(request, "audit/matter.html", shown)


@require_safe
@only_for(*READS)
def checkpoint(request: HttpRequest, *, scope: Scope, at: datetime, name: str) -> HttpResponse:
    """The newest checkpoint as a file to keep elsewhere: `checkpoint.txt`, or `checkpoint-sm3.txt`."""
    newest = Checkpoint.objects.order_by("-size").first()
    if newest is None:
        raise NotFound()
    note = newest.note_sm3 if name == "checkpoint-sm3.txt" else newest.note
    answer = HttpResponse(note, content_type="text/plain; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{newest.size}-{name}"'
    return answer


def _desk(request: HttpRequest, scope: Scope, form: ExportForm | None, status: int = 200) -> HttpResponse:
    exports = Export.objects.visible_to(scope).select_related("by", "area")
    shown = {
        "form": form,
        "page": Paginator(exports, PAGE).get_page(request.GET.get("page")),
        "rest": "",
        "checkpoint": Checkpoint.objects.order_by("-size").first(),
        "head": readers.head(),
        "lag": readers.lag(),
    }
    return render(request, "audit/desk.html", shown, status=status)


def _form(scope: Scope, at: datetime, request: HttpRequest | None = None) -> ExportForm | None:
    """The form for the areas in which one audits; None for who audits nowhere."""
    today = local_date(at)
    areas = _areas(scope, today)
    return ExportForm(request.POST if request else None, areas=areas, today=today) if areas else None


def _areas(scope: Scope, today: date) -> list[Area]:
    paths = scope.paths(Role.AUDITOR)
    found = [a for a in tree.current().areas if a.holds_on(today) and a.level in OFFERED]
    return sorted(
        (area for area in found if area.path.startswith(paths or ("\0",))), key=lambda area: area.path
    )


def _visible(scope: Scope, number: str) -> Incident:
    """The matter of this number in an area that one audits or supervises; else there is none."""
    rows = Incident.objects.visible_to(scope).select_related("area", "category", "kind", "department")
    found: Incident | None = rows.filter(number=number).first()
    if found is None or not any(scope.has(role, found.area_path) for role in READS):
        raise NotFound()
    return found


def _file(made: services.Exporting) -> HttpResponse:
    record = made.record
    what = str(record.get_what_display()).replace(" ", "-")
    name = f"{what}_{record.area.name}_{record.first_on}_{record.last_on}_{record.number}.xlsx"
    answer = HttpResponse(made.content, content_type=XLSX)
    answer.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer.headers["X-Export"] = record.number
    answer.headers["X-SHA-256"] = record.sha256
    return answer


def _auditor(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise NotAllowed()
    return request.user
