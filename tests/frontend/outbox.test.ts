/** What becomes of a deed that was not taken, in which order deeds go, what lies nearby, and what the map shows. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { toSendAgain } from "../../frontend/phone/again";
import { LONGEST, chains, fateOf, isDue, pause } from "../../frontend/phone/fate";
import { told } from "../../frontend/phone/figures";
import { blank, outgoingOf } from "../../frontend/phone/filing";
import { rings, toPoint, toScreen, viewOf } from "../../frontend/phone/geometry";
import { metres, nearby } from "../../frontend/phone/nearby";
import type { Item, KeptPhoto, Kind } from "../../frontend/phone/shapes";

const refusal = (status: number, code = "", fields = {}) => ({ status, code, message: "", fields });

test("only what is wrong with the deed itself parks it", () => {
  for (const [status, code] of [[500, ""], [502, ""], [503, "UNAVAILABLE"], [429, "RATE_LIMITED"], [408, ""], [409, "BUSY_RETRY"], [403, "FORM_EXPIRED"], [400, "BAD_REQUEST"]] as const)
    assert.equal(fateOf(refusal(status, code)), "later", `${status} ${code}`);
  assert.equal(fateOf(refusal(0, "OFFLINE")), "stop");
  assert.equal(fateOf(refusal(401, "SIGN_IN")), "stop");
  assert.equal(fateOf(refusal(409, "STATE_CONFLICT")), "late");
  for (const [status, code] of [[422, "INVALID"], [409, "ID_REUSED"], [403, "NOT_ALLOWED"], [404, "NOT_FOUND"], [413, "TOO_LARGE"]] as const)
    assert.equal(fateOf(refusal(status, code)), "parked", `${status} ${code}`);
});

test("a server that is busy is asked again; one that says tomorrow refuses this deed and holds up no other", () => {
  assert.equal(fateOf({ ...refusal(429, "RATE_LIMITED"), leave: 60_000 }), "later");
  assert.equal(fateOf({ ...refusal(429, "RATE_LIMITED"), leave: 86_400_000 }), "parked");
  assert.ok(pause(0, 1, 86_400_000) <= 5 * LONGEST && !isDue(pause(0, 1, 86_400_000), 0));
});

test("what came before its turn waits for what it follows, and is refused only when nothing is left to come", () => {
  for (const [status, code] of [[409, "EARLIER_FIRST"], [404, "NOT_FOUND"]] as const) {
    assert.equal(fateOf(refusal(status, code), 9, true), "later", code);
    assert.equal(fateOf(refusal(status, code), 0, false), "parked", code);
  }
  assert.equal(fateOf(refusal(422, "INVALID"), 0, true), "parked");
});

test("the icon tells what waited at eight or four, and what is urgent at once", () => {
  const item = (reported_at: string, urgency = "normal") => ({ reported_at, urgency }) as Item;
  const items = [item("2026-11-23T00:00:00Z"), item("2026-11-23T01:00:00Z"), item("2026-11-23T02:00:00Z", "urgent")];
  const digest = { as_of: "2026-11-23T08:00:00+08:00", waiting: 1, filed_open: 0, settled: 0 };
  assert.equal(told(items, digest), 2);
  assert.equal(told(items, undefined), 3);
});

test("a photo that was garbled on the way is sent again, but not for ever", () => {
  const garbled = refusal(422, "INVALID", { digest: ["照片与其校验值不符"] });
  assert.equal(fateOf(garbled, 0), "later");
  assert.equal(fateOf(garbled, 9), "parked");
});

test("pauses grow from five seconds to five minutes, scattered, and longer if the server asks", () => {
  assert.equal(pause(0, 0.5), 5_000);
  assert.ok(pause(0, 0) < 5_000 && pause(0, 1) > 5_000);
  assert.equal(pause(30, 0.5), LONGEST);
  assert.ok(pause(0, 0, 60_000) >= 60_000);
});

test("a clock that was three days ahead holds nothing back once it is right again", () => {
  const now = Date.parse("2026-11-23T02:00:00Z");
  assert.equal(isDue(now - 1, now), true);
  assert.equal(isDue(now + 10_000, now), false);
  assert.equal(isDue(now + 3 * 86_400_000, now), true);
});

test("what belongs to one matter stays in its order, matters go by who waited longest", () => {
  const deed = (matter: string, id: string) => ({ matter, id });
  const found = chains([deed("b", "1"), deed("a", "2"), deed("b", "3")]);
  assert.deepEqual(found.map((chain) => chain.map((each) => each.id).join("")), ["13", "2"]);
});

test("nearby is the same kind, open, within the category's radius, the newest three", () => {
  const item = (id: string, lon: number, kind = "hazard") => ({ id, kind, category: null, lon, lat: 35.07, reported_at: `2026-11-2${id}T00:00:00Z` }) as Item;
  const place = { lon: 112.6, lat: 35.07, datum: "WGS84", accuracy_metres: 12, source: "gnss", fixed_at: "" } as const;
  const draft = { ...blank("hazard", "r", 0), place };
  const open = [item("1", 112.6001), item("2", 112.6002), item("3", 112.61), item("4", 112.6003), item("5", 112.6004), item("6", 112.6001, "petition")];
  assert.deepEqual(nearby(draft, undefined, open).map((each) => each.item.id), ["5", "4", "2"]);
  assert.deepEqual(nearby({ ...draft, not: ["5"] }, undefined, open).map((each) => each.item.id), ["4", "2", "1"]);
  assert.deepEqual(nearby({ ...draft, place: null }, undefined, open), []);
  assert.ok(Math.abs(metres({ lon: 112.6, lat: 35.07 }, { lon: 112.61, lat: 35.07 }) - 910) < 5);
});

test("five hundred open matters are searched in far less than the eye notices", () => {
  const draft = { ...blank("hazard", "r", 0), place: { lon: 112.6, lat: 35.07, datum: "WGS84", accuracy_metres: 12, source: "gnss", fixed_at: "" } as const };
  const open = Array.from({ length: 500 }, (_, n) => ({ id: `${n}`, kind: "hazard", category: null, lon: 112.6 + n / 1e5, lat: 35.07, reported_at: "2026-11-23T00:00:00Z" }) as Item);
  const from = performance.now();
  nearby(draft, undefined, open);
  assert.ok(performance.now() - from < 200);
});

test("a point on the map is the point under the finger", () => {
  const square = { type: "Polygon" as const, coordinates: [[[112.6, 35.07], [112.61, 35.07], [112.61, 35.08], [112.6, 35.08], [112.6, 35.07]] as [number, number][]] };
  const view = viewOf(rings(square).flat(), 320, 400);
  const [x, y] = toScreen(view, { lon: 112.603, lat: 35.072 });
  const back = toPoint(view, x, y);
  assert.ok(Math.abs(back.lon - 112.603) < 1e-9 && Math.abs(back.lat - 35.072) < 1e-9);
  assert.ok(x > 0 && x < 320 && y > 0 && y < 400);
});

test("of what a restored server has lost all goes again as it was; of what it has, only the photos that it lost", () => {
  const kind: Kind = { code: "hazard", name: "安全隐患", mark: "▲", emergency_notice: "", categories: [] };
  const draft = { ...blank("hazard", "11111111-1111-7111-8111-111111111111", 0), text: "井盖" };
  const part = (slot: string): KeptPhoto => ({ key: `${draft.id}/${slot}`, report: draft.id, slot, blob: new Blob(["x"]), sha256: slot });
  const both = [part("photo-1"), part("photo-2")];
  const sent = { ...outgoingOf({ ...draft, photos: both }, kind, undefined, "g", 7, 0), number: "261123-00001", tries: 3 };
  const whole = toSendAgain(sent, both, undefined);
  assert.deepEqual(whole.deeds, [{ ...sent, number: "", tries: 0 }]);
  assert.deepEqual(whole.photos, both);
  const [rest] = toSendAgain(sent, both, { id: sent.id, number: "261123-00001", parts: ["photo-1"] }).deeds;
  assert.ok(rest?.what === "photo" && rest.slot === "photo-2" && rest.matter === sent.id && rest.id !== sent.id);
  assert.deepEqual(toSendAgain(sent, both, { id: sent.id, number: "261123-00001", parts: ["photo-2", "photo-1"] }), { deeds: [], photos: [] });
  const [bare] = toSendAgain(sent, [], undefined).deeds;
  assert.deepEqual(bare?.what === "report" && [bare.slots, bare.body.photos_expected], [[], 2]);
});
