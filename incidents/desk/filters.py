"""A filter of the queue: kind, state, area, category, urgency, overdue, words. Saved under a name by its owner."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import Q
from django.utils.translation import gettext as _

from core.errors import Invalid
from core.models import User
from core.worktime import local_date
from grids.models import Area, Level
from grids.scope import AREA_ROLES, Scope
from incidents.catalogue import Urgency, catalogue, named
from incidents.desk.models import SavedFilter
from incidents.querysets import IncidentQuerySet
from incidents.workflow import OPEN, State

MOST_SAVED = 12
NAME = 12
WORDS = 60


@dataclass(frozen=True)
class Filter:
    """What is asked for; everything empty asks for nothing. Without a state only open matters are meant."""

    kind: str = ""
    state: str = ""
    area: str = ""
    category: str = ""
    urgency: str = ""
    overdue: str = ""
    q: str = ""

    @classmethod
    def read(cls, sent: Mapping[str, str]) -> "Filter":
        """The filter of a request; what is not known is left out."""
        known = {
            name: str(sent.get(name, "")).replace("\0", "").strip()[:WORDS]
            for name in cls.__dataclass_fields__
        }
        of_catalogue = catalogue()
        known["kind"] = known["kind"] if known["kind"] in of_catalogue.kinds else ""
        known["category"] = known["category"] if known["category"] in of_catalogue.categories else ""
        known["state"] = known["state"] if known["state"] in State.values else ""
        known["urgency"] = known["urgency"] if known["urgency"] in Urgency.values else ""
        known["area"] = known["area"] if known["area"].isdecimal() else ""
        known["overdue"] = "1" if known["overdue"] else ""
        return cls(**known)

    @property
    def is_wide(self) -> bool:
        """Whether nothing but words is asked for: a search, and no filter."""
        return not any(value for name, value in asdict(self).items() if name != "q")

    @property
    def query(self) -> str:
        """The filter as the end of an address."""
        return urlencode({name: value for name, value in asdict(self).items() if value})

    def narrowed(self, rows: IncidentQuerySet, now: datetime) -> IncidentQuerySet:
        """Those of the rows that fit, leaving the words to the finder."""
        wanted = {
            "kind_id": self.kind, "state": self.state, "category_id": self.category, "urgency": self.urgency,
        }  # fmt: skip
        rows = rows.filter(**{name: value for name, value in wanted.items() if value})
        if self.area:
            rows = rows.filter(Q(area_path__contains=f"/{self.area}/"))
        if self.overdue:
            rows = rows.past_due(now)
        return rows if self.state else rows.filter(state__in=OPEN)

    def words(self) -> list[str]:
        """The filter as people read it."""
        return list(self._words())

    def _words(self) -> Iterator[str]:
        known = catalogue()
        if self.kind:
            yield named(known.kinds[self.kind])
        if self.category:
            yield named(known.categories[self.category])
        if self.state:
            yield str(State(self.state).label)
        if self.urgency:
            yield str(Urgency(self.urgency).label)
        if self.area:
            yield (
                Area.objects.filter(code=self.area).values_list("short_name", flat=True).first() or self.area
            )
        if self.overdue:
            yield _("已超期")
        if self.q:
            yield f"“{self.q}”"


def saved_by(user: User) -> list[SavedFilter]:
    """The filters that this person saved, by name."""
    return list(SavedFilter.objects.filter(owner=user)[:MOST_SAVED])


def save(user: User, name: str, wanted: Filter, now: datetime) -> SavedFilter:
    """Save a filter under a name of one's own; one of the same name is replaced.

    Raises Invalid without a name, without a filter, or where the most are kept already.
    """
    name = name.replace("\0", "").strip()
    if not 1 <= len(name) <= NAME:
        raise Invalid(fields={"name": [_("名称须为 1 到 12 个字")]})
    if not wanted.query:
        raise Invalid(fields={"name": [_("先选条件，再存")]})
    mine = SavedFilter.objects.filter(owner=user)
    if mine.exclude(name=name).count() >= MOST_SAVED:
        raise Invalid(fields={"name": [_("最多存 12 个，请先删一个")]})
    saved, _made = mine.update_or_create(
        owner=user, name=name, defaults={"query": wanted.query, "saved_at": now}
    )
    return saved


def forget(user: User, number: int) -> None:
    """Throw one's own filter away; another's stays."""
    SavedFilter.objects.filter(owner=user, pk=number).delete()


def choices(scope: Scope, now: datetime) -> dict[str, list[tuple[str, str]]]:
    """What each list of the filter's form offers, in its order."""
    known = catalogue()
    return {
        "kinds": [(code, named(kind)) for code, kind in known.kinds.items()],
        "categories": [(code, named(each)) for code, each in known.categories.items()],
        "states": [(state.value, str(state.label)) for state in State],
        "urgencies": [(each.value, str(each.label)) for each in Urgency],
        "areas": _areas(scope, now),
    }


def _areas(scope: Scope, now: datetime) -> list[tuple[str, str]]:
    """The streets and communities that this person sees."""
    wanted = Q(pk__in=[])
    for path in scope.paths(*AREA_ROLES):
        wanted |= Q(path__startswith=path)
    rows = Area.objects.valid_on(local_date(now)).filter(wanted, level__in=[Level.STREET, Level.COMMUNITY])
    return list(rows.order_by("code").values_list("code", "name")[:600])
