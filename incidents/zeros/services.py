"""The verbs of a break: one function, one transaction, one ledger line each. Nobody else writes, and nobody deletes.

Only a recognising officer (认定员) of that very zero, in an area that holds the subject, may do any of them: a village
cannot write its own zero, nor can the office of another one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from core.errors import IdReused, Invalid, Late, NotAllowed, NotFound
from core.ledger import entries
from core.ledger.facts import Fact
from core.models import User
from core.roles import Role
from core.worktime import local_date
from grids.models import Area, Level, Zero
from grids.scope import Scope
from incidents.models import Incident
from incidents.services.doing import deed, held_by
from incidents.zeros import moves
from incidents.zeros.models import SEVERITIES, Break, SubjectKind
from incidents.zeros.workflow import allows

EARLIEST = date(2000, 1, 1)
"""A day before this one is a slip of the hand."""


@dataclass(frozen=True)
class Suspicion:
    """What is filed: whose zero, which, when, how grave, in a sentence; and the matter under which it was known."""

    id: UUID
    zero: str
    subject_kind: str
    area: Area
    occurred_on: date
    severity: str
    summary: str
    subject_name: str = ""
    known_as: Incident | None = None


def recognises(scope: Scope, zero: str, area_path: str) -> bool:
    """Whether the person behind `scope` recognises this zero in this area."""
    return any(
        held.role == Role.RECOGNISER and held.zero == zero and area_path.startswith(held.area_path)
        for held in scope.postings
    )


@deed
def suspect(filed: Suspicion, *, by: User, now: datetime) -> Break:
    """登记疑似: file what may be a break; the same id twice is the same break.

    Raises NotAllowed, Invalid (day, severity or subject do not fit), IdReused (the id holds another one).
    """
    if not recognises(held_by(by, now), filed.zero, filed.area.path):
        raise NotAllowed(message=_("只有该零、该区域的认定员可以登记"))
    _check(filed, now)
    known: Break | None = Break.objects.filter(pk=filed.id).select_related("area").first()
    if known is not None:
        return _same(known, filed)
    new: Break = Break(
        id=filed.id,
        number=_number(now),
        zero=filed.zero,
        subject_kind=filed.subject_kind,
        area=filed.area,
        area_path=filed.area.path,
        subject_name=filed.subject_name.strip(),
        occurred_on=filed.occurred_on,
        severity=filed.severity,
        summary=filed.summary.strip(),
        known_as=filed.known_as,
    )
    entries.append(new, moves.suspect(new, now=now), by=by, at=now)
    new.save(force_insert=True)
    return new


@deed
def examine(break_id: UUID, *, by: User, now: datetime, version: int | None = None) -> Break:
    """提请认定: take the suspicion up."""
    b = _locked(break_id, "examine", by, now, version)
    return _record(b, moves.examine(b, now=now), by, now)


@deed
def confirm(
    break_id: UUID,
    *,
    document_number: str,
    document_on: date,
    by: User,
    now: datetime,
    version: int | None = None,
) -> Break:
    """认定, by a document with number and date; the days at zero start again from the day it happened."""
    b = _locked(break_id, "confirm", by, now, version)
    problems = _day_problems("document_on", document_on, now)
    if not document_number.strip():
        problems["document_number"] = [_("认定须有依据文号")]
    elif document_on < b.occurred_on:
        problems["document_on"] = [_("文件日期早于发生日期")]
    _refuse(problems)
    fact = moves.confirm(b, document_number=document_number.strip(), document_on=document_on, now=now)
    return _record(b, fact, by, now)


@deed
def appeal(break_id: UUID, *, text: str, by: User, now: datetime, version: int | None = None) -> Break:
    """申诉: record what the subject objects. The break counts until it is revoked."""
    b = _locked(break_id, "appeal", by, now, version)
    return _record(b, moves.appeal(b, text=_words(text), now=now), by, now)


@deed
def uphold(break_id: UUID, *, text: str, by: User, now: datetime, version: int | None = None) -> Break:
    """维持: answer the appeal; the break stands."""
    b = _locked(break_id, "uphold", by, now, version)
    return _record(b, moves.uphold(b, text=_words(text), now=now), by, now)


@deed
def revoke(break_id: UUID, *, text: str, by: User, now: datetime, version: int | None = None) -> Break:
    """撤销, with its reason: it counts no more, and the days at zero are as if it had never counted."""
    b = _locked(break_id, "revoke", by, now, version)
    return _record(b, moves.revoke(b, text=_words(text), now=now), by, now)


@deed
def correct(
    break_id: UUID,
    *,
    occurred_on: date,
    severity: str,
    text: str,
    by: User,
    now: datetime,
    version: int | None = None,
) -> Break:
    """更正 the day and the severity, with a reason; the line keeps what stood there before."""
    b = _locked(break_id, "correct", by, now, version)
    problems = _day_problems("occurred_on", occurred_on, now)
    problems |= _severity_problems(b.zero, severity)
    if not problems and (occurred_on, severity) == (b.occurred_on, b.severity):
        problems["occurred_on"] = [_("日期和程度都没有变化")]
    if b.document_on is not None and occurred_on > b.document_on:
        problems["occurred_on"] = [_("发生日期晚于文件日期")]
    _refuse(problems)
    fact = moves.correct(b, occurred_on=occurred_on, severity=severity, text=_words(text), now=now)
    return _record(b, fact, by, now)


VERBS: dict[str, Callable[..., Break]] = {
    "examine": examine,
    "confirm": confirm,
    "appeal": appeal,
    "uphold": uphold,
    "revoke": revoke,
    "correct": correct,
}


def _locked(break_id: UUID, verb: str, by: User, now: datetime, version: int | None) -> Break:
    """The break under its row lock: seen (404), recognised (403), in the right state and not newer (409)."""
    scope = held_by(by, now)
    rows = Break.objects.select_for_update(of=("self",)).select_related("area").visible_to(scope)
    b: Break | None = rows.filter(pk=break_id).first()
    if b is None:
        raise NotFound()
    if not recognises(scope, b.zero, b.area_path):
        raise NotAllowed(message=_("只有该零、该区域的认定员可以认定"))
    if not allows(verb, b.state) or (version is not None and version < b.version):
        raise Late(current=current_of(b))
    return b


def _record(b: Break, fact: Fact, by: User, now: datetime) -> Break:
    entries.append(b, fact, by=by, at=now)
    b.save()
    return b


def current_of(b: Break) -> dict[str, Any]:
    """The break as it is now, for the one who came late."""
    return {
        "id": str(b.pk),
        "number": b.number,
        "state": b.state,
        "state_label": str(b.get_state_display()),
        "version": b.version,
    }


def _number(now: datetime) -> str:
    """The number people say aloud: PL, the Shanghai day, a running value."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('zeros_number')")
        (value,) = cursor.fetchone()
    return number_for(value, local_date(now))


