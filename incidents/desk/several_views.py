"""The form of a verb for several matters, with what it will do to each, and its results row by row."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.errors import Invalid, NotFound
from grids.scope import Scope
from incidents.desk import several
from incidents.desk.seeing import for_the_desk
from incidents.verbs import VERBS

UNDOABLE = {"accept", "assign", "merge", "close"}


@for_the_desk
def verb(request: HttpRequest, scope: Scope, at: datetime, name: str) -> HttpResponse:
    """What the verb would do to each (GET), or the verb itself, and what became of each (POST)."""
    if name not in several.TOGETHER:
        raise NotFound()
    sent = request.POST if request.method == "POST" else request.GET
    rows = several.preview(name, several.picked(sent), scope)
    if request.method != "POST":
        return render(request, "desk/_several.html", _page(name, rows, scope, at))
    try:
        done = several.perform_each(name, rows, request.POST, scope=scope, by=request.user, now=at)  # type: ignore[arg-type]
    except Invalid as refusal:
        page = _page(name, rows, scope, at, posted=request.POST, refusal=refusal)
        return render(request, "desk/_several.html", page, status=refusal.status)
    page = {"verb": VERBS[name], "rows": done, **_counted(done)}
    return render(request, "desk/_several_done.html", page | {"may_undo": name in UNDOABLE})


def _page(name: str, rows: list[several.Row], scope: Scope, at: datetime, **more: Any) -> dict[str, Any]:
    able = [row for row in rows if not row.why_not]
    return {"rows": rows, "able": len(able), "unable": len(rows) - len(able)} | several.form_of(
        name, rows, scope, at, **more
    )


def _counted(rows: list[several.Row]) -> dict[str, int]:
    done = sum(row.done for row in rows)
    return {"done": done, "refused": len(rows) - done}
