/** The phone's own database and how it came to be. A change only adds: an older one is taken over with all that is unsent in it. */
import { type DBSchema, type IDBPDatabase, type IDBPTransaction, type StoreNames, openDB } from "idb";
import type { Detail, Draft, KeptPhoto, KeptReceipt, Me, Outgoing, Waiting } from "./shapes";

export interface Phone extends DBSchema {
  outbox: { key: string; value: Waiting };
  photos: { key: string; value: KeptPhoto; indexes: { report: string } };
  kept: { key: string; value: unknown };
  matters: { key: string; value: Seen };
  receipts: { key: string; value: KeptReceipt };
  thumbs: { key: string; value: Thumb };
}

/** A matter as it was last read. */
export interface Seen {
  id: string;
  at: number;
  detail: Detail;
}

/** The first photo of a matter, small. */
export interface Thumb {
  id: string;
  at: number;
  blob: Blob;
}

type Upgrade = IDBPTransaction<Phone, StoreNames<Phone>[], "versionchange">;

export const STRICT = { durability: "strict" } as const;

let opened: Promise<IDBPDatabase<Phone>> | null = null;

export function database(): Promise<IDBPDatabase<Phone>> {
  opened ??= openDB<Phone>("sanling-phone", 3, {
    async upgrade(db, from, _to, tx) {
      if (from < 1) {
        db.createObjectStore("outbox", { keyPath: "id" });
        db.createObjectStore("photos", { keyPath: "key" }).createIndex("report", "report");
        db.createObjectStore("kept");
      }
      if (from < 2) {
        db.createObjectStore("matters", { keyPath: "id" });
        db.createObjectStore("receipts", { keyPath: "id" });
      }
      db.createObjectStore("thumbs", { keyPath: "id" });
      if (from === 1) await toVersion2(tx);
      if (from > 0) await toVersion3(tx);
    },
    blocking(_version, _wanted, event) {
      opened = null;
      (event.target as IDBDatabase).close();
    },
    terminated() {
      opened = null;
    },
  });
  opened.catch(() => { opened = null; });
  return opened;
}

/** Until version 2 only reports lay in the outbox, in the order of the phone's clock. */
async function toVersion2(tx: Upgrade): Promise<void> {
  const store = tx.objectStore("outbox");
  const reports = (await store.getAll()) as Outgoing[];
  reports.sort((one, other) => one.made_at - other.made_at);
  for (const [index, report] of reports.entries()) await store.put({ ...report, what: "report", matter: report.id, seq: index + 1 });
  await tx.objectStore("kept").put(reports.length, "seq");
}

/** Until version 3 nothing said whose a draft, a half-filled verb or a receipt was: whoever was signed in last. */
async function toVersion3(tx: Upgrade): Promise<void> {
  const [kept, receipts] = [tx.objectStore("kept"), tx.objectStore("receipts")];
  const by = ((await kept.get("me")) as Me | undefined)?.user.id ?? 0;
  for (const name of await kept.getAllKeys()) {
    const [what = "", ...rest] = name.split("/");
    if (what !== "draft" && what !== "typed") continue;
    const value = await kept.get(name);
    await kept.put(what === "draft" ? { ...(value as Draft), by } : value, [what, by, ...rest].join("/"));
    await kept.delete(name);
  }
  for (const receipt of await receipts.getAll()) await receipts.put({ ...receipt, by });
}
