"""Breaks for tests: told by the recognising officers, as the page does it."""

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from grids.models import Area
from incidents.zeros import services
from incidents.zeros.models import Break
from incidents.zeros.services import Suspicion

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
START_OF_CAMPAIGN = date(2026, 1, 1)

BreakIn = Callable[..., Break]


@pytest.fixture
def suspicion(community: Area) -> Callable[..., Suspicion]:
    """What Qian files of the village of grid A1: somebody went to the city ten days ago."""

    def fill(**others: Any) -> Suspicion:
        given: dict[str, Any] = {
            "id": uuid.uuid4(),
            "zero": "petition",
            "subject_kind": "community",
            "area": community,
            "occurred_on": date(2026, 11, 13),
            "severity": "visit",
            "summary": "本可在村里解决的宅基地纠纷，到市里反映",
        }
        return Suspicion(**(given | others))

    return fill


@pytest.fixture
def break_in(suspicion: Callable[..., Suspicion], qian: Any) -> BreakIn:
    """A break in the state that is asked for, told by Qian."""

    def to(state: str = "suspected", by: Any = qian, **others: Any) -> Break:
        b = services.suspect(suspicion(**others), by=by, now=NOW)
        for verb, reached, carried in LIFE:
            if b.state == state:
                break
            b = services.VERBS[verb](b.pk, by=by, now=NOW, **carried)
            assert b.state == reached
        if state == "revoked":
            b = services.revoke(b.pk, text="查明属于初次来信", by=by, now=NOW)
        assert b.state == state
        return b

    return to


LIFE: list[tuple[str, str, dict[str, Any]]] = [
    ("examine", "pending", {}),
    ("confirm", "confirmed", {"document_number": "济信认〔2026〕7号", "document_on": date(2026, 11, 20)}),
    ("appeal", "appealed", {"text": "村里认为已经答复"}),
    ("uphold", "upheld", {"text": "答复未送达，维持"}),
]
