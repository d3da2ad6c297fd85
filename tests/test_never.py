"""What is never built: no register of people, no trail, no score, no switch that turns one on (domain, section 8)."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

ROOT = Path(__file__).parent.parent
OURS = (
    "core", "ledger", "grids", "incidents", "zeros", "audit", "residents", "voices", "desk", "finding", "realtime",
    "mobile_api",
)  # fmt: skip
PERSONAL = re.compile(
    r"(id_?(card|number)|identity|ssn|phone|mobile|real_?name|birth|gender|ethnic|face|plate)(?!_at)"
)
COMPARTMENT = {"incidents.Reporter": {"name", "phone", "address"}, "grids.Department": {"phone_public"}}
FORBIDDEN = (
    "打卡", "积分", "在线时长", "登录率", "轨迹", "稳控", "劝返", "重点人员", "人脸识别", "排名榜", "check_in_score",
    "online_seconds", "leaderboard", "worker_track", "key_person", "watchlist",
)  # fmt: skip


def fields() -> Iterator[tuple[str, str]]:
    """Every column of ours: model, name."""
    for label in OURS:
        for model in apps.get_app_config(label).get_models():
            for field in model._meta.get_fields():
                if isinstance(field, models.Field):
                    yield model._meta.label, field.name


def test_no_model_gains_a_personal_field_outside_the_compartment() -> None:
    strays = [
        f"{model}.{name}"
        for model, name in fields()
        if PERSONAL.search(name) and name not in COMPARTMENT.get(model, set())
    ]
    assert strays == []


def test_the_compartment_is_encrypted_and_has_no_index() -> None:
    from core.fields import EncryptedTextField
    from incidents.models import Reporter

    for name in COMPARTMENT["incidents.Reporter"]:
        field = Reporter._meta.get_field(name)
        assert isinstance(field, EncryptedTextField)
        assert not getattr(field, "db_index", False)


SUFFIXES = {".py", ".html", ".ts", ".tsx", ".css", ".json", ".po", ".toml"}


def sources() -> Iterator[Path]:
    """Every file of ours that runs or is shown."""
    for folder in ("core", "grids", "incidents", "realtime", "mobile_api", "templates", "frontend", "locale"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in SUFFIXES and path.is_file() and not {"node_modules", "dist"} & set(path.parts):
                yield path


@pytest.mark.parametrize("word", FORBIDDEN)
def test_the_word_of_what_is_never_built_stands_nowhere(word: str) -> None:
    assert [
        str(path.relative_to(ROOT)) for path in sources() if word in path.read_text(errors="ignore")
    ] == []


def test_no_setting_can_turn_a_watching_feature_on() -> None:
    named = [name for name in dir(settings) if re.search(r"TRACK|SCORE|RANK|ATTENDANCE|FACE|WATCH", name)]
    assert [name for name in named if getattr(settings, name)] == []


def test_no_address_lists_or_searches_people() -> None:
    from core.urls import urlpatterns

    spelled = re.sub(r"\s", "", str(urlpatterns))
    assert not re.search(r"/(people|persons|petitioners|reporters|visitors)", spelled)
