"""A stage for the wall: made-up rooms for looks and sizes, and what a look at a page measures."""

import json
import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from playwright.sync_api import Page, Route, WebSocketRoute

from realtime.frames import Json, mark
from tests.frontend.running import FRONTEND

KINDS = [
    {"code": "petition", "name": "诉求与矛盾纠纷", "mark": "●", "zero": "petition"},
    {"code": "hazard", "name": "安全隐患", "mark": "▲", "zero": "accident"},
    {"code": "security", "name": "治安事件", "mark": "■", "zero": "case"},
]
SEAL = {
    "number": "419001-202611231432-23-108-0-120", "code": "7K2M-9QXD",
    "qr": '<svg viewBox="0 0 2 2"><path d="M0 0h2v2h-2z"/></svg>',
}  # fmt: skip
STATES = ["reported", "accepted", "assigned", "handling", "finished", "verified", "suspended"]

MEASURE = """() => {
  const unit = Math.min(innerWidth / 1920, innerHeight / 1080), wrong = [];
  const hidden = (e) => !e.getBoundingClientRect().width || e.closest('.visually-hidden') || e.closest('svg');
  const ends = (style) => style.overflowX !== 'visible' && style.textOverflow === 'ellipsis';
  for (const e of document.querySelectorAll('#wall *')) {
    if (hidden(e)) continue;
    const box = e.getBoundingClientRect(), style = getComputedStyle(e);
    const say = (what) => wrong.push(`${what} ${e.tagName}.${e.className} ${e.textContent.slice(0, 30)}`);
    const words = [...e.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (words && parseFloat(style.fontSize) < 24 * unit - 0.01) say('small');
    if (e.parentElement.closest('.line, .under, .aside')) continue;
    if (box.right > innerWidth + 1 || box.bottom > innerHeight + 1) say('outside');
    const panel = e.closest('.panel')?.getBoundingClientRect();
    if (panel && (box.right > panel.right + 1 || box.bottom > panel.bottom + 1)) say('leaves its panel');
    if (e.scrollWidth > e.clientWidth + 1 && style.display !== 'inline' && !ends(style)) say('overflows');
  }
  const page = document.documentElement;
  if (page.scrollWidth > innerWidth || document.body.scrollHeight > innerHeight) wrong.push('the page scrolls');
  return wrong;
}"""
"""Finds what is too small, outside the screen or its panel, or cut without an ellipsis."""


