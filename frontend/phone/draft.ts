/**
 * The report that is being written: kept on the phone at every change, found again after a call, a camera or a crash.
 * Words and photos lie apart, so that a letter typed does not write every picture anew.
 */
import { type Signal, signal } from "@preact/signals";
import { forgetEarly, sendEarly, wasSentEarly } from "./early";
import { blank, isBegun, partsOf } from "./filing";
import type { Draft, KeptPhoto } from "./shapes";
import { myself } from "./state";
import { dropDraft, draftKey, keep, keepDraft, kept, readDraft, replaceDraft } from "./store";
import { uuid7 } from "./uuid";

const PAUSE = 250;
/** How long what was cleared can be had back. */
export const REGRET = 10_000;
const OWN_CAMERA = "own-camera";

/** What was found of an earlier time: nothing, a draft, or one during which the camera ended the page. */
export type Found = "" | "draft" | "camera";

export interface Writing {
  draft: Signal<Draft>;
  found: Found;
  /** Change some of it; kept within a quarter of a second, if the phone has room (提交 says when it has not). */
  set(change: Partial<Draft>): void;
  /** Keep it now: the camera is about to open, and may end this page. */
  beforeCamera(): Promise<void>;
  add(photos: readonly KeptPhoto[]): Promise<void>;
  remove(photo: KeptPhoto): Promise<void>;
  say(voice: KeptPhoto | null): Promise<void>;
  /** Begin anew; what was there lies by until something new is written, the form is left, or ten seconds are over. */
  clear(): void;
  /** Have back what was cleared; false if it is gone. */
  restore(): boolean;
  /** The form is left; whether a draft stays behind. */
  leave(): boolean;
  /** Something is being taken in: a photo made smaller, words spoken. `stop` ends what would go on by itself. */
  taking(work: Promise<void>, stop?: () => void): Promise<void>;
  /** Waits until all that is being taken in lies in the draft; a recording ends now. */
  whole(): Promise<void>;
  /** Keep nothing more of it: it goes to the outbox. */
  done(): void;
  /** The outbox had no room: it is a draft again. */
  reopen(): void;
}

/** The grid of the door that was scanned; the next form begins there. */
let door = "";

export function standAt(grid: string): void {
  door = grid;
}

/** Whether the phone's own camera has ended this page before: then the one inside the page is used. */
export async function usesOwnCamera(): Promise<boolean> {
  return (await kept<boolean>(OWN_CAMERA)) ?? false;
}

/** Go on with one's own draft of a kind, or begin one. */
export async function write(kind: string, urgent: boolean): Promise<Writing> {
  const by = myself.value;
  const name = draftKey({ by, kind });
  const earlier = (await readDraft(by, kind).catch(() => undefined)) ?? inSession(name);
  const killed = earlier?.camera ?? false;
  if (killed) await keep(OWN_CAMERA, true);
  const begun = earlier !== undefined && (killed || isBegun(earlier));
  const fresh = () => blank(kind, uuid7(), Date.now(), urgent, by);
  const empty = fresh();
  const told = { ...empty.told, ...earlier?.told };
  const draft = signal<Draft>(begun ? { ...empty, ...earlier, told, camera: false, ...(urgent && { urgency: "urgent" }) } : empty);
  if (door) draft.value = { ...draft.value, grid: door };
  door = "";
  if (killed) await keepDraft(draft.value);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let closed = false;
  let cleared: Draft | null = null;
  const works = new Map<Promise<void>, () => void>();
  const stop = () => clearTimeout(timer);
  const toSession = () => sessionStorage.setItem(name, JSON.stringify({ ...draft.value, photos: [], voice: null }));
  const dropCleared = async () => {
    const old = cleared;
    cleared = null;
    if (!old) return;
    forgetEarly(old.id);
    await (isBegun(draft.value) ? replaceDraft(old, draft.value, partsOf(draft.value)) : dropDraft(old));
  };
  const save = async () => { if (!closed) await keepDraft(draft.value).then(() => sessionStorage.removeItem(name), toSession); };

  return {
    draft,
    found: killed ? "camera" : begun ? "draft" : "",
    set(change) {
      draft.value = { ...draft.value, ...change };
      stop();
      if (cleared && isBegun(draft.value)) void dropCleared();
      if (cleared) return;
      timer = setTimeout(() => void save(), PAUSE);
    },
    async beforeCamera() {
      stop();
      await dropCleared();
      if (!closed) await keepDraft({ ...draft.value, camera: true }).catch(toSession);
    },
    async add(photos) {
      if (closed) return;
      stop();
      await dropCleared();
      const here = photos.map((each) => moved(each, draft.value.id));
      draft.value = { ...draft.value, camera: false, photos: [...draft.value.photos, ...here] };
      await keepDraft(draft.value, here);
      for (const photo of here) sendEarly(photo);
    },
    async remove(photo) {
      if (closed) return;
      stop();
      const before = draft.value;
      const left = before.photos.filter((each) => each.slot !== photo.slot);
      const after = wasSentEarly(photo) ? renamed(before, left) : { ...before, photos: left };
      draft.value = after;
      await replaceDraft(before, after, partsOf(after));
      if (after.id !== before.id) for (const each of after.photos) sendEarly(each);
    },
    async say(voice) {
      if (closed) return;
      stop();
      await dropCleared();
      const before = draft.value;
      draft.value = { ...before, voice: voice && moved(voice, before.id) };
      await replaceDraft(before, draft.value, partsOf(draft.value));
    },
    clear() {
      stop();
      sessionStorage.removeItem(name);
      const old = cleared = draft.value;
      draft.value = { ...fresh(), place: old.place };
      setTimeout(() => { if (cleared === old) void dropCleared(); }, REGRET);
    },
    restore() {
      if (!cleared) return false;
      [draft.value, cleared] = [cleared, null];
      void save();
      return true;
    },
    leave() {
      void dropCleared();
      return !closed && isBegun(draft.value);
    },
    taking(work, end = () => undefined) {
      works.set(work, end);
      return work.finally(() => works.delete(work));
    },
    async whole() {
      for (const end of works.values()) end();
      await Promise.allSettled(works.keys());
    },
    done() {
      stop();
      closed = true;
      sessionStorage.removeItem(name);
    },
    reopen() {
      closed = false;
      void save();
    },
  };
}

/** The words of a draft that the phone's storage would not take; they live as long as this window. */
function inSession(name: string): Draft | undefined {
  const words = sessionStorage.getItem(name);
  return words ? (JSON.parse(words) as Draft) : undefined;
}

/** The same report under another id: what has gone ahead of the old one stays behind, and is no part of this one. */
function renamed(draft: Draft, photos: readonly KeptPhoto[]): Draft {
  const id = uuid7();
  return { ...draft, id, photos: photos.map((each) => moved(each, id)), voice: draft.voice && moved(draft.voice, id) };
}

/** A part of the report with this id, which may have become another while the part was being made. */
function moved(part: KeptPhoto, id: string): KeptPhoto {
  return { ...part, report: id, key: `${id}/${part.slot}` };
}
