"""查看来访人: a field of the reporter's compartment, shown with a reason that is itself a ledger line.

If the line cannot be written nothing is shown: both are one transaction. Limits: 20 an hour and 60 a day for each
account (promises, section 5.4). Handlers see an alias and the masked values until they ask.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from core.errors import Invalid, NotFound, TooMany
from core.ledger.models import Entry
from core.models import User
from incidents.events import Revealed
from incidents.services.doing import deed, locked, record

FIELDS = ("name", "phone", "address")
REASON_CODES = ("contact", "visit", "verify_identity", "legal_duty")
PER_HOUR, PER_DAY = 20, 60
SHORTEST_REASON = 10


@deed
def reveal(
    incident_id: UUID,
    *,
    fields: Sequence[str],
    reason_code: str,
    reason: str,
    by: User,
    now: datetime,
    version: int | None = None,
) -> dict[str, str]:
    """Return the asked fields in plain and write who saw which, and why; never the value.

    Raises Invalid (unknown field, reason under 10 characters), TooMany, NotFound (no reporter, or erased).
    """
    matter = locked(incident_id, "reveal", by=by, now=now, version=None)
    _check(fields, reason_code, reason)
    _count(by, now)
    reporter = getattr(matter.incident, "reporter", None)
    if reporter is None or reporter.erased_at:
        raise NotFound(message=_("这件事没有留下来访人信息"))
    fact = Revealed(fields_seen=sorted(set(fields)), reason_code=reason_code, reason=reason)
    record(matter, fact, by=by, now=now)
    return {name: getattr(reporter, name) for name in sorted(set(fields))}


def _check(fields: Sequence[str], reason_code: str, reason: str) -> None:
    problems: dict[str, list[str]] = {}
    if not fields or set(fields) - set(FIELDS):
        problems["fields"] = [_("只能查看姓名、电话、地址")]
    if reason_code not in REASON_CODES:
        problems["reason_code"] = [_("请选择事由")]
    if len(reason.strip()) < SHORTEST_REASON:
        problems["reason"] = [_("请写明事由，至少10个字")]
    if problems:
        raise Invalid(fields=problems)


def _count(by: User, now: datetime) -> None:
    User.objects.select_for_update().get(pk=by.pk)
    seen = Entry.objects.filter(kind=Revealed.kind, actor=str(by.pk))
    if seen.filter(at__gt=now - timedelta(hours=1)).count() >= PER_HOUR:
        raise TooMany(retry_after=3600, message=_("一小时内查看次数已到上限"))
    if seen.filter(at__gt=now - timedelta(days=1)).count() >= PER_DAY:
        raise TooMany(retry_after=86400, message=_("一天内查看次数已到上限"))
