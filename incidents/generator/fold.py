"""A plan folded into rows and ledger lines: the same moves, clocks and facts as the services, without a database.

`incidents.moves` moves the matter and its clocks; here stands what a service does around them: rows beside the matter,
the sealed line, the version. Between the deeds the sweep marks what has run out, at the half-minutes at which it looks.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid5

from django.db.models import Model

from core.ledger import entries
from core.ledger.facts import Fact
from core.models import User
from core.worktime import local_date
from incidents import events
from incidents.catalogue import ClockKind
from incidents.events import QUIET
from incidents.follow import follow_hash
from incidents.generator.plan import Plan, Step
from incidents.generator.storage import stored_photo
from incidents.models import Confirmation, FollowUp, Incident, Reporter, Request, Supervision
from incidents.moves import assignment, handling, intake
from incidents.moves.intake import position_of
from incidents.moves.matter import Matter, iso
from incidents.services.intake import number_for
from incidents.sla import Rules

SWEEP_SECONDS = 30
ALIAS = "来访人"


@dataclass
class Folded:
    """One matter as it stands at the end of its plan: its row, the rows beside it, its lines in order."""

    plan: Plan
    incident: Incident
    matter: Matter
    sealed: list[entries.Sealed] = field(default_factory=list)
    beside: list[Model] = field(default_factory=list)

    @property
    def rows(self) -> list[Model]:
        """Everything to be written, the matter itself first."""
        return [self.incident, *self.matter.clocks.changed, *self.beside]


class Folder:
    """Folds the plans of a day: all its matters are filed first, so that one may be merged into another."""

    def __init__(self, rules: Rules, now: datetime, dispatchers: Collection[int]) -> None:
        """`now` is the last instant at which the sweep has looked; `dispatchers` are the ids of all of them."""
        self.rules, self.now, self.dispatchers = rules, now, frozenset(dispatchers)
        self.filed: dict[UUID, Incident] = {}

    def fold(self, plans: Sequence[Plan], salts: Random) -> Iterator[Folded]:
        """Fold the plans of one day; `salts` gives the salt of each line."""
        self.filed = {plan.filing.id: incident_of(plan) for plan in plans}
        for plan in plans:
            yield self._fold(plan, salts)

    def _fold(self, plan: Plan, salts: Random) -> Folded:
        incident = self.filed[plan.filing.id]
        folded = Folded(plan, incident, Matter(incident, self.rules))
        pen = _Pen(folded, salts, self)
        pen.record(intake.report(folded.matter, now=plan.at), plan.by, plan.at)
        if plan.filing.reporter:
            folded.beside.append(
                Reporter(id=reporter_id(plan), incident=incident, alias=ALIAS, **plan.filing.reporter)
            )
        for step in plan.steps:
            pen.sweep(step.at)
            pen.record(_DEEDS[step.verb](pen, step), step.by, step.at)
        pen.sweep(self.now)
        return folded


def reporter_id(plan: Plan) -> UUID:
    """The id of the reporter's compartment: drawn from the matter's, so that a second run draws it again."""
    return uuid5(plan.filing.id, "reporter")


class _Pen:
    """Writes one matter's lines."""

    def __init__(self, folded: Folded, salts: Random, folder: Folder) -> None:
        self.folded, self.m, self.i = folded, folded.matter, folded.incident
        self.folder, self._salts = folder, salts
        self.asked: list[Request] = []
        self.supervised: list[Supervision] = []
        self.to_confirm: list[Confirmation] = []
        self.photos_after = 0

    def record(self, fact: Fact, by: User | None, at: datetime) -> None:
        """Seal the line and take its version over, as `services.doing.record` does."""
        account = str(by.pk) if by is not None else "system"
        sealed = entries.seal(self.i, fact, account, at, self._salts.randbytes(entries.SALT_BYTES))
        sealed.advance(self.i)
        if fact.kind not in QUIET:
            self.i.moved_version = self.i.version
        self.folded.sealed.append(sealed)

    def beside(self, row: Model) -> None:
        """A row to be written with the matter."""
        self.folded.beside.append(row)

    def sweep(self, until: datetime) -> None:
        """Mark what ran out before `until`, each at the look of the sweep that found it."""
        while True:
            late = [c for c in self.m.clocks.running.values() if c.paused_at is None and c.overdue_at is None]
            first = min(late, key=lambda clock: clock.due_at, default=None)
            if first is None or (at := next_look(max(first.due_at, self.folded.sealed[-1].at))) >= until:
                return
            first.overdue_at = at
            if first.kind == ClockKind.HANDLE:
                self.i.overdue_at = at
            self.record(events.WentOverdue(clock=first.kind, due_at=first.due_at.isoformat()), None, at)