@dataclass
class Room:
    """A made-up room: `matters` open, as long-worded and large as the worst or as small as none."""

    matters: int
    worst: bool = False
    seed: int = 7
    open: list[Json] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.now = datetime.now(UTC)
        self.chance = random.Random(self.seed)
        self.open = [self.matter(number) for number in range(self.matters)]

    def at(self, minutes: float) -> str:
        return (self.now + timedelta(minutes=minutes)).isoformat()

    def matter(self, number: int) -> Json:
        pick, state = self.chance.choice, self.chance.choice(STATES)
        reported = -self.chance.uniform(1, 20_000)
        street = self.chance.randint(1, 2)
        return {
            "id": str(UUID(int=number + 1)), "number": f"261123-{number:05d}", "kind": pick(KINDS)["code"],
            "category": "生产经营性自建房结构安全与消防通道占用" if self.worst else pick(["井盖缺失", "噪音纠纷"]),
            "state": state, "urgency": self.chance.choices(["normal", "urgent"], [9, 1])[0],
            "area": "1", "area_name": "西许新型农村社区居民委员会" if self.worst else "东马蓬",
            "path": f"/419001/41900100{street}/", "department": "住房和城乡建设综合行政执法支队直属大队",
            "due_at": None if state in STATES[:2] else self.at(reported + self.chance.uniform(0, 30_000)),
            "overdue": False, "lon": 112 + street + self.chance.random(), "lat": 35 + self.chance.random(),
            "reported_at": self.at(reported), "version": 3,
        }  # fmt: skip

    def line(self, n: int, matter: Json, verb: str = "reported") -> Json:
        keys = ("id", "number", "kind", "category", "state", "area_name")
        told = {key: matter[key] for key in keys}
        return told | {"n": n, "at": self.at(-0.01 * (1_000 - n)), "verb": verb, "tally": {}}

    @property
    def snapshot(self) -> Json:
        big = self.worst
        zeros = [
            ("petition", 1_423 if big else 23, 0),
            ("accident", 1_208 if big else 108, 12 * big),
            ("case", 0, 1),
        ]
        today = {
            "reported": 4_721,
            "assigned": 4_480,
            "closed": 3_921,
            "returned": 219,
            "reported:hazard": 999,
        }
        return {
            "type": "snapshot", "n": 1_000, "server_time": self.now.isoformat(), "room": "area:/419001/",
            "day": (self.now + timedelta(hours=8)).date().isoformat(), "kinds": KINDS,
            "area": {"code": "419001", "name": "济源", "path": "/419001/"},
            "zeros": [{"zero": z, "days": d, "longest": 2_214 if big else 41, "suspected": s} for z, d, s in zeros],
            "today": today if big else {"reported": min(47, self.matters)}, "open": self.open,
            "feed": [self.line(999 - i, each) for i, each in enumerate(self.open[:20])],
        }  # fmt: skip

    def beat(self, n: int = 1_000) -> Json:
        hashed = 0
        for each in self.open:
            hashed ^= mark(UUID(each["id"]), each["version"])
        count = len(self.open)
        return {"type": "beat", "n": n, "server_time": datetime.now(UTC).isoformat(), "open_count": count,
                "open_hash": hashed, "lag": 0}  # fmt: skip

    @property
    def figures(self) -> Json:
        many = 400 if self.worst else 1
        flow = {"opening": 61 * many, "new": 38 * many, "relapsed": 2, "closed": 40 * many, "transferred": 2,
                "ending": 59 * many}  # fmt: skip
        days = [{"day": str(day), "n": 12 + day % 4, "of": 16 * (day % 7 > 0)} for day in range(30)]
        return {
            "as_of": self.now.isoformat(), "median_assign_minutes": 1_438 if self.worst else 38, "flow": flow,
            "on_time": {"n": 456 * many, "of": 474 * many, "days": days},
            "breaks": {"suspected": 112, "pending": 8, "confirmed": 1_203} if self.worst
            else {"suspected": 1, "pending": 0, "confirmed": 3},
        }  # fmt: skip

    @property
    def map(self) -> Json:
        def cell(street: int) -> Json:
            west = 112 + street
            ring = [[west, 35], [west + 1, 35], [west + 1, 36], [west, 36], [west, 35]]
            code = f"41900100{street}"
            return {"code": code, "name": "沁园", "path": f"/419001/{code}/", "rings": [ring]}

        return {
            "cells": [cell(1), cell(2)],
            "borders": [cell(1), cell(2)],
            "words": {"井盖缺失": "Manhole cover missing"},
        }

    def alarm(self, number: int, priority: int = 1, standing: str = "unacknowledged", **more: Any) -> Json:
        """An alarm about the matter of that number, as long-worded as the room."""
        matter = self.open[number] if number < len(self.open) else self.matter(number)
        rule = {1: "urgent", 2: "unassigned", 3: "soon"}[priority]
        return {
            "id": str(UUID(int=900 + number)), "rule": rule, "priority": priority, "standing": standing,
            "times": 12 if self.worst else 1, "rings": int(self.worst), "raised_at": self.at(-0.7 - 45 * self.worst),
            "acknowledged_at": self.at(-0.1) if standing == "acknowledged" else None,
            "cleared_at": self.at(-0.1) if standing == "cleared" else None, "shelved_until": None, "sounds": True,
            "incident": matter["id"], "number": matter["number"], "kind": matter["kind"], "zero": "",
            "category": matter["category"], "area": matter["area"], "area_name": matter["area_name"],
            "lon": matter["lon"], "lat": matter["lat"],
        } | more  # fmt: skip

    def alarms(self, *listed: Json, flood: Json | None = None) -> Json:
        """The message that tells these alarms; without any, what the room has."""
        if not listed and self.open:
            many = [self.alarm(0, 2), self.alarm(1, 3), self.alarm(2, 2, "acknowledged")]
            listed = tuple(many if not self.worst else [self.alarm(n, 2 - n % 2) for n in range(20)])
            flood = {"since": self.at(-8), "count": 2_314, "kinds": 12} if self.worst else None
        waiting = sum(each["standing"] == "unacknowledged" for each in listed)
        return {
            "type": "alarms", "list": list(listed), "waiting": waiting * (57 if self.worst else 1), "cleared": 0,
            "in_hand": sum(each["standing"] == "acknowledged" for each in listed), "shelved": 11 * self.worst,
            "flood": flood, "hash": len(listed) + waiting, "n": 1_000,
        }  # fmt: skip

    @property
    def told(self) -> Json:
        """What became of one matter, as incident mode asks for it."""
        steps = ["reported", "accepted", "assigned", "taken", "finished", "reworked"] * (
            3 if self.worst else 1
        )
        lines = [{"at": self.at(n - 90), "verb": verb} for n, verb in enumerate(steps)]
        long = "切断气源并通知燃气公司与应急管理部门到场核实处置情况" if self.worst else "先围挡警示"
        return {"id": self.open[0]["id"] if self.open else "", "lines": lines, "checklist": [long] * 6}

    def play(self, page: Page, answers: bool = True) -> "list[WebSocketRoute]":
        """Put this room behind the page's socket and requests; returns the sockets as they open."""
        sockets: list[WebSocketRoute] = []

        def opened(socket: WebSocketRoute) -> None:
            sockets.append(socket)
            if answers:
                say(socket, self.snapshot)
                say(socket, self.alarms())
                say(socket, self.beat())

        def fulfil(route: Route) -> None:
            url = route.request.url
            told = {"figures": self.figures, "matter": self.told, "alarms": self.alarms(), "seal": SEAL}
            route.fulfill(json=next((told[word] for word in told if f"feed/{word}" in url), self.map))

        page.route_web_socket("**/ws/feed*", opened)
        page.route(
            "**/readyz", lambda route: route.fulfill(status=503)
        )  # a page that hears nothing starts not anew
        page.route("**/api/v1/feed/*", fulfil)
        return sockets


def say(socket: WebSocketRoute, message: Json) -> None:
    socket.send(json.dumps(message, ensure_ascii=False))


def axe(page: Page) -> list[Any]:
    """What axe-core finds wrong with the page as it stands."""
    page.evaluate((FRONTEND / "node_modules/axe-core/axe.min.js").read_text())
    found = page.evaluate(
        "axe.run().then((all) => all.violations.map((v) => [v.id, v.nodes.map((n) => n.html)]))"
    )
    return list(found)
