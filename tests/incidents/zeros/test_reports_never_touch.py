"""A reported matter never touches a zero: otherwise people hide hazards."""

from types import SimpleNamespace
from typing import Any

import pytest

from incidents.models import State
from incidents.zeros.days import zero_days
from incidents.zeros.models import Break, Campaign
from tests.incidents.breaks import NOW, START_OF_CAMPAIGN, TODAY
from tests.incidents.lives import Teller


@pytest.fixture
def told(cast: SimpleNamespace, small_catalogue: None) -> Teller:
    return Teller(cast, NOW)


@pytest.mark.parametrize("kind", ["petition", "hazard", "security"])
def test_no_state_of_any_kind_of_matter_touches_a_zero(told: Teller, county: Any, kind: str) -> None:
    Campaign.objects.create(area_path=county.path, starts_on=START_OF_CAMPAIGN, set_at=NOW)
    before = zero_days(county.path, TODAY)
    for state in State:
        told.in_state(state, kind)
    assert zero_days(county.path, TODAY) == before
    assert not Break.objects.exists()
