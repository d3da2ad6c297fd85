"""One long play in which every verb of a matter and of a break is done at least once, step by step."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from incidents import services
from incidents.models import Incident
from incidents.verbs import perform
from incidents.zeros import services as zeros
from tests.incidents.lives import CATEGORY, Teller


@dataclass
class Play:
    """Tells the play; yields the name of each verb after it was done and committed."""

    t: Teller
    qian: Any

    def __iter__(self) -> Iterator[str]:
        for scene in (
            self.on_the_spot,
            self.declined,
            self.whole_life,
            self.asking,
            self.merging,
            self.moved,
            self.late,
        ):
            yield from scene()
        yield from self.broken_zero()

    def do(self, incident: Incident, verb: str, by: Any, **data: Any) -> str:
        self.t.act(incident, verb, by, **data)
        return verb

    def undo(self, incident: Incident, verb: str, by: Any, **data: Any) -> Iterator[str]:
        """Do something and take it back five seconds later."""
        yield self.do(incident, verb, by, **data)
        perform("undo", incident.pk, {}, by=by, now=self.t.now + timedelta(seconds=5))
        yield "undo"

    def accepted(self, kind: str = "hazard", **more: Any) -> Incident:
        incident = self.t.file(kind, **more)
        return self.t.act(incident, "accept", self.t.cast.zhou, category=CATEGORY[kind])

    def on_the_spot(self) -> Iterator[str]:
        incident = self.t.file("petition")
        yield "report"
        yield self.do(incident, "self_handle", self.t.cast.lin, what_was_done="当场劝解，双方握手")

    def declined(self) -> Iterator[str]:
        c = self.t.cast
        incident = self.t.file("petition")
        yield self.do(incident, "request_confirmation", c.zhou, to_grid=c.grid_a1.code, question="人在吗")
        yield self.do(incident, "confirm", c.sun, is_so=True)
        yield self.do(
            incident, "decline", c.zhou, reason_code="not_ours", channel="拨打12345", text="不属本辖区"
        )
        yield self.do(incident, "object", c.lin, text="就在我们楼下")
        yield self.do(incident, "transfer", c.zhou, body_name="市信访局", receipt_number="回执-7")

    def whole_life(self) -> Iterator[str]:
        c, t = self.t.cast, self.t
        incident = t.file("hazard", urgency="urgent")
        yield from self.undo(incident, "accept", c.zhou, category="H01")
        yield self.do(incident, "accept", c.zhou, category="H01", urgency="serious")
        yield from self.undo(incident, "assign", c.zhou, to=c.sanitation.code)
        yield self.do(incident, "assign", c.zhou, to=c.sanitation.code, co_handlers=[c.water.code])
        yield self.do(incident, "send_back", c.chen, reason_code="not_ours", text="不归我们")
        yield self.do(incident, "assign", c.zhou, to=c.sanitation.code)
        yield self.do(incident, "assign", c.zhou, to=c.roads.code)
        yield self.do(incident, "assign", c.zhou, to=c.sanitation.code, final=True)
        yield self.do(incident, "take", c.chen)
        yield self.do(incident, "supplement", c.lin, text="又堆了两箱")
        yield self.do(incident, "remind", c.zhou)
        yield self.do(
            incident,
            "supervise",
            c.wu,
            level=2,
            demand="今日办结",
            due_at=(t.now + timedelta(days=1)).isoformat(),
        )
        yield self.do(incident, "answer", c.chen, text="下午清理")
        yield self.do(incident, "reclassify", c.zhou, category="H03", urgency="urgent", reason="挡住消防车")
        yield self.do(incident, "finish", c.chen, what_was_done="已清理")
        yield self.do(incident, "rework", c.lin, reason="还剩一半")
        yield self.do(incident, "finish", c.chen, what_was_done="全部清理")
        yield self.do(incident, "verify", c.lin)
        yield self.do(incident, "follow_up", c.zhou, solved=False, satisfaction=2)
        yield self.do(incident, "reopen", c.zhou, reason="又堆起来了")
        plain = t.in_state("verified", "petition")
        yield "several"
        yield from self.undo(plain, "close", c.zhou, outcome="settled")
        yield self.do(plain, "close", c.zhou, outcome="settled", public_reply="已调解")

    def asking(self) -> Iterator[str]:
        c, t = self.t.cast, self.t
        incident = t.in_state("handling", "hazard")
        yield "several"
        later = (t.now + timedelta(days=20)).isoformat()
        yield self.do(incident, "ask", c.chen, what="extension", reason="等配件", new_date=later)
        yield self.do(incident, "refuse", c.zhou)
        yield self.do(incident, "ask", c.chen, what="suspension", reason="等停水", new_date=later)
        yield self.do(incident, "grant", c.zhou)
        yield self.do(incident, "resume", c.zhou)
        yield self.do(incident, "ask", c.zhou, what="voiding", reason="重复录入")
        yield self.do(incident, "grant", c.wei)

    def merging(self) -> Iterator[str]:
        c = self.t.cast
        parent, child = self.accepted(), self.accepted()
        yield "several"
        yield from self.undo(child, "merge", c.zhou, parent=str(parent.pk))
        yield self.do(child, "merge", c.zhou, parent=parent.number)
        yield self.do(child, "unmerge", c.zhou)
        yield self.do(
            child,
            "register",
            c.zhou,
            official_number="信-2026-1",
            office="市信访局",
            on=str(date(2026, 11, 17)),
        )

    def moved(self) -> Iterator[str]:
        """Into another grid, then into another street: it leaves one room and enters another."""
        c = self.t.cast
        incident = self.accepted("security")
        yield self.do(incident, "place", c.zhou, grid_code=c.grid_a2.code)
        yield self.do(incident, "place", c.zhou, grid_code=c.grid_b1.code)
        yield self.do(incident, "assign", c.he, to=c.roads.code)

    def late(self) -> Iterator[str]:
        self.t.in_state("handling", "hazard")
        incident = self.t.file("hazard", reporter={"name": "张三", "phone": "13800001234"})
        self.t.now += timedelta(days=30)
        services.sweep(now=self.t.now)
        yield "overdue"
        zhou, reason = self.t.cast.zhou, "需要回访来访人核实现场地址"
        services.reveal(
            incident.pk, fields=["phone"], reason_code="contact", reason=reason, by=zhou, now=self.t.tick()
        )
        yield "reveal"

    def broken_zero(self) -> Iterator[str]:
        suspicion = zeros.Suspicion(
            id=uuid4(), zero="petition", subject_kind="community", area=self.t.cast.grid_a1.parent,
            occurred_on=self.t.now.date() - timedelta(days=2), severity="visit", summary="越级走访一次",
        )  # fmt: skip
        broken = zeros.suspect(suspicion, by=self.qian, now=self.t.tick())
        yield "suspect"
        zeros.examine(broken.pk, by=self.qian, now=self.t.tick())
        day = self.t.now.date()
        zeros.confirm(
            broken.pk, document_number="济信〔2026〕1号", document_on=day, by=self.qian, now=self.t.tick()
        )
        yield "confirm a break"
        zeros.appeal(broken.pk, text="并非越级", by=self.qian, now=self.t.tick())
        zeros.revoke(broken.pk, text="查明属实", by=self.qian, now=self.t.tick())
        yield "revoke"
