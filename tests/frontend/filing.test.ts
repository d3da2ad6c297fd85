/** What a report is made of on the phone: what is missing, what is sent, which chips are shown, which slot a photo gets. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { blank, bodyOf, isBegun, lacking, maySettle, nextSlot, outgoingOf, shownCategories } from "../../frontend/phone/filing";
import type { Category, Kind, KeptPhoto, Place } from "../../frontend/phone/shapes";

const GRID = "419001001001001";
const PLACE: Place = { lon: 112.6, lat: 35.07, datum: "WGS84", accuracy_metres: 12, source: "gnss", fixed_at: "2026-11-23T02:00:00Z" };
const AT = Date.parse("2026-11-23T02:00:00Z");

function category(code: string, parent: string | null = null, mayHandle = true): Category {
  return { code, name: code, parent, photo_before: false, photo_after: false, needs_plan: false, may_self_handle: mayHandle, nearby_metres: 250 };
}

function photo(slot: string): KeptPhoto {
  return { key: `r/${slot}`, report: "r", slot, blob: new Blob(["x"]), sha256: "" };
}

const HAZARD: Kind = { code: "hazard", name: "安全隐患", mark: "▲", emergency_notice: "", categories: [] };
const draft = (kind = "hazard") => blank(kind, "r", AT);

test("a hazard needs a photo or a sentence, a dispute a sentence", () => {
  assert.equal(lacking(draft(), undefined, GRID), "evidence");
  assert.equal(lacking({ ...draft("petition"), photos: [photo("photo-1")] }, undefined, GRID), "words");
  assert.equal(lacking({ ...draft(), photos: [photo("photo-1")] }, undefined, GRID), "");
});

test("a report without a fix goes to one's own grid; who has none must write the place", () => {
  const told = { ...draft(), text: "灯坏了" };
  assert.equal(lacking(told, undefined, GRID), "");
  assert.equal(bodyOf(told, "灯坏了", undefined, GRID)["grid_code"], GRID);
  assert.equal(lacking(told, undefined, ""), "place");
  assert.equal(lacking({ ...told, address: "3号楼" }, undefined, ""), "");
  assert.equal("grid_code" in bodyOf({ ...told, place: PLACE }, "灯坏了", undefined, GRID), false);
});

test("what is empty is not sent at all", () => {
  const body = bodyOf({ ...draft(), text: "灯坏了", place: PLACE }, "灯坏了", undefined, GRID);
  assert.deepEqual(Object.keys(body).sort(), ["kind", "photos_expected", "place", "seen_at", "text", "urgency"]);
});

test("settled on the spot is sent only where the county allows it", () => {
  const settled = { ...draft(), text: "堆物", on_the_spot: true, settled: "已清走", place: PLACE };
  assert.equal(bodyOf(settled, "堆物", category("a"), GRID)["settled"], "已清走");
  assert.equal("settled" in bodyOf(settled, "堆物", category("a", null, false), GRID), false);
  assert.equal(maySettle({ ...settled, urgency: "urgent" }, undefined), false);
  assert.equal(maySettle({ ...settled, kind: "security" }, undefined), false);
  assert.equal(lacking({ ...settled, settled: " " }, undefined, GRID), "settled");
});

test("a category that is no longer offered is not sent", () => {
  const old = { ...draft(), text: "井盖", category: "gone", place: PLACE };
  assert.equal("category" in bodyOf(old, "井盖", undefined, GRID), false);
  assert.equal(bodyOf(old, "井盖", category("gone"), GRID)["category"], "gone");
});

test("a photo that was removed leaves its slot unused", () => {
  assert.equal(nextSlot([]), "photo-1");
  assert.equal(nextSlot([photo("photo-2")]), "photo-3");
});

test("the same draft makes the same body, whenever it is sent", () => {
  const one = { ...draft(), photos: [photo("photo-1")], place: PLACE };
  const first = outgoingOf(one, HAZARD, category("fire"), GRID, 7, AT);
  const second = outgoingOf(one, HAZARD, category("fire"), GRID, 7, AT + 60_000);
  assert.deepEqual(first.body, second.body);
  assert.equal(first.body["text"], "fire，见照片");
  assert.deepEqual(first.slots, ["photo-1"]);
  assert.equal(first.draft.photos.length, 0);
});

test("more than six categories stand behind one button; a chosen one opens its own", () => {
  const many = ["a", "b", "c", "d", "e", "f", "g"].map((code) => category(code));
  const all = [...many, category("a.1", "a"), category("a.2", "a")];
  const codes = (chosen: string, whole = false) => shownCategories(all, chosen, whole).shown.map((each) => each.code);
  assert.deepEqual(codes(""), ["a", "b", "c", "d", "e"]);
  assert.equal(shownCategories(all, "", false).more, 2);
  assert.deepEqual(codes("", true), ["a", "b", "c", "d", "e", "f", "g"]);
  assert.deepEqual(codes("a"), ["a", "a.1", "a.2"]);
  assert.deepEqual(codes("a.2"), ["a", "a.1", "a.2"]);
  assert.deepEqual(codes("g"), ["a", "b", "c", "d", "g"]);
  assert.equal(shownCategories(many.slice(0, 6), "", false).more, 0);
});

test("an untouched form is no draft worth keeping", () => {
  assert.equal(isBegun(draft()), false);
  assert.equal(isBegun({ ...draft(), text: "灯" }), true);
  assert.equal(isBegun({ ...draft(), photos: [photo("photo-1")] }), true);
});
