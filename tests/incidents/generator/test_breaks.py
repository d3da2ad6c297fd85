"""The breaks of the demo: about three a year in each street, all legal, and something on every office's desk."""

from datetime import timedelta

import pytest

from core.worktime import local_date
from grids.models import Level, Zero
from incidents.invariants.lives import legal_breaks
from incidents.zeros.models import Break, Campaign
from incidents.zeros.workflow import BreakState
from tests.incidents.generator.conftest import NOW, Demo

pytestmark = pytest.mark.django_db


def test_every_break_is_a_path_in_the_graph(demo: Demo) -> None:
    assert Break.objects.count() >= 48 and list(legal_breaks()) == []


def test_every_office_has_something_waiting_and_something_appealed(demo: Demo) -> None:
    for zero in Zero:
        mine = Break.objects.filter(zero=zero)
        assert mine.waiting().exists() and mine.filter(state=BreakState.APPEALED).exists()


def test_days_are_counted_from_a_year_ago(demo: Demo) -> None:
    assert Campaign.objects.get().starts_on == local_date(NOW) - timedelta(days=365)


def test_a_break_was_filed_after_it_happened_and_recognised_by_a_later_document(demo: Demo) -> None:
    for one in Break.objects.select_related("area"):
        assert one.occurred_on <= local_date(one.suspected_at) <= local_date(NOW)
        assert one.document_on is None or one.occurred_on <= one.document_on
        assert one.area.level == Level.COMMUNITY
