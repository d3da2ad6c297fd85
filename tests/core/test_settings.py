"""What the environment may say, and what stops the start."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

from core.environment import KNOWN, BadEnvironment, Environment, read

SECRET = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ"


@pytest.fixture
def own(tmp_path: Path) -> dict[str, str]:
    """A sound environment with servers of one's own."""
    keys = tmp_path / "keys"
    keys.mkdir(mode=0o700)
    return {
        "SANLING_DATABASE_URL": "postgresql://sanling_web@/sanling?host=/run/postgresql",
        "SANLING_REDIS_URL": "unix:///run/redis/redis.sock?db=0",
        "SANLING_SECRET_KEY": SECRET,
        "SANLING_ALLOWED_HOSTS": "sanling.example.gov.cn",
        "SANLING_KEYS_DIR": str(keys),
    }


def refusal(environ: dict[str, str]) -> str:
    with pytest.raises(BadEnvironment) as caught:
        read(environ)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_nothing_set_is_the_demo_on_loopback() -> None:
    env = read({"PATH": "/bin"})
    assert (env.embedded, env.demo, env.bind, env.port, env.language) == (
        True,
        True,
        "127.0.0.1",
        8000,
        "zh-hans",
    )


def test_a_database_of_ones_own_is_never_the_demo(own: dict[str, str]) -> None:
    env = read(own)
    assert (env.embedded, env.demo, env.ledger_origin) == (False, False, "sanling.example.gov.cn")


def test_the_embedded_default_on_a_public_address_is_not_the_demo() -> None:
    env = read({"SANLING_BIND": "0.0.0.0", "SANLING_ALLOWED_HOSTS": "street.lan"})
    assert (env.embedded, env.demo) == (True, False)


def test_each_process_signs_in_to_the_embedded_database_under_its_own_role(tmp_path: Path) -> None:
    env = read({"SANLING_VAR": str(tmp_path), "SANLING_ROLE": "sequencer"})
    assert env.database_url.startswith("postgresql://sanling_sequencer@/sanling?host=")


def test_an_unknown_name_is_named_with_the_nearest_known() -> None:
    assert refusal({"SANLING_ALOWED_HOSTS": "a"}).endswith("did you mean SANLING_ALLOWED_HOSTS?")


def test_an_empty_value_is_as_good_as_none() -> None:
    assert read({"SANLING_PORT": "", "SANLING_DATABASE_URL": " "}).port == 8000


@pytest.mark.parametrize("alone", ["SANLING_DATABASE_URL", "SANLING_REDIS_URL"])
def test_database_and_redis_are_set_together(own: dict[str, str], alone: str) -> None:
    assert "both, or neither" in refusal({alone: own[alone]})


@pytest.mark.parametrize("needed", ["SECRET_KEY", "ALLOWED_HOSTS", "KEYS_DIR"])
def test_what_is_required_outside_the_demo_is_named(own: dict[str, str], needed: str) -> None:
    del own[f"SANLING_{needed}"]
    assert f"SANLING_{needed} is missing" in refusal(own)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SECRET_KEY", "short", "weak"),
        ("SECRET_KEY", "a" * 60, "weak"),
        ("SECRET_KEY", "django-insecure-" + SECRET, "weak"),
        ("DEBUG", "1", "only with everything on loopback"),
        ("DEBUG", "yes", "not one of"),
        ("ALLOWED_HOSTS", "*", "name the hosts"),
        ("KEYS_DIR", "/nonexistent", "not a folder"),
        ("PORT", "80000", "whole number"),
        ("PORT", "８０００", "whole number"),
        ("BIND", "everywhere", "not an IP address"),
        ("CRYPTO", "rot13", "not one of"),
        ("ROLE", "postgres", "not one of"),
        ("LANGUAGE", "fr", "not one of"),
        ("TRUSTED_PROXIES", "-1", "whole number"),
        ("TILE_URL", "tiles", "must be an address"),
        ("PHONE_SCRIPT", "//elsewhere/x.js", "must be a path on this server"),
        ("DATABASE_URL", "sqlite:///x", "postgresql://"),
        ("REDIS_URL", "memory://", "redis://"),
        ("DATABASE_URL", "postgresql://u:p@db.lan/sanling", "in the clear"),
        ("DATABASE_URL", "postgresql://u:p@db.lan/sanling?sslmode=prefer", "in the clear"),
        ("REDIS_URL", "redis://bus.lan/0", "in the clear"),
    ],
)
def test_a_dangerous_or_senseless_value_stops_the_start(
    own: dict[str, str], name: str, value: str, said: str
) -> None:
    assert said in refusal(own | {f"SANLING_{name}": value})


def test_clear_text_is_let_through_where_the_network_is_closed(own: dict[str, str]) -> None:
    clear = {"SANLING_DATABASE_URL": "postgresql://u:p@db/sanling", "SANLING_REDIS_URL": "redis://bus/0"}
    assert read(own | clear | {"SANLING_TRUSTED_NETWORK": "1"}).database_url.endswith("@db/sanling")


def test_keys_everybody_may_read_are_refused(own: dict[str, str]) -> None:
    Path(own["SANLING_KEYS_DIR"]).chmod(0o755)
    assert "chmod" in refusal(own)


def test_the_start_stops_with_one_line() -> None:
    environ = {**os.environ, "SANLING_PROT": "8000", "DJANGO_SETTINGS_MODULE": "core.settings"}
    done = subprocess.run(
        [sys.executable, "-c", "import django; django.setup()"], env=environ, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert (
        done.stderr.strip()
        == "三零 does not start: SANLING_PROT is not a setting of ours; did you mean SANLING_PORT?"
    )


def test_every_app_of_the_house_is_installed() -> None:
    labels = {config.label for config in apps.get_app_configs()}
    ours = {"core", "ledger", "grids", "incidents", "zeros", "residents", "audit", "realtime", "mobile_api"}
    assert ours <= labels


def test_cookies_and_headers_are_strict_outside_the_demo(own: dict[str, str]) -> None:
    code = (
        "import core.settings as s; print(s.DEMO, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE,"
        " s.SESSION_COOKIE_NAME, s.SECURE_HSTS_SECONDS, s.DEBUG)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env={"PATH": os.environ["PATH"], **own}, capture_output=True, text=True
    )
    assert done.stdout.split() == ["False", "True", "True", "__Host-session", "31536000", "False"], (
        done.stderr
    )


def test_tasks_and_sessions_are_json_only(settings: Any) -> None:
    assert settings.CELERY_ACCEPT_CONTENT == ["json"] and settings.CELERY_TASK_SERIALIZER == "json"
    assert settings.SESSION_SERIALIZER.endswith("JSONSerializer")
    assert settings.SESSION_ENGINE == "django.contrib.sessions.backends.db"


def test_environment_names_every_setting_once() -> None:
    assert all(meaning and not meaning.endswith(".") for meaning in KNOWN.values())
    assert isinstance(read({}), Environment)