def number_for(value: int, day: date) -> str:
    """The number of a break from the running value and the day of filing."""
    return f"PL{day:%y%m%d}-{value % 10_000:04d}"


def _same(known: Break, filed: Suspicion) -> Break:
    told = (known.zero, known.area_id, known.occurred_on, known.severity, known.subject_name)
    if told != (filed.zero, filed.area.pk, filed.occurred_on, filed.severity, filed.subject_name.strip()):
        raise IdReused()
    return known


def _check(filed: Suspicion, now: datetime) -> None:
    problems: dict[str, list[str]] = _day_problems("occurred_on", filed.occurred_on, now)
    problems |= _severity_problems(filed.zero, filed.severity)
    if filed.subject_kind == SubjectKind.COMMUNITY and filed.area.level != Level.COMMUNITY:
        problems["area"] = [_("主体为村（社区）时，请选到村（社区）")]
    if filed.subject_kind != SubjectKind.COMMUNITY and not filed.subject_name.strip():
        problems["subject_name"] = [_("请写明单位名称")]
    if filed.subject_kind == SubjectKind.COMMUNITY and filed.subject_name.strip():
        problems["subject_name"] = [_("村（社区）不另写单位名称")]
    if not filed.summary.strip():
        problems["summary"] = [_("请写一句情况摘要")]
    if filed.known_as is not None and not filed.known_as.area_path.startswith(filed.area.path):
        problems["known_as"] = [_("这件事不在该主体所在区域")]
    _refuse(problems)


def _day_problems(field: str, day: date, now: datetime) -> dict[str, list[str]]:
    if day > local_date(now):
        return {field: [_("日期不能在将来")]}
    return {field: [_("日期过早，请核对")]} if day < EARLIEST else {}


def _severity_problems(zero: str, severity: str) -> dict[str, list[str]]:
    if zero not in Zero.values:
        return {"zero": [_("请选择是哪一个零")]}
    return {} if severity in SEVERITIES[zero] else {"severity": [_("该程度不属于这个零")]}


def _words(text: str) -> str:
    if not text.strip():
        raise Invalid(fields={"text": [_("请写明理由")]})
    return text.strip()


def _refuse(problems: Mapping[str, list[str]]) -> None:
    if problems:
        raise Invalid(fields=problems)
