"""Matters for which somebody has asked something that another must grant."""

from datetime import datetime, timedelta

from incidents.models import Incident, State
from tests.incidents.lives import Teller


def asked(tell: Teller, what: str, days: int = 20) -> tuple[Incident, datetime]:
    """A matter in hand for which Chen has asked something, and the date he named."""
    incident = tell.in_state(State.HANDLING)
    date = tell.now + timedelta(days=days)
    data = {"what": what, "reason": "等待停水检修", "new_date": date.isoformat()}
    return tell.act(incident, "ask", tell.cast.chen, **data), date


def voiding(tell: Teller, incident: Incident) -> Incident:
    return tell.act(incident, "ask", tell.cast.zhou, what="voiding", reason="重复录入")
