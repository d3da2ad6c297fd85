import assert from "node:assert/strict";
import { test } from "node:test";
import { day, minute, moment, span } from "../../frontend/shared/times";
import { estimate, hearTime, lastHeard } from "../../frontend/wall/clock";
import { freshness } from "../../frontend/wall/freshness";
import { type Cell, perCell, projection, stepOf, steps } from "../../frontend/wall/geometry";
import type { Matter } from "../../frontend/shared/frames";
import { shortNumber } from "../../frontend/wall/words";
import { type Motion, MOST, nextAt, PATIENCE, step, STILL } from "../../frontend/wall/motion";

test("it is live up to five seconds, then late, then dead after a minute", () => {
  assert.deepEqual([0, 4_999, 5_000, 59_999, 60_000].map((ms) => freshness(ms, 0)), ["live", "live", "late", "late", "dead"]);
});

test("it waits before the first beat, and is late when the sequencer is", () => {
  assert.equal(freshness(null, 0), "waiting");
  assert.equal(freshness(100, 4.8), "live");
  assert.equal(freshness(100, 4.9), "late");
  assert.equal(freshness(2_000, 3.1), "late");
});

test("days and minutes are those of Shanghai wherever the screen hangs", () => {
  const at = Date.parse("2026-11-22T16:05:00Z");
  assert.equal(day(at), "2026-11-23");
  assert.equal(minute(at), "00:05");
  assert.equal(moment(at - 600_000, at), "11-22 23:55");
});

test("a span is hours and minutes, beyond two days whole days, with a minus when past", () => {
  assert.deepEqual([47, -134, 47 * 60 + 59, -3 * 1440].map((min) => span(min * 60_000, "天")), ["00:47", "-02:14", "47:59", "-3天"]);
});

const square = (path: string, west: number): Cell => ({
  code: path, name: path, path, rings: [[[west, 35], [west + 1, 35], [west + 1, 36], [west, 36], [west, 35]]],
});

test("a matter counts in the cell its path lies in; one in no cell is not lost", () => {
  const cells = [square("/4/41/", 112), square("/4/42/", 113)];
  const matters = ["/4/41/411/", "/4/41/", "/4/"].map((path) => ({ path }) as Matter);
  assert.deepEqual([...perCell(matters, cells)].sort(), [["", 1], ["/4/41/", 2]]);
});

test("the drawing fits its box, north up", () => {
  const project = projection([square("/a/", 112), square("/b/", 113)], 400, 300, 10);
  assert.ok(project);
  const [left, bottom] = project(112, 35);
  const [right, top] = project(114, 36);
  assert.ok(left >= 10 - 1e-6 && right <= 390 + 1e-6 && top >= 10 - 1e-6 && bottom <= 290 + 1e-6 && top < bottom);
});

test("nothing to draw is no projection", () => assert.equal(projection([], 400, 300, 10), null));

test("none is step 0 and the fullest cell is in the last step", () => {
  const limits = steps(9);
  assert.deepEqual(limits, [3, 6, 9, 12]);
  assert.deepEqual([0, 1, 3, 4, 9, 99].map((count) => stepOf(count, limits)), [0, 1, 1, 2, 3, 4]);
});

const asking = (...keys: string[]): Motion[] => keys.map((key) => ({ key, length: 400 }));
const keysOf = (each: readonly Motion[]): string[] => each.map((motion) => motion.key);

test("two move at once, the others in their order as the first come to rest", () => {
  const first = step(STILL, asking("a", "b", "c", "d"), 0);
  assert.deepEqual([keysOf(first.moving), keysOf(first.waiting)], [["a", "b"], ["c", "d"]]);
  assert.equal(nextAt(first), 400);
  const second = step(first, asking("c", "b", "e"), 399);
  assert.deepEqual([keysOf(second.moving), keysOf(second.waiting)], [["a", "b"], ["c", "d", "e"]]);
  const third = step(second, [], 400);
  assert.deepEqual([keysOf(third.moving), keysOf(third.waiting), nextAt(third)], [["c", "d"], ["e"], 800]);
  assert.deepEqual(step(step(third, [], 800), [], 1_200), STILL);
});

test("a call goes before what waits, and never makes a third", () => {
  const stage = step(STILL, [...asking("a", "b", "c"), { key: "call", length: 10_000, calls: true }], 0);
  assert.deepEqual(keysOf(stage.moving), ["call", "a"]);
  const later = step(stage, [{ key: "second", length: 10_000, calls: true }], 100);
  assert.deepEqual([keysOf(later.moving), keysOf(later.waiting)], [["call", "a"], ["b", "c", "second"]]);
  assert.deepEqual(keysOf(step(later, [], 400).moving), ["call", "second"]);
});

test("what waited until nobody looks any more does not move at all", () => {
  const calls = ["x", "y"].map((key) => ({ key, length: 10_000, calls: true }));
  const stage = step(STILL, [...calls, ...asking("late")], 0);
  assert.deepEqual(keysOf(step(stage, [], PATIENCE).waiting), []);
});

test("whatever is asked in whatever order, never more than two move", () => {
  let stage = STILL;
  for (let turn = 0; turn < 500; turn += 1) {
    stage = step(stage, [{ key: `k${(turn * 7) % 60}`, length: 100 + ((turn * 31) % 900), calls: turn % 9 === 0 }], turn * 40);
    assert.ok(stage.moving.length <= MOST);
  }
  assert.ok(stage.waiting.length < 60);
});

test("the beat that was least on its way tells the time; a clock that was set is followed at once", () => {
  const at = (ms: number): string => new Date(1_000_000 + ms).toISOString();
  hearTime(at(0), 80);
  hearTime(at(2_000), 2_005);
  hearTime(at(4_000), 4_060);
  assert.deepEqual([estimate(5_005), lastHeard()], [1_005_000, 1_004_000]);
  hearTime(at(60_000), 6_000);
  assert.equal(estimate(7_000), 1_061_000);
});

test("a number of today is said by its end, one of another day with that day", () => {
  const now = Date.parse("2026-11-23T16:30:00Z");
  assert.deepEqual(
    ["261124-00231", "261123-00231", "251124-00231", "PL-0015"].map((number) => shortNumber(number, now)),
    ["00231", "1123-00231", "1124-00231", "0015"],
  );
});
