/** All of IndexedDB that the phone needs. A write counts once its transaction is complete, durably. */
import { STRICT, type Seen, type Thumb, database } from "./database";
import type { Command, Detail, Draft, KeptPhoto, KeptReceipt, Outgoing, Receipt, Waiting } from "./shapes";

const MOST_MATTERS = 200;
const PROOF_KEPT = 90 * 86_400_000;

/** Put deeds and their photos away, and the draft they were aside, all or nothing; they are safe when this resolves. */
export async function putAway(deeds: readonly Waiting[], photos: readonly KeptPhoto[], draft?: Draft): Promise<void> {
  const tx = (await database()).transaction(["outbox", "photos", "kept"], "readwrite", STRICT);
  const kept = tx.objectStore("kept");
  let seq = Number((await kept.get("seq")) ?? 0);
  for (const deed of deeds) void tx.objectStore("outbox").put({ ...deed, seq: ++seq });
  void kept.put(seq, "seq");
  if (draft) {
    void kept.delete(draftKey(draft));
    for (const key of await tx.objectStore("photos").index("report").getAllKeys(draft.id)) void tx.objectStore("photos").delete(key);
  }
  for (const photo of photos) void tx.objectStore("photos").put(photo);
  await tx.done;
}

/** Keep what is being written, and what was just photographed for it. */
export async function keepDraft(draft: Draft, photos: readonly KeptPhoto[] = []): Promise<void> {
  const tx = (await database()).transaction(["photos", "kept"], "readwrite", STRICT);
  void tx.objectStore("kept").put({ ...draft, photos: [], voice: null }, draftKey(draft));
  for (const photo of photos) void tx.objectStore("photos").put(photo);
  await tx.done;
}

/** The draft that somebody has of a kind, with its photos. */
export async function readDraft(by: number, kind: string): Promise<Draft | undefined> {
  const tx = (await database()).transaction(["photos", "kept"]);
  const draft = (await tx.objectStore("kept").get(draftKey({ by, kind }))) as Draft | undefined;
  if (!draft || draft.photos.length > 0) return draft;
  const parts = await tx.objectStore("photos").index("report").getAll(draft.id);
  const isVoice = ({ slot }: KeptPhoto) => slot.startsWith("voice");
  return { ...draft, photos: parts.filter((each) => !isVoice(each)), voice: parts.find(isVoice) ?? null };
}

/** Keep a draft with exactly these parts in the place of what it was before, all or nothing. */
export async function replaceDraft(before: Draft, after: Draft, parts: readonly KeptPhoto[]): Promise<void> {
  const tx = (await database()).transaction(["photos", "kept"], "readwrite", STRICT);
  for (const key of await tx.objectStore("photos").index("report").getAllKeys(before.id)) void tx.objectStore("photos").delete(key);
  void tx.objectStore("kept").put({ ...after, photos: [], voice: null }, draftKey(after));
  for (const part of parts) void tx.objectStore("photos").put(part);
  await tx.done;
}

export async function dropDraft(draft: Draft): Promise<void> {
  const tx = (await database()).transaction(["photos", "kept"], "readwrite", STRICT);
  void tx.objectStore("kept").delete(draftKey(draft));
  for (const key of await tx.objectStore("photos").index("report").getAllKeys(draft.id)) void tx.objectStore("photos").delete(key);
  await tx.done;
}

/** Take a report out of the outbox and make it a draft again, all or nothing. */
export async function takeBack(report: Outgoing, draft: Draft): Promise<void> {
  const tx = (await database()).transaction(["outbox", "photos", "kept"], "readwrite", STRICT);
  const photos = await tx.objectStore("photos").index("report").getAll(report.id);
  const kept = photos.map((each) => ({ ...each, report: draft.id, key: `${draft.id}/${each.slot}` }));
  void tx.objectStore("kept").put({ ...draft, photos: [] }, draftKey(draft));
  void tx.objectStore("outbox").delete(report.id);
  for (const each of photos) void tx.objectStore("photos").delete(each.key);
  for (const each of kept) void tx.objectStore("photos").put(each);
  await tx.done;
}

/** All that is not sent, in the order in which it was done. */
export async function outgoing(): Promise<Waiting[]> {
  const all = await (await database()).getAll("outbox");
  return all.sort((one, other) => one.seq - other.seq);
}

