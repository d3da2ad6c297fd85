"""`manage.py load_demo`, whole and committed: once, sealed, handed out to its owner alone, not outside the demo."""

import io
import json
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from core.ledger import checkpoints, readers
from core.ledger.verification import verify_ledger
from core.models import User
from core.roles import Role
from grids.models import Area, Level, Posting
from incidents.generator import loading, storage
from incidents.generator.accounts import ACCOUNTS
from incidents.invariants import check_all
from incidents.models import Incident, LastDeed

pytestmark = pytest.mark.django_db(transaction=True)

FEW = {"matters": 120, "days": 20}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One store of photos for all tests here."""
    storage.forget()
    yield tmp_path_factory.mktemp("media")
    storage.forget()


@pytest.fixture
def house(settings: Any, tmp_path: Path, store: Path) -> Path:
    """A demo of its own: its folder for accounts and checkpoints."""
    settings.DEMO, settings.VAR, settings.MEDIA_ROOT = True, tmp_path, store
    settings.DEMO_ACCOUNTS = tmp_path / "demo-accounts.json"
    return tmp_path


def _load(**options: Any) -> None:
    call_command("load_demo", **(FEW | options), stderr=io.StringIO())


def test_it_loads_numbers_and_signs_and_every_check_holds(house: Path) -> None:
    _load()
    assert Incident.objects.count() == FEW["matters"] and not LastDeed.objects.exists()
    assert readers.lag().pending == 0
    keys = checkpoints.known_keys(house / "ledger" / checkpoints.KEYS_FILE)
    report = verify_ledger(keys, checkpoints.publisher().last_published(), lambda stage, count: None)
    assert report.exit_code == 0 and report.counts.sealed == readers.head() > FEW["matters"]
    assert list(check_all()) == []
    times = [line.at for line in readers.read(0, 5000)]
    assert times == sorted(times)


def test_every_post_is_held_and_only_the_demo_accounts_open_for_their_owner_alone(house: Path) -> None:
    _load()
    file = house / "demo-accounts.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    accounts = json.loads(file.read_text())
    assert {each["username"] for each in accounts} == {account.username for account in ACCOUNTS}
    for each in accounts:
        assert User.objects.get(username=each["username"]).check_password(each["password"])
        assert (
            each["about_zh"] and each["about_en"] and each["landing"].startswith("/") and each["role_label"]
        )
    assert len({each["password"] for each in accounts}) == len(accounts)
    others = User.objects.exclude(username__in=[account.username for account in ACCOUNTS])
    assert not any(user.has_usable_password() for user in others)
    assert set(Posting.objects.values_list("role", flat=True)) == set(Role.values)
    workers = Posting.objects.filter(role=Role.GRID_WORKER).values_list("area__path", flat=True)
    for path in Area.objects.filter(level=Level.GRID).values_list("path", flat=True)[::40]:
        assert any(path.startswith(worker) for worker in workers)


def test_a_second_load_changes_nothing_but_passwords(house: Path) -> None:
    _load()
    before = readers.head(), User.objects.count()
    _load()
    assert (readers.head(), User.objects.count()) == before


def test_a_load_that_was_cut_short_left_nothing(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("the power went")

    monkeypatch.setattr(loading, "_load_matters", broken)
    with pytest.raises(RuntimeError):
        _load()
    assert not User.objects.exists() and not Area.objects.exists()
    assert not (house / "demo-accounts.json").exists()


def test_it_refuses_outside_the_demo(house: Path, settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="createadmin"):
        _load()
    with pytest.raises(CommandError):
        call_command("make_demo_data", matters=10)
    assert not Area.objects.exists()


def test_more_matters_join_those_that_stand_even_when_the_numbers_have_come_round(house: Path) -> None:
    _load()
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval('incidents_number', 100000)")
    call_command("make_demo_data", matters=80, days=5, seed=3, stderr=io.StringIO())
    assert Incident.objects.count() == FEW["matters"] + 80
    assert readers.lag().pending == 0


def test_more_matters_need_a_county(house: Path) -> None:
    with pytest.raises(CommandError, match="load the demo county first"):
        call_command("make_demo_data", matters=10, days=2, stderr=io.StringIO())
