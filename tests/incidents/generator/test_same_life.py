"""A sampled life equals the same life played through the services: the same rows, the same lines."""

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from random import Random
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Model

from core.images import reencode
from core.ledger.models import Body, Entry
from incidents import photos, services
from incidents.generator.fold import Folded, next_look
from incidents.generator.plan import Plan, Step
from incidents.models import Clock, Confirmation, FollowUp, Incident, Photo, Reporter, Request, Supervision
from incidents.services import clock
from tests.incidents.generator.conftest import NOW, Workshop

pytestmark = pytest.mark.django_db

CHANCE = {"id", "incident_id", "head_hash"}
"""Columns that are chance, not story: keys that the database gives, and the hash over a random salt."""
ENOUGH = 60


@pytest.fixture(scope="module")
def sample(workshop: Workshop) -> list[Plan]:
    """Lives in which every verb that the generator knows comes up, the rarest ones surely among them."""
    found: dict[str, list[Plan]] = defaultdict(list)
    families: dict[Any, Plan] = {}
    chosen: dict[Any, Plan] = {}
    for plan in workshop.plans(workshop.schedule(matters=3000, days=60, seed=11)):
        families[plan.filing.id] = plan
        for key in _features(plan):
            if len(found[key]) < 4:
                found[key].append(plan)
                chosen[plan.filing.id] = plan
    for plan in list(chosen.values()):
        for step in plan.steps:
            if step.verb == "merge":
                chosen[step.args["parent"]] = families[step.args["parent"]]
    return sorted(chosen.values(), key=lambda plan: plan.at)


def _features(plan: Plan) -> Iterable[str]:
    yield f"{plan.filing.source}"
    yield "unplaced" if plan.where.grid is None else "placed"
    for step in plan.steps:
        yield step.verb if step.verb != "ask" else f"ask {step.args['what']}"
        if step.args.get("complained_about"):
            yield "complained about"
        if step.args.get("final"):
            yield "final"
        if step.args.get("remedies"):
            yield "remedies"


def test_the_sample_holds_every_kind_of_turn(sample: list[Plan]) -> None:
    verbs = {feature for plan in sample for feature in _features(plan)}
    wanted = {
        "accept", "answer", "ask extension", "ask suspension", "ask voiding", "assign", "attach", "close",
        "complained about", "confirm", "decline", "final", "finish", "follow_up", "grant", "merge", "object", "place",
        "reclassify", "refuse", "remind", "reopen", "request_confirmation", "resume", "rework", "self_handle",
        "send_back", "supervise", "supplement", "take", "transfer", "unplaced", "verify",
    }  # fmt: skip
    assert wanted <= verbs
    assert len(sample) >= ENOUGH


def test_a_sampled_life_equals_the_same_life_played_through_the_services(
    workshop: Workshop, sample: list[Plan], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(photos, "reencode_apart", reencode)  # a hundred processes would be another test
    for serial, plan in enumerate(sample, start=_next_number()):
        plan.serial = serial
    folded = list(workshop.folder().fold(sample, Random(1)))
    with transaction.atomic():
        _play(sample)
        for life in folded:
            _compare(life)
        transaction.set_rollback(True)


def _next_number() -> int:
    """The running number after the one that is taken here."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('incidents_number')")
        return int(cursor.fetchone()[0]) + 1


def _play(plans: list[Plan]) -> None:
    """Tell all lives through the services, in the order of time, the sweep looking every half-minute."""
    ours = [plan.filing.id for plan in plans]
    deeds: list[tuple[datetime, int, Plan, Step | None]] = [(plan.at, 0, plan, None) for plan in plans]
    deeds += [(step.at, 1, plan, step) for plan in plans for step in plan.steps]
    for at, _, plan, step in sorted(deeds, key=lambda deed: deed[:2]):
        _sweep_until(at, ours)
        if step is None:
            assert services.report(plan.filing, by=plan.by, now=at).created
        else:
            _do(plan, step)
    _sweep_until(NOW, ours)


def _do(plan: Plan, step: Step) -> None:
    if step.verb == "attach":
        picture, slot, stage = step.args["picture"], step.args["slot"], step.args["stage"]
        photo, is_new = photos.attach(
            plan.filing.id,
            slot=slot,
            stage=stage,
            data=picture.data,
            sha256=picture.sha256,
            by=step.by,
            now=step.at,
        )
        assert is_new and photos.make_picture(photo.pk)
        return
    verb = {"object": "object_to"}.get(step.verb, step.verb)
    getattr(services, verb)(plan.filing.id, by=step.by, now=step.at, **step.args)


def _sweep_until(until: datetime, ours: list[Any]) -> None:
    """Every look of the sweep before that instant that finds something."""
    late = Clock.objects.filter(incident__in=ours, stopped_at=None, paused_at=None, overdue_at=None)
    while (first := late.order_by("due_at").first()) is not None:
        newest = Entry.objects.filter(stream=first.incident_id).latest("version").at
        at = next_look(max(first.due_at, newest))
        if at >= until:
            return
        assert clock.mark_overdue(first.pk, now=at)


def _compare(life: Folded) -> None:
    """One folded life against what stands in the database."""
    stored = Incident.objects.get(pk=life.incident.pk)
    assert _columns(life.incident) == _columns(stored), life.incident.number
    for model in (Clock, Confirmation, FollowUp, Photo, Reporter, Request, Supervision):
        made = [_columns(row) for row in life.rows if isinstance(row, model)]
        found = [_columns(row) for row in model.objects.filter(incident=stored)]
        assert sorted(made, key=str) == sorted(found, key=str), (life.incident.number, model.__name__)
    lines = [
        (s.version, s.kind, json.loads(s.header), s.actor, s.at, json.loads(s.body)) for s in life.sealed
    ]
    assert lines == list(_lines(stored)), life.incident.number


def _columns(row: Model) -> dict[str, Any]:
    fields = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return {name: _plain(value) for name, value in fields.items() if name not in CHANCE}


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


def _lines(incident: Incident) -> Iterable[tuple[Any, ...]]:
    entries = list(Entry.objects.filter(stream=incident.pk).order_by("version"))
    bodies = dict(Body.objects.filter(entry__in=entries).values_list("entry_id", "body"))
    for e in entries:
        yield e.version, e.kind, json.loads(e.header), e.actor, e.at, json.loads(bodies[e.pk] or "{}")
