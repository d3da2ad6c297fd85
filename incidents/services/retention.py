"""依法删除: the reporter's compartment goes a while after the matter has ended; the matter stays.

Erasing is an entry of the ledger, never a silent change, and needs no right to the ledger: the compartment lies apart
from it. A hold (依法留存) for a court or an inquiry stops it until it is lifted; both are entries too. Words in the
ledger's own bodies are destroyed in two steps by two people: an entry says which, then the erasure role does it
(`manage.py announce_erasure`, `manage.py erase_bodies`).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from core.errors import Invalid, Late, NotFound
from core.ledger.facts import BodyErased
from incidents.events import HoldChanged, ReporterErased
from incidents.models import Incident, Reporter
from incidents.services.doing import deed, lock, matter_of, record
from incidents.workflow import ENDS, OPEN

MONTH = timedelta(days=30.44)


def kept_for() -> timedelta:
    """How long a reporter's compartment is kept after its matter has ended."""
    return settings.REPORTER_KEPT_MONTHS * MONTH


def to_erase(now: datetime, at_most: int = 500) -> list[UUID]:
    """Matters whose reporter may be forgotten: ended long ago, on their own or with their parent, and not held."""
    long_ago = Q(incident__closed_at__lte=now - kept_for(), incident__state__in=ENDS)
    rows = Reporter.objects.filter(long_ago, erased_at=None, hold="").exclude(
        incident__merged_into__state__in=OPEN
    )
    return list(rows.order_by("incident__closed_at").values_list("incident_id", flat=True)[:at_most])


@deed
def erase_reporter(incident_id: UUID, *, now: datetime) -> bool:
    """Empty the compartment of one matter, and say so; False if that is not, or no longer, to be done."""
    incident = lock(incident_id)
    reporter = Reporter.objects.filter(incident=incident_id).first()
    if incident is None or reporter is None or reporter.erased_at or reporter.hold:
        return False
    if incident.closed_at is None or now - incident.closed_at < kept_for():
        return False
    reporter.name = reporter.phone = reporter.address = ""
    reporter.erased_at = now
    reporter.save()
    fact = ReporterErased(kept_months=settings.REPORTER_KEPT_MONTHS)
    record(matter_of(incident), fact, by=None, now=now, actor="system")
    return True


@deed
def hold(incident_id: UUID, *, reason: str, now: datetime, actor: str) -> Incident:
    """依法留存, or with an empty reason its end. Raises NotFound (no reporter), Late (erased already)."""
    incident = lock(incident_id)
    reporter = Reporter.objects.filter(incident=incident_id).first()
    if incident is None or reporter is None:
        raise NotFound(_("这件事没有留下来访人信息"))
    if reporter.erased_at:
        raise Late(_("来访人信息已依法删除。"))
    reporter.hold = reason.strip()[:200]
    reporter.save()
    fact = HoldChanged(held=bool(reporter.hold), reason=reason.strip()[:200])
    return record(matter_of(incident), fact, by=None, now=now, actor=actor)


@deed
def announce_erasure(
    incident_id: UUID, *, versions: Sequence[int], reason: str, now: datetime, actor: str
) -> Incident:
    """Say which bodies of a matter's entries are to be destroyed, and why. Raises NotFound, Invalid (no such entry)."""
    incident = lock(incident_id)
    if incident is None:
        raise NotFound()
    wrong = [version for version in versions if not 1 <= version <= incident.version]
    if wrong or not versions or not reason.strip():
        raise Invalid(fields={"versions": [_("没有这样的留痕，或没有写明理由")]})
    fact = BodyErased(versions=tuple(sorted(set(versions))), reason=reason.strip())
    return record(matter_of(incident), fact, by=None, now=now, actor=actor)
