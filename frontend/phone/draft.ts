/**
 * The report that is being written: kept on the phone at every change, found again after a call, a camera or a crash.
 * Words and photos lie apart, so that a letter typed does not write every picture anew.
 */
import { type Signal, signal } from "@preact/signals";
import { forgetEarly, sendEarly, wasSentEarly } from "./early";
import { blank, isBegun, partsOf } from "./filing";
import type { Draft, KeptPhoto } from "./shapes";
import { myself } from "./state";
import { dropDraft, draftKey, keep, keepDraft, kept, readDraft } from "./store";
import { uuid7 } from "./uuid";

const PAUSE = 250;
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
  /** Throw it away and begin anew. */
  clear(): void;
  /** Keep nothing more of it: it lies in the outbox. */
  done(): void;
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
  const draft = signal<Draft>(begun ? { ...fresh(), ...earlier, camera: false, ...(urgent && { urgency: "urgent" }) } : fresh());
  if (killed) await keepDraft(draft.value);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = () => clearTimeout(timer);
  const toSession = () => sessionStorage.setItem(name, JSON.stringify({ ...draft.value, photos: [], voice: null }));
  const save = () => keepDraft(draft.value).then(() => sessionStorage.removeItem(name), toSession);

  return {
    draft,
    found: killed ? "camera" : begun ? "draft" : "",
    set(change) {
      draft.value = { ...draft.value, ...change };
      stop();
      timer = setTimeout(() => void save(), PAUSE);
    },
    async beforeCamera() {
      stop();
      await keepDraft({ ...draft.value, camera: true }).catch(toSession);
    },
    async add(photos) {
      stop();
      draft.value = { ...draft.value, camera: false, photos: [...draft.value.photos, ...photos] };
      await keepDraft(draft.value, photos);
      for (const photo of photos) sendEarly(photo);
    },
    async remove(photo) {
      stop();
      const before = draft.value;
      const left = before.photos.filter((each) => each.slot !== photo.slot);
      const after = wasSentEarly(photo) ? renamed(before, left) : { ...before, photos: left };
      draft.value = after;
      await dropDraft(before);
      await keepDraft(draft.value, partsOf(after));
      if (after.id !== before.id) for (const each of after.photos) sendEarly(each);
    },
    async say(voice) {
      stop();
      draft.value = { ...draft.value, voice };
      await dropDraft(draft.value);
      await keepDraft(draft.value, partsOf(draft.value));
    },
    clear() {
      stop();
      sessionStorage.removeItem(name);
      void dropDraft(draft.value);
      forgetEarly(draft.value.id);
      draft.value = fresh();
    },
    done() {
      stop();
      sessionStorage.removeItem(name);
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
  const moved = (part: KeptPhoto) => ({ ...part, report: id, key: `${id}/${part.slot}` });
  return { ...draft, id, photos: photos.map(moved), voice: draft.voice && moved(draft.voice) };
}
