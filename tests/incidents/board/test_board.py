"""The supervisor's board over HTTP: every number opens the list that it counts, and nobody sees beyond their area."""

import html
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client

from core.worktime import SHANGHAI
from incidents.zeros.models import Zero
from tests.incidents.breaks import BreakIn
from tests.incidents.months import Month
from tests.incidents.pages import signed_in

NOON = datetime(2026, 11, 23, 12, tzinfo=SHANGHAI)
LINK = re.compile(r'<a class="counted" href="([^"]+)">(\d+)</a>')


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    """The pages are opened on Monday the 23rd at noon."""
    with patch("incidents.entrance.now", return_value=NOON):
        yield


def page(client: Client, address: str = "/board/") -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def shown(text: str) -> list[tuple[str, int]]:
    """The addresses and numbers of all links that count."""
    return [(html.unescape(url), int(number)) for url, number in LINK.findall(text)]


def opened(client: Client, url: str) -> int:
    """How many rows the list behind a number has: what it says, and what it shows on all its pages."""
    text = page(client, url)
    found = re.search(r'data-count="(\d+)"', text)
    assert found is not None
    rows = text.count('<th scope="row">')
    for number in range(2, (int(found[1]) + 49) // 50 + 1):
        rows += page(client, f"{url}&page={number}").count('<th scope="row">')
    assert rows == int(found[1])
    return rows


@pytest.mark.parametrize(
    ("area", "period"), [("county", "2026-11"), ("street_a", "2026-10"), ("community", "2026-11")]
)
def test_every_number_opens_the_list_it_counts(
    busy: Month, wu: Any, areas: dict[str, Any], area: str, period: str
) -> None:
    client = signed_in(wu)
    numbers = shown(page(client, f"/board/?area={areas[area].code}&period={period}"))
    assert len(numbers) > 60
    wrong = [(url, number) for url, number in sorted(set(numbers)) if opened(client, url) != number]
    assert wrong == []


def test_the_headline_says_n_of_many_and_its_cut_off(busy: Month, wu: Any) -> None:
    text = page(signed_in(wu))
    assert "到期办结率" in text and "2026-11-23 12:00" in text
    figure = text[text.index('data-figure="due_closure"') :][:900]
    assert "100.0%" in figure and [number for _, number in shown(figure)][:2] == [3, 3]
    late = text[text.index('data-figure="on_time"') :][:900]
    assert "66.7%" in late and [number for _, number in shown(late)][:2] == [2, 3]


def test_of_nothing_a_dash_is_printed(wu: Any, small_catalogue: None) -> None:
    text = page(signed_in(wu))
    assert "—" in text and "0.0%" not in text


def test_the_books_are_shown_and_balance(busy: Month, wu: Any) -> None:
    text = page(signed_in(wu))
    identity = text[text.index('data-figure="flow"') :].split("</p>")[0]
    opening, new, relapsed, closed, transferred, ending = (number for _, number in shown(identity))
    assert opening + new + relapsed - closed - transferred == ending
    assert (opening, relapsed, transferred) == (1, 1, 1) and "账平" in identity


def test_the_days_at_zero_open_their_breaks(busy: Month, wu: Any, break_in: BreakIn) -> None:
    break_in("confirmed")
    break_in("suspected")
    client = signed_in(wu)
    text = page(client)
    assert "<strong>10</strong>" in text and "<strong>326</strong>" in text
    for part in ("year", "waiting"):
        assert opened(client, f"/board/breaks?part={part}&area=419001&zero=petition") == 1
        assert opened(client, f"/board/breaks?part={part}&area=419001&zero={Zero.CASE}") == 0


def test_units_stand_in_the_order_of_their_codes_and_nobody_is_ranked(
    busy: Month, wu: Any, areas: dict[str, Any], cast: Any
) -> None:
    text = page(signed_in(wu))
    a, b = (text.index(f">{areas[name].short_name}</a>") for name in ("street_a", "street_b"))
    assert a < b and "不排名" in text
    assert not any(cast.__dict__[who].display_name in text for who in ("lin", "zhou", "chen", "he", "zheng"))


def test_what_few_people_said_is_not_shown(busy: Month, wu: Any) -> None:
    text = page(signed_in(wu))
    said = text[text.index('data-figure="satisfied"') :][:600]
    assert "不足10人" in said and shown(said.split("</tr>")[0]) == []


def test_a_supervisor_of_one_street_opens_there_and_nowhere_else(areas: dict[str, Any], busy: Month) -> None:
    from tests.cast import appoint

    client = signed_in(appoint("gu", "顾街", "supervisor", areas["street_b"]))
    assert "济水街道督导" in page(client)
    for area in ("county", "street_a", "community"):
        code = areas[area].code
        for address in (f"/board/?area={code}", f"/board/list?figure=open&part=all&area={code}",
                        f"/board/breaks?area={code}"):  # fmt: skip
            assert client.get(address).status_code == 404
    assert opened(client, f"/board/list?figure=open&part=all&area={areas['street_b'].code}") == 0


@pytest.mark.parametrize("who", ["lin", "zheng", "chen", "qian", "xu"])
def test_those_without_a_board_are_told_so(request: pytest.FixtureRequest, who: str) -> None:
    client = signed_in(request.getfixturevalue(who))
    assert [client.get(f"/board/{page}").status_code for page in ("", "list", "breaks")] == [403] * 3


@pytest.mark.parametrize("address", [
    "/board/?period=2026-12", "/board/?period=2026-13", "/board/?period=x", "/board/?area=999999",
    "/board/?kind=nothing", "/board/list", "/board/list?figure=on_time&part=x", "/board/list?figure=x&part=of",
    "/board/breaks?part=x", "/board/breaks?zero=x", "/board/?area=%00",
])  # fmt: skip
def test_an_address_that_asks_for_nothing_is_not_found(wu: Any, address: str) -> None:
    assert signed_in(wu).get(address).status_code == 404


def test_a_page_number_beyond_the_end_shows_the_last(busy: Month, wu: Any) -> None:
    answer = signed_in(wu).get("/board/list?figure=open&part=all&page=99999")
    assert answer.status_code == 200


def test_the_month_before_and_the_month_after_are_one_click_away(wu: Any, small_catalogue: None) -> None:
    text = page(signed_in(wu))
    assert "period=2026-10" in text and "period=2026-12" not in text
    assert "period=2026-11" in page(signed_in(wu), "/board/?period=2026-10")


def test_the_board_costs_the_same_however_much_there_is(
    busy: Month, wu: Any, django_assert_max_num_queries: Any
) -> None:
    client = signed_in(wu)
    page(client)
    with django_assert_max_num_queries(45):
        page(client)
    with django_assert_max_num_queries(6):
        page(client, "/board/list?figure=open&part=all")
