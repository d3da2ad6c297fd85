"""群防群治: `/g/<grid>` takes a report from anybody who stands at a grid's QR code. No account; a name only if given.

The form works without a script and on old phones; what is filed is 未核实 until the grid has looked. Nobody is
signed in, so there is no right that a strange page could borrow, and the form needs no token.
"""

from datetime import timedelta
from uuid import uuid4

from allauth.account.adapter import get_adapter
from django.core.files.uploadedfile import UploadedFile
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from core.errors import IdReused, Invalid, NotFound, Refusal
from core.worktime import local_date
from grids.models import Area, Level
from incidents import photos, receipts, services
from incidents.catalogue import catalogue, named
from incidents.follow import follow_code, hash_of_code
from incidents.models import Incident
from incidents.residents import forms
from incidents.residents.codes import qr
from incidents.residents.gate import FILINGS, knock
from incidents.residents.views import LONGEST, for_anybody, private
from incidents.services.intake import RESIDENT

MOST_PHOTOS = 3
EXAMPLES = 3
TRAP = "website"
"""A field that no person sees; what fills it in is a program."""

MARKED = timedelta(hours=1)
LONGEST_MARK = 100
_marks = TimestampSigner(salt="residents.filed")

Uploads = list[tuple[photos.Upload, bytes]]


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@for_anybody
def door(request: HttpRequest, code: str) -> HttpResponse:
    """The form of one grid, and what becomes of it."""
    grid = _grid(code)
    if request.method != "POST":
        return _form(request, grid)
    try:
        incident = _file(request, grid)
    except Refusal as refusal:
        return _form(request, grid, refusal)
    follow = follow_code(incident.pk)
    there = reverse("filed", args=[follow])
    return private(HttpResponseRedirect(f"{there}?mark={_mark(follow)}", status=303))


@require_safe
@for_anybody
def filed(request: HttpRequest, code: str) -> HttpResponse:
    """Number, code and QR of what was filed: to be written down, photographed or printed.

    Whoever comes from filing it need not knock: a whole house may share one address, and they must get their receipt.
    """
    if not _is_marked(code, request.GET.get("mark", "")):
        knock(get_adapter(request).get_client_ip(request), now())
    incident = (
        Incident.objects.filter(follow_hash=hash_of_code(code[:LONGEST])).select_related("area").first()
    )
    if incident is None:
        return private(render(request, "residents/unknown.html", status=404))
    follow = follow_code(incident.pk)
    address = request.build_absolute_uri(reverse("residents:follow", args=[follow]))
    page = {
        "number": incident.number,
        "code": follow,
        "verify_code": receipts.code_of(incident),
        "address": address,
        "qr": qr(address),
        "grid": incident.grid,
        "reported_at": incident.reported_at,
    }
    return private(render(request, "residents/filed.html", page))


def _mark(follow: str) -> str:
    """For an hour, that the house itself sent somebody to the receipt of this code."""
    return _marks.sign(follow).removeprefix(follow + _marks.sep)


def _is_marked(follow: str, mark: str) -> bool:
    try:
        _marks.unsign(f"{follow}{_marks.sep}{mark[:LONGEST_MARK]}", max_age=MARKED)
    except BadSignature:
        return False
    return True


def _grid(code: str) -> Area:
    found = Area.objects.valid_on(local_date(now())).filter(code=code[:20], level=Level.GRID)
    grid = found.select_related("parent").defer("outline", "parent__outline").first()
    if grid is None:
        raise NotFound(_("没有这个网格。请核对二维码，或到社区服务大厅反映。"))
    return grid


def _file(request: HttpRequest, grid: Area) -> Incident:
    """File what was typed, once. Raises Invalid, TooMany, IdReused (the form was used for other words)."""
    if request.POST.get(TRAP):
        raise Invalid()
    report_id = forms.form_id(request.POST)
    report = forms.read(request.POST)
    uploads = _uploads(request)
    if not Incident.objects.filter(pk=report_id).exists():
        knock(get_adapter(request).get_client_ip(request), now(), FILINGS)
    for upload, data in uploads:
        photos.keep_original(data, upload.sha256)
    filing = forms.filing_of(report_id, report, grid.code, len(uploads))
    at = now()

    def join(incident: Incident) -> int:
        for slot, (upload, _data) in enumerate(uploads, start=1):
            photos.attach_kept(incident, str(slot), "before", upload, None, at, actor=RESIDENT)
        return len(uploads)

    return services.report(filing, by=None, now=at, join=join).incident


def _uploads(request: HttpRequest) -> Uploads:
    """The photos, looked at. Raises Invalid naming `photos`."""
    files = [file for file in request.FILES.getlist("photos") if isinstance(file, UploadedFile) and file.size]
    if len(files) > MOST_PHOTOS:
        raise Invalid(fields={"photos": [_("最多3张照片")]})
    found: Uploads = []
    for file in files:
        data = file.read(photos.LARGEST + 1)
        try:
            found.append((photos.examine(data, ""), data))
        except Refusal as refusal:
            raise Invalid(fields={"photos": [refusal.message]}) from refusal
    return found


def _form(request: HttpRequest, grid: Area, refusal: Refusal | None = None) -> HttpResponse:
    typed = request.POST if refusal else {}
    known = {name: str(typed.get(name, ""))[: forms.LONGEST_WORDS] for name in ("kind", *_TYPED)}
    page = {
        "grid": grid,
        "kinds": _kinds(),
        "typed": known,
        "form_id": uuid4()
        if refusal is None or isinstance(refusal, IdReused)
        else forms.form_id(request.POST),
        "refusal": refusal,
        "errors": refusal.as_dict()["fields"] if refusal else {},
        "used": isinstance(refusal, IdReused),
        "longest": forms.LONGEST_WORDS,
        "trap": TRAP,
    }
    response = private(
        render(request, "residents/door.html", page, status=refusal.status if refusal else 200)
    )
    if refusal is not None and refusal.retry_after:
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response


def _kinds() -> list[dict[str, str]]:
    """What may be filed, each with its first categories as examples; nothing is chosen beforehand."""
    known = catalogue()
    tops = {code: [each for each in known.of_kind(code) if each.parent_id is None] for code in known.kinds}
    return [
        {"code": kind.code, "name": named(kind), "hint": " · ".join(map(named, tops[kind.code][:EXAMPLES]))}
        for kind in known.kinds.values()
        if tops[kind.code]
    ]


_TYPED = ("text", "address", "name", "phone")
