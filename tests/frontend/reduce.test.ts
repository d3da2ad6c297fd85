import assert from "node:assert/strict";
import { test } from "node:test";
import type { Frame, Line, Matter, Room, Snapshot } from "../../frontend/shared/frames";
import { hashOf, mark } from "../../frontend/shared/hash";
import { FEED_LENGTH, FEED_REACH, fits, reduce, touched } from "../../frontend/shared/reduce";

const AT = "2026-11-23T10:00:00+08:00";

function matter(id: string, version: number): Matter {
  return {
    id, version, number: `261123-${id}`, kind: "hazard", category: "井盖缺失", state: "assigned", urgency: "normal",
    area: "419001001001", area_name: "东马蓬", path: "/419001/419001001/419001001001/", department: "环卫中心",
    due_at: null, overdue: false, lon: null, lat: null, reported_at: AT,
  };
}

function line(n: number, tally: Record<string, number> = {}, at = AT): Line {
  return { n, at, verb: "assigned", id: "a", number: "261123-a", kind: "hazard", category: "", state: "", area_name: "", tally };
}

function snapshot(open: Matter[] = [], feed: Line[] = []): Snapshot {
  const area = { code: "419001", name: "济源", path: "/419001/" };
  return {
    type: "snapshot", n: 100, server_time: AT, day: "2026-11-23", room: "area:/419001/", area, kinds: [], zeros: [],
    today: {}, open, feed,
  };
}

function frame(from: number, to: number, more: Partial<Frame> = {}): Frame {
  return { type: "frame", from, to, at: AT, lines: [], open: [], gone: [], ...more };
}

function room(...open: Matter[]): Room {
  const made = reduce(null, snapshot(open));
  assert.ok(made);
  return made;
}

test("a frame that follows is applied and moves the number", () => {
  const after = reduce(room(), frame(100, 102, { open: [matter("a", 1)], lines: [line(101)] }));
  assert.equal(after?.n, 102);
  assert.deepEqual([...(after?.open.keys() ?? [])], ["a"]);
  assert.equal(after?.feed.length, 1);
});

test("an old frame changes nothing, not even the object", () => {
  const before = room(matter("a", 3));
  assert.equal(reduce(before, frame(90, 100, { gone: [["a", 9]] })), before);
});

test("a frame after a hole is not applied", () => {
  const before = room();
  assert.equal(fits(before, frame(101, 103)), "gap");
  assert.equal(reduce(before, frame(101, 103, { open: [matter("a", 1)] })), before);
});

test("an older version never replaces a newer one, and cannot take it away", () => {
  const before = room(matter("a", 5));
  const after = reduce(before, frame(100, 101, { open: [matter("a", 4)], gone: [["a", 4]] }));
  assert.equal(after?.open.get("a")?.version, 5);
});

test("what ended is gone, and the hash goes with it", () => {
  const after = reduce(room(matter("a", 5), matter("b", 1)), frame(100, 101, { gone: [["a", 6]] }));
  assert.equal(after?.open.has("a"), false);
  assert.equal(after?.hash, mark("b", 1));
});

test("the kept hash is the hash of what is kept, in any order", () => {
  const after = reduce(room(matter("a", 1), matter("b", 1)), frame(100, 103, { open: [matter("c", 1), matter("a", 2)] }));
  assert.equal(after?.hash, hashOf([matter("c", 1), matter("b", 1), matter("a", 2)]));
});

test("a mark is FNV-1a of id and version", () => assert.equal(mark("", 0), 0x9e063a67));

test("lines that overlap with what is known are counted once", () => {
  const after = reduce(room(), frame(98, 102, { lines: [line(99, { closed: 1 }), line(101, { closed: 1 })] }));
  assert.equal(after?.today["closed"], 1);
  assert.deepEqual(after?.feed.map((each) => each.n), [101]);
});

test("a line of yesterday is shown but not counted today", () => {
  const late = line(100, { reported: 1 }, "2026-11-22T23:59:59+08:00");
  const after = reduce(room(), frame(100, 101, { lines: [late] }));
  assert.equal(after?.today["reported"], undefined);
  assert.equal(after?.feed.length, 1);
});

test("the feed is newest first and bounded in length and in reach", () => {
  const lines = Array.from({ length: 30 }, (_, i) => line(100 + i));
  const after = reduce(room(), frame(100, 130, { lines }));
  assert.equal(after?.feed.length, FEED_LENGTH);
  assert.equal(after?.feed[0]?.n, 129);
  const much = reduce(after ?? null, frame(130, 130 + FEED_REACH + 1));
  assert.equal(much?.feed.length, 0);
});

test("a beat moves the number and nothing else", () => {
  const before = room(matter("a", 1));
  const beat = { type: "beat", n: 120, server_time: AT, open_count: 1, open_hash: before.hash, lag: 0 } as const;
  const after = reduce(before, beat);
  assert.equal(after?.n, 120);
  assert.equal(after?.open, before.open);
});

test("nothing is shown before a snapshot", () => assert.equal(reduce(null, frame(0, 1)), null));

test("a frame names the matters it brings news of", () => {
  const news = touched(frame(100, 103, { lines: [line(100)], open: [matter("b", 2)], gone: [["c", 7]] }));
  assert.deepEqual([...news], [["a", 0], ["c", 7], ["b", 2]]);
});

test("ten thousand frames shuffled, doubled and dropped end at the truth once the holes are filled", () => {
  const truth = Array.from({ length: 2_000 }, (_, i) => frame(100 + i, 101 + i, i % 7 === 6
    ? { gone: [[`m${i % 90}`, i + 2]] }
    : { open: [matter(`m${i % 90}`, i + 2)], lines: [line(100 + i, { closed: 1 })] }));
  const straight = truth.reduce<Room | null>((now, each) => reduce(now, each), room());
  let seed = 7;
  const random = (): number => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
  let now: Room = room();
  for (let i = 0; i < 10_000; i += 1) {
    const next = truth[Math.min(truth.length - 1, Math.floor(now.n - 100 + random() * 6 - 2))] ?? truth[0];
    assert.ok(next);
    now = reduce(now, next) ?? now;
  }
  for (const each of truth) now = reduce(now, each) ?? now;
  assert.deepEqual({ ...now, open: [...now.open].sort() }, { ...straight, open: [...(straight?.open ?? [])].sort() });
});
