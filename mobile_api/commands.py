"""Verbs over the API: each command under the client's own UUID, done at most once.

The row is written first, in the transaction of the deed: of two equal commands at once the second waits at the key,
and then gets the first one's answer.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.http import HttpRequest
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as _n
from ninja import Router

from core.errors import IdReused, Invalid, Late, NotFound
from core.ledger.models import Entry
from core.models import User
from grids.scope import Scope
from incidents import verbs
from incidents.models import Incident
from incidents.services.doing import current_of, held_by, retrying
from mobile_api import answers, auth
from mobile_api.lists import detail_of
from mobile_api.models import Command
from mobile_api.schemas import CommandIn

router = Router(tags=["commands"])

_INSERT = """
INSERT INTO mobile_api_command
    (id, user_id, incident_id, verb, payload_sha256, was_late, state, version, phone_at, done_at)
SELECT %s, %s, i.id, %s, %s, false, '', NULL, %s, %s FROM incidents_incident i WHERE i.id = %s
ON CONFLICT (id) DO NOTHING
"""


@dataclass(frozen=True)
class Outcome:
    """The row of a command that was done, and whether it was done before."""

    row: Command
    replayed: bool


@router.put(
    "/commands/{uuid:command_id}",
    response=answers.CommandOut,
    operation_id="put_command",
    summary=_n("做一个操作"),
    description=_n(
        "verb 与 data 见各操作。version 是操作人所见的版本；"
        "断网时接着做的，以 after 写明前一个操作的编号（或上报的编号）。"
        "编号由客户端生成；同一编号、同一内容重发，只做一次，回答与首次相同。"
        "来晚了为 409，current 是事件现在的样子；该编号从此作废，重做请另取编号。"
    ),
)
def put_command(request: HttpRequest, command_id: UUID, body: CommandIn) -> dict[str, object]:
    """Do a verb once."""
    at = now()
    outcome = perform(command_id, body, by=auth.actor(request), at=at)
    return _answer(outcome, auth.scope(request), at)


def perform(command_id: UUID, body: CommandIn, *, by: User, at: datetime) -> Outcome:
    """Do the command, or find that it was done.

    Raises Late (now, or the first time; also of what has left the sight of one who saw it), IdReused
    (another body or another account under this id), and what the verb raises; of these only Late is remembered.
    """
    try:
        return retrying(lambda: _perform(command_id, body, by, at))
    except Late as late:
        if late.code == Late.code:
            retrying(lambda: _remember_late(command_id, body, by, at))
        raise
    except NotFound:
        if not _saw(body, by, at):
            raise
        retrying(lambda: _remember_late(command_id, body, by, at))
        raise Late(current=_how_it_stands(body.incident)) from None
    except Invalid as error:
        if _sees(body.incident, by, at):
            raise
        raise NotFound() from error  # what is wrong with it is not said of a matter that is not seen


def _perform(command_id: UUID, body: CommandIn, by: User, at: datetime) -> Outcome:
    if not _insert(command_id, body, by, at):
        return Outcome(_known(command_id, body, by, at), replayed=True)
    version = body.version if body.after is None else _version_after(body.after, body, by, at)
    incident = verbs.perform(body.verb, body.incident, body.data, by=by, now=at, version=version)
    row = Command(
        id=command_id, incident_id=incident.pk, state=incident.state, version=incident.version, done_at=at
    )
    row.save(update_fields=["state", "version"])
    return Outcome(row, replayed=False)


def _version_after(earlier: UUID, body: CommandIn, by: User, at: datetime) -> int:
    """The version that the earlier command, or the report itself, brought the matter to.

    Raises NotFound (not seen), Late (the earlier one was late), EARLIER_FIRST (it is not here: not come yet, or refused
    and so without a trace).
    """
    if not _sees(body.incident, by, at):
        raise NotFound()
    if earlier == body.incident:
        return _version_as_filed(body.incident)
    found = Command.objects.filter(pk=earlier, user=by, incident=body.incident).first()
    if found is None:
        raise Late(_("前一个操作还没有传到，请先传它。"), code="EARLIER_FIRST")
    if found.was_late:
        raise Late(current=current_of(Incident.objects.get(pk=body.incident)))
    return found.version or 0


def _version_as_filed(incident_id: UUID) -> int:
    """The version right after the filing, which may have closed the matter too (自办自结)."""
    filing = Entry.objects.filter(stream=incident_id, kind__in=("reported", "self_handled"))
    versions = list(filing.order_by("version").values_list("version", "at"))
    return max(version for version, at in versions if at == versions[0][1])


def _insert(command_id: UUID, body: CommandIn, by: User, at: datetime) -> bool:
    """Take the id; False if it is taken. Raises NotFound where there is no such matter."""
    values: list[Any] = [command_id, by.pk, body.verb, digest(body), body.at, at, body.incident]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, values)
        if cursor.rowcount:
            return True
    if not Command.objects.filter(pk=command_id).exists():
        raise NotFound()
    return False


def _known(command_id: UUID, body: CommandIn, by: User, at: datetime) -> Command:
    row = Command.objects.select_related("incident__department").get(pk=command_id)
    if row.user_id != by.pk or row.payload_sha256 != digest(body):
        raise IdReused()
    if row.was_late:
        told = _sees(row.incident_id, by, at) or _saw(body, by, at)
        raise Late(current=current_of(row.incident) if told else None)
    return row


def _sees(incident_id: UUID, by: User, at: datetime) -> bool:
    return bool(Incident.objects.visible_to(held_by(by, at)).filter(pk=incident_id).exists())


def _saw(body: CommandIn, by: User, at: datetime) -> bool:
    """Whether the matter was in this person's sight at the version that the command is based on, by the ledger itself.

    Whoever did something without a network on a matter that was given to others meanwhile reads who has it and since
    when, and nothing more; to anybody else it is not there.
    """
    lines = Entry.objects.filter(stream=body.incident, version=body.version or 0)
    header = json.loads(lines.values_list("header", flat=True).first() or "{}")
    scope = held_by(by, at)
    return scope.sees(header.get("path", "")) or header.get("department") in map(str, scope.departments)


def _how_it_stands(incident_id: UUID) -> dict[str, Any]:
    return current_of(Incident.objects.select_related("department").get(pk=incident_id))


def _remember_late(command_id: UUID, body: CommandIn, by: User, at: datetime) -> None:
    if _insert(command_id, body, by, at):
        Command.objects.filter(pk=command_id).update(was_late=True)


def digest(body: CommandIn) -> str:
    """The digest by which a repeat is known; of everything that the command says."""
    unsaid = {"after"} if body.after is None else {"version"}
    plain = json.dumps(body.model_dump(mode="json", exclude=unsaid), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(plain.encode()).hexdigest()


def _answer(outcome: Outcome, scope: Scope, at: datetime) -> dict[str, object]:
    row = outcome.row
    return {
        "command": row.pk,
        "replayed": outcome.replayed,
        "done": {"state": row.state, "version": row.version, "at": row.done_at},
        "incident": _if_seen(lambda: detail_of(row.incident_id, scope, at)),
    }


def _if_seen(read: Callable[[], dict[str, object]]) -> dict[str, object] | None:
    try:
        return read()
    except NotFound:
        return None
