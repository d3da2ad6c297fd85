"""Printed QR sheets: for those who run an area, one page a grid, each with the door's own address."""

import pytest
from django.test import Client

from tests.incidents.lives import Teller

GRID, COMMUNITY, OTHER = "419001001001001", "419001001001", "419001002001001"


def page(tell: Teller, who: str, code: str, query: str = "") -> tuple[int, str]:
    client = Client()
    client.force_login(getattr(tell.cast, who))
    answer = client.get(f"/grids/{code}/qr{query}")
    return answer.status_code, answer.content.decode()


def test_a_grid_is_one_page_of_six_labels_or_one_notice(tell: Teller) -> None:
    status, text = page(tell, "zhou", GRID)
    assert (status, text.count("<svg"), text.count('class="sheet')) == (200, 6, 1)
    assert f'aria-label="http://testserver/g/{GRID}"' in text
    assert page(tell, "zhou", GRID, "?as=poster")[1].count("<svg") == 1


def test_a_community_is_a_page_for_each_grid(tell: Teller) -> None:
    assert page(tell, "zheng", COMMUNITY)[1].count('class="sheet') == 2


@pytest.mark.parametrize(
    ("who", "code", "status"),
    [("he", GRID, 403), ("zhou", OTHER, 403), ("lin", GRID, 403), ("chen", GRID, 403), ("zhou", "1", 404)],
)
def test_others_print_nothing(tell: Teller, who: str, code: str, status: int) -> None:
    assert page(tell, who, code)[0] == status


def test_nobody_prints_without_signing_in(tell: Teller) -> None:
    assert Client().get(f"/grids/{GRID}/qr").status_code == 302
