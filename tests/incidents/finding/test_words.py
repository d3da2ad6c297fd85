"""The words of a matter are kept by the database itself, and say the same as `grams.py`."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grids.models import Area
from incidents.finding import grams
from incidents.finding.models import Words
from incidents.models import Incident
from tests.incidents.lives import Teller

pytestmark = pytest.mark.django_db
STORABLE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60)
TYPED = st.text(st.sampled_from("消防通道堵塞亚桥３号楼Ａb1 ，。\n\t\\]^-['\"%_😀𠮷"), max_size=30)


def asked(function: str, given_text: str) -> Any:
    """What a function of the database answers."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [given_text])
        return cursor.fetchone()[0]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STORABLE | TYPED)
def test_the_database_folds_as_we_do(db: None, text: str) -> None:
    assert asked("finding_fold", text) == grams.fold(text)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STORABLE | TYPED)
def test_a_text_has_the_keys_of_each_of_its_words(db: None, text: str) -> None:
    kept = set(asked("finding_grams", grams.fold(text)))
    for word in grams.words(text, most=60):
        assert set(grams.keys_of(word)) <= kept
    assert kept == {key for word in grams.words(text, 60) for key in (*grams.keys_of(word), *_letters(word))}


def _letters(word: str) -> list[int]:
    return [key for letter in word for key in grams.keys_of(letter)]


def test_every_matter_has_its_words_from_the_first_moment(tell: Teller, cast: SimpleNamespace) -> None:
    incident = tell.file("hazard", address="３号楼Ｂ座（东门）")
    kept = Words.objects.get(incident=incident)
    assert kept.folded.startswith("三楼楼道堆放杂物 挡住消防通道 3号楼b座 东门 ")
    assert "东马蓬社区" in kept.folded and "沁园街道" in kept.folded and "济源" not in kept.folded
    assert {grams.area_key("419001"), grams.area_key("419001001"), grams.account_key(cast.lin.pk)} <= set(
        kept.keys
    )
    assert kept.short == int(incident.number[-5:])


def test_an_assigned_matter_is_found_by_its_department(tell: Teller, cast: SimpleNamespace) -> None:
    incident = tell.in_state("assigned")
    assert set(grams.department_keys([cast.sanitation.pk])) <= set(Words.objects.get(incident=incident).keys)


def test_words_follow_the_text_and_the_names_of_the_places(tell: Teller, cast: SimpleNamespace) -> None:
    incident = tell.file("hazard")
    Incident.objects.filter(pk=incident.pk).update(address="望春桥头")
    assert "望春桥头" in Words.objects.get(incident=incident).folded
    Area.objects.filter(pk=cast.street_a.pk).update(name="望江街道")
    folded = Words.objects.get(incident=incident).folded
    assert "望江街道" in folded and "沁园街道" not in folded


def test_the_reporter_is_in_no_words(tell: Teller) -> None:
    told = {"name": "张三丰", "phone": "10000001234", "address": "东马蓬3号楼2单元"}
    incident = tell.file("petition", reporter=told)
    kept = Words.objects.get(incident=incident)
    assert not any(grams.fold(value) in kept.folded for value in told.values())
    assert not {*grams.keys_of("张三"), *grams.keys_of("三丰")} & set(kept.keys)
