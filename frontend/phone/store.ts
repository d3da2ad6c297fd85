/** All of IndexedDB that the phone needs. A write counts once its transaction is complete, durably. */
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { Draft, KeptPhoto, Outgoing } from "./shapes";

interface Phone extends DBSchema {
  outbox: { key: string; value: Outgoing };
  photos: { key: string; value: KeptPhoto; indexes: { report: string } };
  kept: { key: string; value: unknown };
}

const STRICT = { durability: "strict" } as const;
let opened: Promise<IDBPDatabase<Phone>> | null = null;

function database(): Promise<IDBPDatabase<Phone>> {
  opened ??= openDB<Phone>("sanling-phone", 1, {
    upgrade(db) {
      db.createObjectStore("outbox", { keyPath: "id" });
      db.createObjectStore("photos", { keyPath: "key" }).createIndex("report", "report");
      db.createObjectStore("kept");
    },
    terminated() {
      opened = null;
    },
  });
  opened.catch(() => { opened = null; });
  return opened;
}

/** Put a report and its photos away and its draft aside, all or nothing; it is safe when this resolves. */
export async function putAway(report: Outgoing, photos: KeptPhoto[]): Promise<void> {
  const tx = (await database()).transaction(["outbox", "photos", "kept"], "readwrite", STRICT);
  void tx.objectStore("outbox").put(report);
  for (const photo of photos) void tx.objectStore("photos").put(photo);
  void tx.objectStore("kept").delete(draftKey(report.draft.kind));
  await tx.done;
}

/** Take a report out of the outbox and make it a draft again, all or nothing. */
export async function takeBack(report: Outgoing, draft: Draft): Promise<void> {
  const tx = (await database()).transaction(["outbox", "photos", "kept"], "readwrite", STRICT);
  const photos = await tx.objectStore("photos").index("report").getAll(report.id);
  const kept = photos.map((each) => ({ ...each, report: draft.id, key: `${draft.id}/${each.slot}` }));
  void tx.objectStore("kept").put({ ...draft, photos: kept }, draftKey(draft.kind));
  void tx.objectStore("outbox").delete(report.id);
  for (const each of photos) void tx.objectStore("photos").delete(each.key);
  await tx.done;
}

export async function outgoing(): Promise<Outgoing[]> {
  const all = await (await database()).getAll("outbox");
  return all.sort((one, other) => one.made_at - other.made_at);
}

/** Write down how the sending of a report goes; one that has left the outbox meanwhile stays out. */
export async function note(report: Outgoing): Promise<void> {
  const tx = (await database()).transaction("outbox", "readwrite", STRICT);
  if (await tx.store.getKey(report.id)) void tx.store.put(report);
  await tx.done;
}

export async function photo(report: string, slot: string): Promise<KeptPhoto | undefined> {
  return (await database()).get("photos", `${report}/${slot}`);
}

/** Forget a report and its photos: the server has them all, or nobody wants them. */
export async function letGo(id: string): Promise<void> {
  const tx = (await database()).transaction(["outbox", "photos"], "readwrite", STRICT);
  void tx.objectStore("outbox").delete(id);
  for (const key of await tx.objectStore("photos").index("report").getAllKeys(id)) void tx.objectStore("photos").delete(key);
  await tx.done;
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

/** The name under which the draft of a kind is kept: one of each kind at a time. */
export function draftKey(kind: string): string {
  return `draft/${kind}`;
}
