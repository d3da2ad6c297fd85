"""区域导入: one's own county into the tree, from csv, xlsx or GeoJSON; twice is as good as once.

A line is taken or refused by itself. What is in force is not overwritten: a line that says otherwise from a
later day ends the old version on that day and begins a new one, so that a matter keeps the grid it was filed
in. Only `correct` rewrites a version in place, for slips of the pen before anything lies in it.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from shapely.geometry import shape

from grids import tree
from grids.datum import Datum
from grids.imports.area_lines import Draft, draft
from grids.imports.neighbours import Neighbours
from grids.imports.sheets import Outcome, Refused, Row
from grids.models import Area, Level, path_below


@transaction.atomic
def import_areas(
    rows: Sequence[Row], *, datum: Datum | None, default_from: date, correct: bool = False
) -> Outcome:
    """Write the rows into the tree, parents first, and tell what became of each.

    `datum` is the system of the outlines; `default_from` the first day where a row names none.
    """
    outcome, drafts = Outcome(), []
    for row in rows:
        try:
            drafts.append(draft(row, datum, default_from))
        except Refused as refusal:
            outcome.refuse(row.line, refusal)
    writer = _Writer(outcome, correct)
    for each in sorted(drafts, key=lambda each: (each.level.depth, each.valid_from, each.line)):
        try:
            writer.take(each)
        except Refused as refusal:
            outcome.refuse(each.line, refusal)
    tree.forget()
    return outcome


class _Writer:
    """Takes one draft after another, knowing every version that stands or was just written."""

    def __init__(self, outcome: Outcome, correct: bool) -> None:
        self.outcome, self.correct = outcome, correct
        self.versions: dict[str, list[Area]] = {}
        self.neighbours = Neighbours()
        for area in Area.objects.order_by("code", "valid_from"):
            self._know(area)

    def take(self, each: Draft) -> None:
        """Write one line, or find that it says nothing new. Raises Refused before anything is written."""
        parent = self._parent_of(each)
        path = path_below(parent.path if parent else None, each.code)
        latest = self._latest(each.code)
        if latest is None or (
            each.is_dated and latest.valid_to is not None and latest.valid_to <= each.valid_from
        ):
            self._begin(each, parent)
            self.outcome.added += 1
            return
        news = _news(each, latest, parent)
        if each.valid_from < latest.valid_from:
            raise Refused(_("启用日期早于现行版本（%(day)s）") % {"day": latest.valid_from})
        if not news:
            self.outcome.unchanged += 1
            return
        if path != latest.path and latest.children.exists():
            raise Refused(_("已有下级区域，不能更换上级"))
        self._change(each, latest, parent, news)
        self.outcome.changed += 1

    def _change(self, each: Draft, latest: Area, parent: Area | None, news: dict[str, Any]) -> None:
        """End the version that stands and begin what the line says instead; or rewrite it, to correct it."""
        if set(news) == {"valid_to"}:
            latest.valid_to = each.valid_to
            latest.save()
            return
        if each.valid_from > latest.valid_from:
            self._begin(each, parent, instead_of=latest)
            return
        if not self.correct:
            raise Refused(_("与现行版本不同而启用日期相同：请写更晚的启用日期，或用 --correct 更正笔误"))
        self._no_overlap(each)
        for name, value in news.items():
            setattr(latest, name, value)
        latest.save()
        if latest.level == Level.GRID:
            self.neighbours.add(latest)

    def _begin(self, each: Draft, parent: Area | None, instead_of: Area | None = None) -> None:
        self._no_overlap(each)
        filled = each.fills()
        if instead_of is not None:
            filled["outline"] = filled["outline"] or instead_of.outline
            instead_of.valid_to = min(instead_of.valid_to or each.valid_from, each.valid_from)
            instead_of.save()
        area = Area(
            code=each.code, parent=parent, valid_from=each.valid_from, valid_to=each.valid_to, **filled
        )
        area.save()
        self._know(area)

    def _know(self, area: Area) -> None:
        self.versions.setdefault(area.code, []).append(area)
        if area.level == Level.GRID:
            self.neighbours.add(area)

    def _latest(self, code: str) -> Area | None:
        return self.versions[code][-1] if code in self.versions else None

    def _parent_of(self, each: Draft) -> Area | None:
        """The area named as parent, else the one with the longest code that this code begins with."""
        if each.parent:
            parent = self._latest(each.parent)
        else:
            shorter = (self._latest(each.code[:digits]) for digits in range(len(each.code) - 1, 1, -1))
            parent = next((area for area in shorter if area is not None), None)
        if parent is None and (each.parent or each.level != Level.COUNTY):
            raise Refused(_("找不到上级区域"))
        if parent is not None and Level(parent.level).depth >= each.level.depth:
            raise Refused(_("上级区域 %(code)s 的层级不高于本区域") % {"code": parent.code})
        return parent

    def _no_overlap(self, each: Draft) -> None:
        """Refuse a grid that covers another one in force on some same day."""
        if each.level != Level.GRID or each.outline is None:
            return
        for area in self.neighbours.overlapping(shape(each.outline)):
            if area.code != each.code and _meet(area, each):
                raise Refused(_("与网格 %(code)s 的图形重叠") % {"code": area.code})


def _news(each: Draft, latest: Area, parent: Area | None) -> dict[str, Any]:
    """Return what the line says and the newest version does not.

    A line that draws nothing keeps the outline; one that names no last day revives nothing that has ended.
    """
    said = each.fills() | {"valid_to": each.valid_to}
    for name in ("outline", "valid_to"):
        if said[name] is None:
            del said[name]
    news = {name: value for name, value in said.items() if getattr(latest, name) != value}
    if (parent.path if parent else None) != (latest.parent.path if latest.parent else None):
        news["parent"] = parent
    return news


def _meet(area: Area, each: Draft) -> bool:
    begins_before_end = each.valid_to is None or area.valid_from < each.valid_to
    return begins_before_end and (area.valid_to is None or each.valid_from < area.valid_to)
