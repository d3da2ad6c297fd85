"""The ledgers (台账) that can be exported: one module each for its columns and its line; here they become a table."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from django.utils.translation import gettext as _

from core.tables import Cell, Sheet
from core.worktime import SHANGHAI
from grids.tree import current
from incidents.audit import disputes, hazards
from incidents.audit.deeds import Deeds, deeds_of
from incidents.audit.models import What
from incidents.audit.wanted import Wanted
from incidents.querysets import IncidentQuerySet

MODULES = {What.DISPUTES: disputes, What.HAZARDS: hazards}
STEP = 500
ASK_THE_LEDGER = frozenset({What.HAZARDS})
"""Ledgers whose lines tell who did what, as the entries have it."""


def sheet(wanted: Wanted, now: datetime) -> Sheet:
    """The table, title and note line included."""
    title = _("%(area)s%(ledger)s") % {"area": wanted.area.name, "ledger": wanted.what.label}
    note = _("单位：件　期间：%(first)s 至 %(last)s　统计截止：%(at)s　姓名、电话已遮蔽") % {
        "first": wanted.first_on,
        "last": wanted.last_on,
        "at": now.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M"),
    }
    return Sheet(title, note, MODULES[wanted.what].columns(), lines(wanted.what, wanted.matters()))


def lines(what: What, matters: IncidentQuerySet) -> Iterator[list[Cell]]:
    """One line a matter, read in steps so that a year of a county fits in memory."""
    tree, module, rows = current(), MODULES[what], matters.iterator(chunk_size=STEP)
    number = 0
    while step := list(islice(rows, STEP)):
        deeds = deeds_of([matter.pk for matter in step]) if what in ASK_THE_LEDGER else {}
        for matter in step:
            number += 1
            yield [number, *module.line(matter, tree, deeds.get(matter.pk, Deeds()))]
