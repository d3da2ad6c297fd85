import assert from "node:assert/strict";
import { test } from "node:test";
import type { Alarm, Standing } from "../../frontend/shared/frames";
import { MUTE, MUTE_CALL, mutedLeft, ring, type Ringing, SILENT } from "../../frontend/shared/ringing";
import { ails, drift, isNight, isRenewal } from "../../frontend/wall/kiosk";
import { AFTER, AUTOMATIC, turn } from "../../frontend/wall/turning";

const AT = Date.parse("2026-11-23T02:00:00Z");

function alarm(id: string, priority: 1 | 2 | 3 = 1, standing: Standing = "unacknowledged", more: Partial<Alarm> = {}): Alarm {
  return {
    id, rule: "urgent", priority, standing, times: 1, rings: 0, raised_at: new Date(AT).toISOString(), acknowledged_at: null,
    cleared_at: null, shelved_until: null, sounds: true, incident: `m-${id}`, number: "261123-00001", kind: "hazard", zero: "",
    category: "", area: "", area_name: "", lon: 112, lat: 35, ...more,
  };
}

const known: Ringing = ring(SILENT, [], false, 0)[1];

test("a call sounds at once, then every ten seconds until somebody answers", () => {
  let ringing = known;
  const heard: number[] = [];
  for (let second = 0; second < 30; second += 1) {
    const [sound, after] = ring(ringing, [alarm("a", 1, second < 25 ? "unacknowledged" : "acknowledged")], false, second * 1000);
    if (sound) heard.push(second);
    ringing = after;
  }
  assert.deepEqual(heard, [0, 10, 20]);
});

test("a chime sounds once a minute, and what is of the third priority never", () => {
  let ringing = known;
  const heard: (string | number)[] = [];
  for (let second = 0; second < 70; second += 1) {
    const [sound, after] = ring(ringing, [alarm("a", 2), alarm("b", 3)], false, second * 1000);
    if (sound) heard.push(sound, second);
    ringing = after;
  }
  assert.deepEqual(heard, ["chime", 0, "chime", 60]);
});

test("what came and was answered elsewhere while the page was away sounds once", () => {
  const [sound, after] = ring(known, [alarm("a", 1, "acknowledged")], false, 1_000);
  assert.equal(sound, "call");
  assert.equal(ring(after, [alarm("a", 1, "acknowledged")], false, 60_000)[0], null);
});

test("a page that has just been opened is not startled by what was answered long ago", () => {
  assert.equal(ring(SILENT, [alarm("a", 1, "acknowledged"), alarm("b", 1, "cleared")], false, 0)[0], null);
  assert.equal(ring(SILENT, [alarm("a")], false, 0)[0], "call");
});

test("muted for five minutes, a call for two; a new call breaks through once", () => {
  let ringing: Ringing = { ...ring(known, [alarm("a")], false, 0)[1], mutedAt: 0 };
  assert.equal(ring(ringing, [alarm("a")], false, MUTE_CALL - 1)[0], null);
  assert.equal(ring(ringing, [alarm("a")], false, MUTE_CALL)[0], "call");
  assert.equal(ring(ringing, [alarm("a"), alarm("b")], false, 30_000)[0], "call");
  assert.equal(ring(ringing, [alarm("c", 2)], false, 30_000)[0], null);
  ringing = ring(ringing, [], false, MUTE)[1];
  assert.equal(mutedLeft(ringing, MUTE), 0);
  assert.equal(ringing.mutedAt, null);
});

test("in a flood only those that are told to sound do; what rings again is new", () => {
  assert.equal(ring(known, [alarm("a", 1, "unacknowledged", { sounds: false })], false, 0)[0], null);
  const after = ring(known, [alarm("a", 1, "acknowledged")], false, 0)[1];
  assert.equal(ring(after, [alarm("a", 1, "unacknowledged", { rings: 1 })], false, 1_000)[0], "call");
});

test("a wall that stands still chimes by itself", () => {
  assert.equal(ring(known, [], true, 0)[0], "chime");
});

test("the wall turns to the newest call, stays five minutes after it is over, and turns back", () => {
  const calm = { focus: null, putAwayAt: 0 };
  const turned = turn(calm, [alarm("a"), alarm("b", 1, "acknowledged", { raised_at: new Date(AT + 1_000).toISOString() })], AT + 2_000);
  assert.equal(turned.focus?.id, "m-b");
  const over = turn(turned, [], AT + 10_000);
  assert.equal(over.focus?.overSince, AT + 10_000);
  assert.equal(turn(over, [], AT + 10_000 + AFTER - 1).focus?.id, "m-b");
  assert.equal(turn(over, [], AT + 10_000 + AFTER).focus, null);
});

test("a call that was put away, is old, or is no call turns the wall to nothing", () => {
  assert.equal(turn({ focus: null, putAwayAt: AT }, [alarm("a")], AT).focus, null);
  assert.equal(turn({ focus: null, putAwayAt: 0 }, [alarm("a")], AT + AUTOMATIC + 1).focus, null);
  assert.equal(turn({ focus: null, putAwayAt: 0 }, [alarm("a", 2), alarm("b", 1, "shelved")], AT).focus, null);
});

test("what was turned to by hand stays", () => {
  const { focus } = turn({ focus: null, putAwayAt: 0 }, [alarm("a")], AT);
  assert.ok(focus);
  const held = { focus: { ...focus, byHand: true }, putAwayAt: 0 };
  assert.equal(turn(held, [alarm("b")], AT + 3_600_000), held);
});

test("night is from ten to six, and at four a page of over an hour starts anew", () => {
  const at = (hour: number): number => Date.parse("2026-11-22T16:00:00Z") + hour * 3_600_000;
  assert.deepEqual([21.9, 22, 3, 5.9, 6].map((hour) => isNight(at(hour))), [false, true, true, true, false]);
  assert.deepEqual([isRenewal(at(4), 2 * 3_600_000), isRenewal(at(4), 60_000), isRenewal(at(5), 2 * 3_600_000)], [true, false, false]);
});

test("a page that hears nothing for ten seconds or grows past 300 MB starts anew, at most every five minutes", () => {
  assert.deepEqual([ails(9_000, 0, 1e9), ails(11_000, 0, 1e9), ails(null, 0, 1e9), ails(11_000, 0, 60_000), ails(0, 4e8, 1e9)],
    [false, true, false, false, true]);
});

test("the edges move by a pixel each hour and come back", () => {
  const places = Array.from({ length: 4 }, (_, hour) => drift(hour * 3_600_000).join());
  assert.deepEqual([...new Set(places)].sort(), ["0,0", "0,1", "1,0", "1,1"]);
});