def next_look(due_at: datetime) -> datetime:
    """The first half-minute not before that instant."""
    whole = due_at.replace(second=0, microsecond=0)
    steps = -((whole - due_at) // timedelta(seconds=SWEEP_SECONDS))
    return whole + steps * timedelta(seconds=SWEEP_SECONDS)


def incident_of(plan: Plan) -> Incident:
    """The new matter, as `services.report` makes it."""
    filing, where = plan.filing, plan.where
    incident: Incident = Incident(
        id=filing.id,
        number=number_for(plan.serial, local_date(plan.at)),
        kind_id=filing.kind,
        category_id=filing.category,
        urgency=str(filing.urgency),
        source=str(filing.source),
        text=filing.text,
        people_bucket=filing.people_bucket,
        area=where.area,
        grid=where.grid,
        area_path=where.area.path,
        address=filing.address,
        reporter_user=plan.by,
        seen_at=filing.seen_at,
        reported_at=plan.at,
        photos_expected=filing.photos_expected,
        payload_sha256=filing.sha256(),
        follow_hash=follow_hash(filing.id),
    )
    if filing.position and where.point:
        incident.lon, incident.lat = where.point
        incident.datum, incident.accuracy_metres = str(filing.position.datum), filing.position.accuracy_metres
        incident.position_source, incident.fixed_at = str(filing.position.source), filing.position.fixed_at
    return incident


def _accept(pen: _Pen, step: Step) -> Fact:
    args = dict(step.args)
    pen.i.complained_about = args.pop("complained_about") or pen.i.complained_about
    return intake.accept(pen.m, now=step.at, **args)


def _merge(pen: _Pen, step: Step) -> Fact:
    return intake.merge(pen.m, parent=pen.folder.filed[step.args["parent"]], now=step.at)


def _request_confirmation(pen: _Pen, step: Step) -> Fact:
    grid, question = step.args["to_grid"], step.args["question"]
    asked = Confirmation(incident=pen.i, grid=grid, question=question, asked_by=step.by, asked_at=step.at)
    pen.to_confirm.append(asked)
    pen.beside(asked)
    return events.ConfirmationRequested(to_grid=grid.code, question=question)


def _confirm(pen: _Pen, step: Step) -> Fact:
    asked = pen.to_confirm.pop(0)
    asked.is_so, asked.remark = step.args["is_so"], step.args["remark"]
    asked.answered_by, asked.answered_at = step.by, step.at
    return events.Confirmed(is_so=step.args["is_so"], remark=step.args["remark"])


def _place(pen: _Pen, step: Step) -> Fact:
    grid = step.args["grid"]
    pen.i.grid, pen.i.area, pen.i.area_path = grid, grid, grid.path
    return events.Placed(position=position_of(pen.i))


def _assign(pen: _Pen, step: Step) -> Fact:
    args = dict(step.args)
    args["co_handlers"] = [each for each in args["co_handlers"] if each.pk != args["to"].pk]
    return assignment.assign(pen.m, now=step.at, **args)


def _ask(pen: _Pen, step: Step) -> Fact:
    what, reason, new_date = step.args["what"], step.args["reason"], step.args["new_date"]
    request = Request(
        incident=pen.i, what=what, asked_by=step.by, asked_at=step.at, reason=reason, new_date=new_date
    )
    pen.asked.append(request)
    pen.beside(request)
    return events.Asked(request=what, new_date=iso(new_date), reason=reason)


def _decided(pen: _Pen, step: Step, *, granted: bool) -> Request:
    request = pen.asked.pop(0)
    request.decided_by, request.decided_at = step.by, step.at
    request.granted, request.remark = granted, step.args["remark"]
    return request


def _grant(pen: _Pen, step: Step) -> Fact:
    request, remark = _decided(pen, step, granted=True), step.args["remark"]
    if request.what == Request.What.VOIDING:
        return handling.void(pen.m, asked_by=str(request.asked_by_id), reason=request.reason, now=step.at)
    if request.what == Request.What.SUSPENSION:
        return handling.grant_suspension(pen.m, remark=remark, now=step.at)
    return handling.grant_extension(pen.m, new_date=request.new_date or step.at, remark=remark)


def _refuse(pen: _Pen, step: Step) -> Fact:
    request = _decided(pen, step, granted=False)
    return events.RequestRefused(request=request.what, remark=step.args["remark"])


def _finish(pen: _Pen, step: Step) -> Fact:
    return handling.finish(pen.m, photos_after=pen.photos_after, by=step.by, now=step.at, **step.args)


def _supervise(pen: _Pen, step: Step) -> Fact:
    row = Supervision(incident=pen.i, by=step.by, at=step.at, **step.args)
    pen.supervised.append(row)
    pen.beside(row)
    return events.Supervised(level=row.level, due_at=row.due_at.isoformat(), demand=row.demand)


def _answer(pen: _Pen, step: Step) -> Fact:
    row = pen.supervised.pop(0)
    row.answer, row.answered_by, row.answered_at = step.args["text"], step.by, step.at
    return events.Answered(text=step.args["text"])


def _remind(pen: _Pen, step: Step) -> Fact:
    if step.by.pk not in pen.folder.dispatchers:
        pen.i.reminded_at = step.at
    return events.Reminded(text=step.args["text"])


def _follow_up(pen: _Pen, step: Step) -> Fact:
    pen.beside(FollowUp(incident=pen.i, by=step.by, at=step.at, **step.args))
    return events.FollowedUp(**step.args)


def _attach(pen: _Pen, step: Step) -> Fact:
    picture, slot, stage = step.args["picture"], step.args["slot"], step.args["stage"]
    pen.beside(stored_photo(picture, pen.i, slot, stage, step.by, step.at))
    pen.photos_after += stage == "after"
    return events.PhotoAttached(slot=slot, stage=stage, sha256=picture.sha256, size=len(picture.data))


def _moved(move: Callable[..., Fact]) -> Callable[[_Pen, Step], Fact]:
    """A verb that is nothing but its move."""
    return lambda pen, step: move(pen.m, now=step.at, **step.args)


def _reclassify(pen: _Pen, step: Step) -> Fact:
    return handling.reclassify(pen.m, **step.args)


def _said(fact: Callable[..., Fact]) -> Callable[[_Pen, Step], Fact]:
    """A verb that moves nothing and only says something."""
    return lambda pen, step: fact(**step.args)


_DEEDS: dict[str, Callable[[_Pen, Step], Any]] = {
    "self_handle": _moved(intake.self_handle),
    "request_confirmation": _request_confirmation,
    "confirm": _confirm,
    "accept": _accept,
    "decline": _moved(intake.decline),
    "object": _moved(intake.object_to),
    "merge": _merge,
    "assign": _assign,
    "take": _moved(assignment.take),
    "send_back": _moved(assignment.send_back),
    "transfer": _moved(assignment.transfer),
    "ask": _ask,
    "grant": _grant,
    "refuse": _refuse,
    "resume": _moved(handling.resume),
    "finish": _finish,
    "verify": _moved(handling.verify),
    "rework": _moved(handling.rework),
    "close": _moved(handling.close),
    "reopen": _moved(handling.reopen),
    "reclassify": _reclassify,
    "supervise": _supervise,
    "answer": _answer,
    "remind": _remind,
    "follow_up": _follow_up,
    "supplement": _said(events.Supplemented),
    "place": _place,
    "attach": _attach,
}
"""Verb → what its service does to the rows, and the fact."""
