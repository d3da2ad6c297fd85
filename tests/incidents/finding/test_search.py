"""查找: whatever is found contains the words and is the person's to see; nothing that is typed does any harm."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grids.scope import Scope, scope_of
from incidents.finding import grams, search
from incidents.finding.search import find
from incidents.models import Incident
from tests.incidents.conftest import NOW
from tests.incidents.lives import Teller

pytestmark = pytest.mark.django_db
TEXTS = ("消防通道被堵", "路灯不亮，通道太黑", "消防栓没水", "3号楼电动车在楼道充电", "狗咬人")
LETTERS = "消防通道被堵路灯不亮太黑栓没水3号楼 ，"
HOSTILE = [
    "'", '"', "%", "%%", "_", "\\", "\0", "消\0防", "😀", "😀😀😀", "\ud800", "消防" * 5000, "' OR 1=1 --",
    "{消防}", "$$", "0" * 60, "999999", "12345678901234567890", "261123-99999", "١٢٣٤", "\u202e消防", "a b c d e f g h",
    " ", "\t\n", "&|!():*<->",
]  # fmt: skip


def scope(user: Any) -> Scope:
    return scope_of(user, NOW.date())


def found(user: Any, typed: str, limit: int = 50, **more: Any) -> list[str]:
    """The numbers that somebody finds."""
    seen = Incident.objects.visible_to(scope(user))
    places = find(seen, typed, scope(user), limit, **more).places
    numbers = dict(Incident.objects.values_list("pk", "number"))
    return [numbers[pk] for _at, pk in places]


@pytest.fixture
def matters(tell: Teller, cast: SimpleNamespace) -> list[Incident]:
    """Five matters in grid A1, the last the newest, and one in another street."""
    made = [tell.file("hazard") for _text in TEXTS]
    for incident, text in zip(made, TEXTS, strict=True):
        Incident.objects.filter(pk=incident.pk).update(text=text)
    elsewhere = tell.file("hazard", by=cast.he, position=None, grid_code=cast.grid_b1.code)
    return [*made, elsewhere]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("消防", [2, 0]), ("通道", [1, 0]), ("消防通道", [0]), ("通道 太黑", [1]), ("太黑，通道", [1]), ("狗", [4]),
     ("３号楼", [3]), ("消防黑", []), ("东马蓬", [4, 3, 2, 1, 0]), ("沁园 狗", [4]), ("西关", [])],
)  # fmt: skip
def test_words_find_the_newest_first(
    matters: list[Incident], cast: SimpleNamespace, typed: str, expected: list[int]
) -> None:
    assert found(cast.zhou, typed) == [matters[n].number for n in expected]


def test_numbers_find_whole_and_short(matters: list[Incident], cast: SimpleNamespace) -> None:
    whole = matters[2].number
    for typed in (whole, whole[-5:], whole[-4:], f"消防 {whole[-5:]}", f"{whole}，没水 消防栓"):
        assert found(cast.zhou, typed) == [whole]
    for typed in (f"{whole[-5:]} 通道", f"通道 {whole}", f"{whole[-5:]} {matters[0].number[-5:]}"):
        assert found(cast.zhou, typed) == []
    assert found(cast.he, whole) == []


def test_everybody_finds_what_is_theirs_to_see(
    matters: list[Incident], cast: SimpleNamespace, tell: Teller
) -> None:
    first = Incident.objects.get(pk=matters[0].pk)
    tell.act(first, "accept", cast.zhou, category="H01", urgency="normal")
    tell.act(first, "assign", cast.zhou, to=cast.sanitation.code)
    assert found(cast.chen, "消防") == [first.number]
    assert found(cast.lin, "消防") == [matters[2].number, first.number]
    assert found(cast.he, "消防通道") == [matters[5].number]
    assert len(found(cast.wu, "消防通道")) == 2


def test_one_finds_what_one_filed_elsewhere(tell: Teller, cast: SimpleNamespace) -> None:
    incident = tell.file("hazard", by=cast.he)
    assert found(cast.he, "消防通道") == [incident.number]


def test_pages_neither_skip_nor_repeat(
    matters: list[Incident], cast: SimpleNamespace, monkeypatch: Any
) -> None:
    for looked_up in (1000, 1):
        monkeypatch.setattr(search, "LOOKED_UP", looked_up)
        read: list[str] = []
        after = None
        while True:
            page = find(Incident.objects.visible_to(scope(cast.zhou)), "东马蓬", scope(cast.zhou), 2, after)
            if not page.places:
                break
            read += [Incident.objects.get(pk=pk).number for _at, pk in page.places]
            after = page.places[-1]
        assert read == [each.number for each in matters[4::-1]]


def test_counting_stops(matters: list[Incident], cast: SimpleNamespace, monkeypatch: Any) -> None:
    monkeypatch.setattr(search, "COUNTED", 3)
    answer = find(Incident.objects.visible_to(scope(cast.zhou)), "东马蓬", scope(cast.zhou), 2)
    assert (answer.total, answer.is_more_than_counted) == (4, True)


def test_a_common_word_older_than_the_newest_thousands_is_found(
    matters: list[Incident], cast: SimpleNamespace, monkeypatch: Any
) -> None:
    monkeypatch.setattr(search, "LOOKED_UP", 1)
    monkeypatch.setattr(search, "span_of_the_newest", lambda: timedelta(0))
    assert found(cast.zhou, "消防") == [matters[2].number, matters[0].number]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.text(st.sampled_from(LETTERS), max_size=8))
def test_whatever_is_found_contains_the_words_and_nothing_is_missed(
    matters: list[Incident], cast: SimpleNamespace, typed: str
) -> None:
    wanted = grams.words(typed, search.MOST_WORDS)
    place = grams.fold("东马蓬社区 东马蓬社区第一网格 沁园街道")
    containing = [
        each.number
        for each, text in zip(matters, TEXTS, strict=False)
        if wanted and all(word in f"{grams.fold(text)} {place}" for word in wanted)
    ]
    assert found(cast.zhou, typed) == containing[::-1]


@pytest.mark.parametrize("typed", HOSTILE)
def test_nothing_that_is_typed_does_harm(
    matters: list[Incident], cast: SimpleNamespace, client: Any, typed: str
) -> None:
    assert set(found(cast.zhou, typed)) <= {each.number for each in matters[:5]}
    client.force_login(cast.zhou)
    if "\ud800" not in typed:
        assert client.get("/desk/queue", {"q": typed}).status_code == 200


def test_the_reporter_is_not_searched(tell: Teller, cast: SimpleNamespace) -> None:
    tell.file("petition", reporter={"name": "张三丰", "phone": "10000001234", "address": "北蓬3号楼"})
    for typed in ("张三丰", "10000001234", "北蓬", "林小兰"):
        assert found(cast.zhou, typed) == []