export async function stillThere(id: string): Promise<Waiting | undefined> {
  return (await database()).get("outbox", id);
}

/** Write down how the sending of a deed goes; one that has left the outbox meanwhile stays out. */
export async function note(deed: Waiting): Promise<void> {
  const tx = (await database()).transaction("outbox", "readwrite", STRICT);
  if (await tx.store.getKey(deed.id)) void tx.store.put(deed);
  await tx.done;
}

export async function photo(deed: string, slot: string): Promise<KeptPhoto | undefined> {
  return (await database()).get("photos", `${deed}/${slot}`);
}

/**
 * Forget a deed and its photos: the server has them all, or nobody wants them. What comes after it on the same matter
 * and was never sent is based on `version` from now on: the one to which this deed led.
 */
export async function letGo(deed: Waiting, version?: number): Promise<void> {
  const tx = (await database()).transaction(["outbox", "photos"], "readwrite", STRICT);
  const outbox = tx.objectStore("outbox");
  void outbox.delete(deed.id);
  for (const key of await tx.objectStore("photos").index("report").getAllKeys(deed.id)) void tx.objectStore("photos").delete(key);
  if (version !== undefined) {
    const after = (await outbox.getAll()).filter((each): each is Command => each.what === "command" && each.matter === deed.matter && !each.started);
    for (const each of after) void outbox.put({ ...each, version });
  }
  await tx.done;
}

/** Keep a matter as it was just read; of those read long ago the phone forgets the details. */
export async function keepMatter(detail: Detail, at: number): Promise<void> {
  const tx = (await database()).transaction("matters", "readwrite");
  void tx.store.put({ id: detail.id, at, detail });
  const all = await tx.store.getAll();
  all.sort((one, other) => other.at - one.at);
  for (const each of all.slice(MOST_MATTERS)) void tx.store.delete(each.id);
  await tx.done;
}

export async function keptMatter(id: string): Promise<Seen | undefined> {
  return (await database()).get("matters", id);
}

/** Keep a receipt for ninety days: the proof, when a server comes back older than its phones. */
export async function keepReceipt(receipt: Receipt, by: number): Promise<void> {
  const tx = (await database()).transaction("receipts", "readwrite", STRICT);
  for (const each of await tx.store.getAll()) if (Date.parse(each.received_at) < Date.parse(receipt.received_at) - PROOF_KEPT) void tx.store.delete(each.id);
  void tx.store.put({ ...receipt, by });
  await tx.done;
}

/** The receipt that somebody has of a report. */
export async function keptReceipt(id: string, by: number): Promise<KeptReceipt | undefined> {
  const found = await (await database()).get("receipts", id);
  return found?.by === by ? found : undefined;
}

export async function forgetMatter(id: string): Promise<void> {
  await (await database()).delete("matters", id);
}

/** Forget every matter that was seen, and its picture: somebody else holds the phone now. */
export async function forgetMatters(): Promise<void> {
  const tx = (await database()).transaction(["matters", "thumbs"], "readwrite");
  void tx.objectStore("matters").clear();
  void tx.objectStore("thumbs").clear();
  await tx.done;
}

export async function keptThumbs(): Promise<Thumb[]> {
  return (await database()).getAll("thumbs");
}

export async function keptThumb(id: string): Promise<Thumb | undefined> {
  return (await database()).get("thumbs", id);
}

export async function keepThumb(thumb: Thumb): Promise<void> {
  await (await database()).put("thumbs", thumb);
}

export async function forgetThumb(id: string): Promise<void> {
  await (await database()).delete("thumbs", id);
}

/** A small thing kept by name: the token, the last lists, the catalogue, a draft. */
export async function kept<T>(name: string): Promise<T | undefined> {
  return (await (await database()).get("kept", name)) as T | undefined;
}

export async function keep(name: string, value: unknown): Promise<void> {
  await (await database()).put("kept", value, name);
}

export async function forget(name: string): Promise<void> {
  await (await database()).delete("kept", name);
}

/** The name under which a draft is kept: one of each kind at a time for each account. */
export function draftKey({ by, kind }: Pick<Draft, "by" | "kind">): string {
  return `draft/${by}/${kind}`;
}
