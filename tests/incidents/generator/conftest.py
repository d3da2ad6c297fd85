"""One small demo for all tests of a file: the whole county and its people, a few hundred matters, one transaction."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from core.workdays import load_calendar
from core.worktime import local_date
from incidents.catalogue import read_catalogue
from incidents.generator import county, loading, storage
from incidents.generator.author import Author
from incidents.generator.county import County
from incidents.generator.fold import Folder
from incidents.generator.plan import Plan
from incidents.generator.schedule import Schedule
from incidents.sla import Rules

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
MATTERS, DAYS, SEED = 700, 45, 7


@dataclass
class Demo:
    """A loaded demo, and what it was made from."""

    loaded: loading.Loaded
    now: datetime = NOW


@dataclass
class Workshop:
    """What plans are made of in this county."""

    county: County
    rules: Rules

    def schedule(self, matters: int = 300, days: int = 30, seed: int = SEED, now: datetime = NOW) -> Schedule:
        """A schedule up to now."""
        return Schedule(matters, days, seed, now, self.rules.calendar)

    def plans(self, schedule: Schedule) -> Iterator[Plan]:
        """All plans of a schedule, numbered from one on."""
        author, serial = Author(schedule, self.county, self.rules), 0
        for index in range(schedule.days):
            for plan in author.day(index):
                serial += 1
                plan.serial = serial
                yield plan

    def folder(self, now: datetime = NOW) -> Folder:
        """A folder that knows the dispatchers."""
        everyone = [
            *self.county.dispatchers,
            *(u for street in self.county.streets for u in street.dispatchers),
        ]
        return Folder(self.rules, now, {user.pk for user in everyone})


@pytest.fixture(scope="module")
def _in_transaction(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Path]:
    """A transaction around all tests of a file, and a store of its own; both are gone afterwards."""
    from django.test import override_settings

    media = tmp_path_factory.mktemp("media")
    storage.forget()
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=media), transaction.atomic():
        yield media
        transaction.set_rollback(True)
    storage.forget()


@pytest.fixture(scope="module")
def demo(_in_transaction: Path) -> Demo:
    """The demo county with a few hundred matters, every constraint checked."""
    loaded = loading.load_demo_county(NOW, matters=MATTERS, days=DAYS, seed=SEED, say=lambda words: None)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    return Demo(loaded)


@pytest.fixture(scope="module")
def workshop(demo: Demo) -> Workshop:
    """The county as the generator reads it."""
    return Workshop(county.read(local_date(NOW)), Rules(read_catalogue(), load_calendar()))
