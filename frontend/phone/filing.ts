/** What a report is made of, and what is missing in it. Pure: the form draws it, the outbox sends it. */
import { t } from "../shared/i18n";
import type { Category, Draft, Kind, KeptPhoto, Outgoing } from "./shapes";

export const MOST_PHOTOS = 6;
const TITLE = 24;

/** An empty report of a kind. */
export function blank(kind: string, id: string, at: number, urgent = false, by = 0): Draft {
  return {
    id, kind, by, seen_at: new Date(at).toISOString(), category: "", urgency: urgent ? "urgent" : "normal", place: null,
    address: "", text: "", on_the_spot: false, settled: "", people: "", told: { name: "", phone: "", address: "" }, photos: [], voice: null, camera: false, grid: "", not: [],
  };
}

/** Whether anything has been written or taken that would be a pity to lose. */
export function isBegun(draft: Draft): boolean {
  const words = [draft.text, draft.address, draft.settled, draft.category, draft.people, ...Object.values(draft.told)];
  return draft.photos.length > 0 || draft.voice !== null || words.some((each) => each.trim() !== "");
}

/** Whether the county lets the finder settle this on the spot, as the server will judge it. */
export function maySettle(draft: Draft, category: Category | undefined): boolean {
  return category ? category.may_self_handle : draft.urgency === "normal" && draft.kind !== "security";
}

/** What a report lacks before it can go; "" for nothing. */
export type Lack = "" | "words" | "evidence" | "place" | "settled";

/** The first thing that is still missing. `grid` is the code of the worker's own grid, "" if there is none. */
export function lacking(draft: Draft, category: Category | undefined, grid: string): Lack {
  const words = draft.text.trim();
  if (draft.kind === "petition" && !words && !draft.voice) return "words";
  if (!words && !draft.voice && draft.photos.length === 0) return "evidence";
  if (!draft.place && !draft.address.trim() && !draft.grid && !grid) return "place";
  return settles(draft, category) && !draft.settled.trim() ? "settled" : "";
}

/** One sentence on it. */
export function problem(lack: Exclude<Lack, "">): string {
  switch (lack) {
    case "words": return t("请写一句话，说说是什么事");
    case "evidence": return t("请拍一张照片，或写一句话");
    case "place": return t("还没有定位：请写地点，如“亚桥社区3号楼旁”");
    case "settled": return t("请写一句怎么解决的");
  }
}

/** The words of the report; a recording or a photo alone speaks for itself. */
export function wordsOf(draft: Draft, kind: Kind, category: Category | undefined): string {
  const name = { category: category?.name ?? kind.name };
  return draft.text.trim() || (draft.voice ? t("{category}，见语音", name) : t("{category}，见照片", name));
}

/** The body of `PUT /reports/{uuid}`. Without a fix and without words for the place it is the worker's own grid;
 * a category that the county no longer offers is not shown, and not sent. */
export function bodyOf(draft: Draft, words: string, category: Category | undefined, grid: string): Record<string, unknown> {
  const told = Object.fromEntries(Object.entries(draft.told).filter(([, value]) => value.trim()));
  return {
    kind: draft.kind,
    text: words,
    urgency: draft.urgency,
    seen_at: draft.seen_at,
    photos_expected: draft.photos.length,
    ...(draft.voice && { voices_expected: 1 }),
    ...(category && { category: category.code }),
    ...(draft.place && { place: draft.place }),
    ...(!draft.place && (draft.grid || grid) && { grid_code: draft.grid || grid }),
    ...(draft.address.trim() && { address: draft.address.trim() }),
    ...(draft.people && { people_bucket: draft.people }),
    ...(settles(draft, category) && { settled: draft.settled.trim() }),
    ...(Object.keys(told).length > 0 && { reporter: told }),
  };
}

/** Photos, and the recording if there is one. */
export function partsOf(draft: Draft): KeptPhoto[] {
  return draft.voice ? [...draft.photos, draft.voice] : draft.photos;
}

/** The report as it lies in the outbox. */
export function outgoingOf(draft: Draft, kind: Kind, category: Category | undefined, grid: string, by: number, at: number): Outgoing {
  const words = wordsOf(draft, kind, category);
  return {
    what: "report", id: draft.id, matter: draft.id, seq: 0, by, body: bodyOf(draft, words, category, grid), title: titleOf(words), mark: kind.mark,
    slots: partsOf(draft).map((each) => each.slot), bytes: partsOf(draft).reduce((sum, each) => sum + each.blob.size, 0),
    made_at: at, tries: 0, next_at: 0, refused: "", number: "", refused_slot: "", draft: { ...draft, photos: [], voice: null },
  };
}

/** The words as a list shows them. */
function titleOf(words: string): string {
  return words.length > TITLE ? `${words.slice(0, TITLE - 1)}…` : words;
}

/** A slot that no photo of this report has had: one that was removed leaves its name behind. */
export function nextSlot(photos: readonly KeptPhoto[]): string {
  const taken = photos.map((each) => Number(each.slot.replace("photo-", "")) || 0);
  return `photo-${Math.max(0, ...taken) + 1}`;
}

/** The categories to show: the 大类, or a chosen one with its 小类. `more` is how many stand behind 更多. */
export function shownCategories(all: readonly Category[], chosen: string, whole: boolean, room = 6): { shown: Category[]; more: number; inside: boolean } {
  const category = all.find((each) => each.code === chosen);
  const top = category?.parent ?? chosen;
  const below = all.filter((each) => each.parent === top && top !== "");
  const parent = all.find((each) => each.code === top);
  if (parent && below.length > 0) return { shown: [parent, ...below], more: 0, inside: true };
  const tops = all.filter((each) => each.parent === null);
  const cut = whole || tops.length <= room ? tops.length : room - 1;
  const shown = tops.slice(0, cut);
  if (parent && !shown.includes(parent)) shown.splice(-1, 1, parent);
  return { shown, more: tops.length - cut, inside: false };
}

function settles(draft: Draft, category: Category | undefined): boolean {
  return draft.on_the_spot && maySettle(draft, category);
}
