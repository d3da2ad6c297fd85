"""Lives for tests: a matter brought into any state by the verbs themselves, by the cast."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from grids.datum import Datum
from incidents import services
from incidents.models import Incident, State
from incidents.services import Filing, Position
from incidents.verbs import perform

CATEGORY = {"petition": "P01", "hazard": "H01", "security": "S01"}


@dataclass
class Teller:
    """Tells lives: each step one minute after the last, each by the one of the cast whose step it is."""

    cast: SimpleNamespace
    now: datetime

    def file(self, kind: str = "hazard", by: Any = None, **more: Any) -> Incident:
        """A matter as Lin files it in her grid."""
        more.setdefault("position", Position(112.6005, 35.0705, Datum.WGS84, accuracy_metres=12))
        filing = Filing(id=uuid.uuid4(), kind=kind, text="三楼楼道堆放杂物，挡住消防通道", **more)
        return services.report(filing, by=by or self.cast.lin, now=self.tick()).incident

    def tick(self) -> datetime:
        """The next minute."""
        self.now += timedelta(minutes=1)
        return self.now

    def act(self, incident: Incident, verb: str, by: Any, **data: Any) -> Incident:
        """One verb, as the API would call it, on the matter as it stands."""
        return perform(verb, incident.pk, data, by=by, now=self.tick())

    def in_state(self, state: str, kind: str = "petition") -> Incident:
        """A matter in `state`, told by the shortest legal life."""
        return STEPS[State(state)](self, self.file(kind))


def _accepted(t: Teller, i: Incident) -> Incident:
    return t.act(i, "accept", t.cast.zhou, category=CATEGORY[i.kind_id], urgency="normal")


def _assigned(t: Teller, i: Incident) -> Incident:
    return t.act(_accepted(t, i), "assign", t.cast.zhou, to=t.cast.sanitation.code)


def _handling(t: Teller, i: Incident) -> Incident:
    return t.act(_assigned(t, i), "take", t.cast.chen)


def _suspended(t: Teller, i: Incident) -> Incident:
    _handling(t, i)
    later = (t.now + timedelta(days=20)).isoformat()
    t.act(i, "ask", t.cast.chen, what="suspension", reason="等待供水公司停水检修", new_date=later)
    return t.act(i, "grant", t.cast.zhou)


def _finished(t: Teller, i: Incident) -> Incident:
    return t.act(_handling(t, i), "finish", t.cast.chen, what_was_done="已清理完毕")


def _verified(t: Teller, i: Incident) -> Incident:
    return t.act(_finished(t, i), "verify", t.cast.lin, result="现场已看过")


def _closed(t: Teller, i: Incident) -> Incident:
    return t.act(_verified(t, i), "close", t.cast.zhou, outcome="settled", public_reply="已清理，感谢反映")


def _declined(t: Teller, i: Incident) -> Incident:
    return t.act(i, "decline", t.cast.zhou, reason_code="not_ours", channel="拨打12345", text="不属本辖区")


def _transferred(t: Teller, i: Incident) -> Incident:
    return t.act(i, "transfer", t.cast.zhou, body_name="市公安局", receipt_number="回执-1")


def _merged(t: Teller, i: Incident) -> Incident:
    parent = _accepted(t, t.file(i.kind_id))
    return t.act(i, "merge", t.cast.zhou, parent=str(parent.pk))


def _void(t: Teller, i: Incident) -> Incident:
    t.act(i, "ask", t.cast.zhou, what="voiding", reason="重复录入，已有同一编号")
    return t.act(i, "grant", t.cast.wei)


STEPS: dict[State, Callable[[Teller, Incident], Incident]] = {
    State.REPORTED: lambda t, i: i,
    State.ACCEPTED: _accepted,
    State.ASSIGNED: _assigned,
    State.HANDLING: _handling,
    State.SUSPENDED: _suspended,
    State.FINISHED: _finished,
    State.VERIFIED: _verified,
    State.CLOSED: _closed,
    State.DECLINED: _declined,
    State.TRANSFERRED: _transferred,
    State.MERGED: _merged,
    State.VOID: _void,
}
