"""What every verb shares: retry, lock, right, version, record. One verb = one function = one transaction = one line.

A client says which version it saw. It is out of date only if something that a decision rests on came after it
(`moved_version`); a photo or an overdue mark in between refuses nobody. Source: promises D3, D4, P5.
"""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from core.errors import Late, NotAllowed, NotFound
from core.failpoints import failpoint
from core.ledger import entries
from core.ledger.facts import Fact
from core.ledger.models import Entry
from core.models import User
from core.retry import retried
from core.workdays import load_calendar
from core.worktime import local_date
from grids.scope import Scope, scope_of
from incidents.catalogue import catalogue
from incidents.events import QUIET
from incidents.models import Incident, LastDeed
from incidents.moves.matter import Matter
from incidents.permissions import may
from incidents.sla import Clocks, Rules
from incidents.workflow import allows

P = ParamSpec("P")
R = TypeVar("R")


@retried
def retrying(do: Callable[[], R]) -> R:
    """Run `do` as one transaction; when it lost a race the whole of it again."""
    with transaction.atomic():
        result = do()
        failpoint("before_commit")
    failpoint("after_commit")
    return result


def deed(function: Callable[P, R]) -> Callable[P, R]:
    """Make a verb one transaction of its own, or part of the one that already runs."""

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if connection.in_atomic_block:
            with transaction.atomic():
                return function(*args, **kwargs)
        return retrying(lambda: function(*args, **kwargs))

    return run


def held_by(user: User, now: datetime) -> Scope:
    """What `user` holds today: as the request has read it already, or read now."""
    held = getattr(user, "scope_of_request", None)
    return held if held is not None else scope_of(user, local_date(now))


def rules() -> Rules:
    """The limits and working days in force in this process."""
    return Rules(catalogue(), load_calendar())


def locked(incident_id: UUID, verb: str, *, by: User, now: datetime, version: int | None = None) -> Matter:
    """The matter under its row lock, after asking: is it seen, is the verb allowed, is the client up to date?

    Raises NotFound (unseen), NotAllowed (no right), Late (the state or a newer version is against it).
    """
    scope = held_by(by, now)
    incident = lock(incident_id, scope)
    if incident is None:
        raise NotFound()
    if not may(verb, scope, incident):
        raise NotAllowed()
    if not allows(verb, incident.state) or not _is_up_to_date(incident, version):
        raise Late(current=current_of(incident))
    return matter_of(incident)


def _is_up_to_date(incident: Incident, version: int | None) -> bool:
    """Whether nothing that a decision rests on came after `version`; one that never was, was not seen by anybody."""
    return version is None or incident.moved_version <= version <= incident.version


def lock(incident_id: UUID, scope: Scope | None = None) -> Incident | None:
    """Read a matter again under its row lock; None if there is none, or none that `scope` sees.

    No other table is joined: after a wait PostgreSQL reads only the locked row anew, and a joined row of before would
    make the matter vanish, or lose its department.
    """
    rows = Incident.objects.select_for_update()
    seen = rows.visible_to(scope) if scope is not None else rows
    found: Incident | None = seen.filter(pk=incident_id).first()
    return found


def matter_of(incident: Incident) -> Matter:
    """The matter with its running clocks."""
    return Matter(incident, rules(), Clocks.of(incident.clocks.filter(stopped_at=None)))


def record(matter: Matter, fact: Fact, *, by: User | None, now: datetime, actor: str = "") -> Incident:
    """Write the ledger line, the matter and its clocks: the end of every verb."""
    incident = matter.incident
    failpoint("before_ledger")
    entries.append(incident, fact, by=by, at=now, actor=actor)
    if fact.kind not in QUIET:
        incident.moved_version = incident.version
    failpoint("after_ledger")
    incident.save()
    failpoint("after_save")
    for clock in matter.clocks.changed:
        clock.save()
    matter.clocks.changed.clear()
    return incident


def keep_for_undo(matter: Matter, verb: str, before: dict[str, Any], *, by: User, now: datetime) -> None:
    """Remember what the deed just recorded replaced."""
    LastDeed.objects.update_or_create(
        incident=matter.incident,
        defaults={"verb": verb, "by": by, "at": now, "version": matter.incident.version, "before": before},
    )


def current_of(incident: Incident) -> dict[str, Any]:
    """The matter as it is now, for the one who came late: state, version, and who did what last, and when."""
    last = Entry.objects.filter(stream=incident.pk).exclude(kind__in=QUIET).order_by("-version").first()
    return {
        "id": str(incident.pk),
        "number": incident.number,
        "state": incident.state,
        "state_label": str(incident.get_state_display()),
        "version": incident.version,
        "department": incident.department.name if incident.department else None,
        "urgency": incident.urgency,
        "category": incident.category_id,
        "last": _last_deed(last) if last else None,
    }


def _last_deed(entry: Entry) -> dict[str, Any]:
    person = User.objects.filter(pk=int(entry.actor)).first() if entry.actor.isdigit() else None
    by = person.display_name if person else str(_("系统"))
    return {"kind": entry.kind, "at": entry.at.isoformat(), "by": by}
