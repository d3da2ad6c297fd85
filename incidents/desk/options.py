"""What the long lists of the forms offer, each line found by typing: departments, grids, categories, matters nearby."""

from datetime import date, datetime
from functools import lru_cache

from django.db.models import Count, F, QuerySet, Value
from django.db.models.functions import Length
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from grids.models import Area, Department, Level
from grids.names import initials
from grids.scope import Scope
from incidents.catalogue import Category, catalogue, named
from incidents.desk.choices import Option
from incidents.desk.nearby import near
from incidents.finding import suggestion
from incidents.finding.duplicates import duplicates
from incidents.finding.suggestion import Suggested
from incidents.models import Incident

MOST_GRIDS = 400
ALIKE = 5


def departments(incident: Incident) -> list[Option]:
    """The departments that may handle the matter, the one suggested first, each with its load and its reason."""
    rows = list(serving(incident))
    loads = open_matters([each.pk for each in rows])
    ranked = suggestion.departments(incident, rows, default_department(incident), loads)
    return [_department(each, loads.get(each.department.pk, 0), n == 0) for n, each in enumerate(ranked)]


def default_department(incident: Incident) -> Department | None:
    """The department that the category names for this place, or None."""
    category = catalogue().categories.get(incident.category_id or "")
    if category is None or not category.default_department:
        return None
    return serving(incident).filter(line=category.default_department).first()


def open_matters(departments: list[int]) -> dict[int, int]:
    """Department → how many open matters it has in hand now."""
    rows = Incident.objects.open().filter(department_id__in=departments).order_by()
    return dict(rows.values_list("department_id").annotate(Count("pk")))


def serving(incident: Incident) -> QuerySet[Department]:
    """The departments of the place, the nearest first, without the one complained about. Reads no outline."""
    rows = Department.objects.active().annotate(here=Value(incident.area_path))
    rows = rows.filter(here__startswith=F("area__path"))
    if incident.complained_about_id is not None:
        rows = rows.exclude(pk=incident.complained_about_id)
    return rows.order_by(Length("area__path").desc(), "code")


def _department(each: Suggested, load: int, is_first: bool) -> Option:
    in_hand = note = _("在办 %(n)s") % {"n": load}
    if each.why:
        note += " · " + (_("建议：%(why)s") % {"why": each.why} if is_first else each.why)
    to = each.department
    return Option(to.code, to.short_name, to.pinyin, note, in_hand, each.why)


def grids(incident: Incident, on: date) -> list[Option]:
    """The grids around the matter on that day: those of its community first, then those of its street."""
    above = (
        Area.objects.valid_on(on).annotate(here=Value(incident.area_path)).filter(here__startswith=F("path"))
    )
    paths = dict(above.filter(level__in=[Level.STREET, Level.COMMUNITY]).values_list("level", "path"))
    around = paths.get(Level.STREET) or paths.get(Level.COMMUNITY) or incident.area_path
    rows = Area.objects.valid_on(on).within(around).filter(level=Level.GRID).order_by("code")
    found = list(rows.values_list("code", "name", "pinyin", "path")[:MOST_GRIDS])
    found.sort(key=lambda row: not row[3].startswith(paths.get(Level.COMMUNITY, "/")))
    return [Option(code, name, pinyin) for code, name, pinyin, _path in found]


def categories(kind: str) -> list[Option]:
    """The categories of a kind; a 小类 stands under its 大类."""
    known = catalogue()
    return [_category(each, known.categories.get(each.parent_id or "")) for each in known.of_kind(kind)]


def _category(category: Category, parent: Category | None) -> Option:
    label = f"{named(parent)} · {named(category)}" if parent else named(category)
    return Option(category.code, label, letters(label))


@lru_cache(maxsize=1024)
def letters(label: str) -> str:
    """The letters that find a label while typing."""
    return initials(label)


def matters(incident: Incident, scope: Scope, at: datetime) -> list[Option]:
    """Open matters that this one may be part of: the alike with their reason, then what else is near."""
    alike = [each for each in duplicates(incident, scope, at, ALIKE) if each.incident.is_open]
    known = {each.incident.pk for each in alike}
    others = (each for each in near(incident, scope) if each.incident.pk not in known)
    found = sorted(others, key=lambda each: each.incident.kind_id != incident.kind_id)
    return [
        *(Option(each.incident.number, _matter(each.incident), note=each.likeness.reason) for each in alike),
        *(Option(each.incident.number, _matter(each.incident), note=_metres(each.metres)) for each in found),
    ]


def _matter(incident: Incident) -> str:
    return f"{incident.number} {Truncator(incident.text).chars(21)}"


def _metres(metres: int) -> str:
    return _("%(n)s 米") % {"n": metres}
