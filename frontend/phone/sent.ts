/**
 * What was sent and acknowledged, for ninety days: a server that was restored from a backup may ask for it again. It
 * lies in a database of its own; nothing here may ever stand in the way of sending, so what finds no room is not kept.
 *
 * Kept is the report as it was filed. Who told it (name, telephone, address) stays a week, and goes when one signs out;
 * photos stay while all of them are under 100 MB, the newest first.
 */
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { KeptPhoto, Outgoing } from "./shapes";
import { photo } from "./store";

interface Sent extends DBSchema {
  reports: { key: string; value: SentReport };
  photos: { key: string; value: KeptPhoto; indexes: { report: string } };
}

/** A report as it was sent, and when its receipt came. */
export interface SentReport {
  id: string;
  at: number;
  report: Outgoing;
}

const DAY = 86_400_000;
const KEPT = 90 * DAY;
const TOLD_KEPT = 7 * DAY;
const MOST_BYTES = 100_000_000;
let opened: Promise<IDBPDatabase<Sent>> | null = null;

function database(): Promise<IDBPDatabase<Sent>> {
  opened ??= openDB<Sent>("sanling-sent", 1, {
    upgrade(db) {
      db.createObjectStore("reports", { keyPath: "id" });
      db.createObjectStore("photos", { keyPath: "key" }).createIndex("report", "report");
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

/** Keep a report that has just been acknowledged, with its photos if there is room. Never fails. */
export async function keepSent(report: Outgoing): Promise<void> {
  try {
    const db = await database();
    await db.put("reports", { id: report.id, at: Date.now(), report });
    for (const slot of report.slots) {
      const part = await photo(report.id, slot);
      if (part) await db.put("photos", part);
    }
  } catch {
    return; // no room: the receipt itself is kept elsewhere, and is proof
  }
}

/** What this account has sent from this phone. */
export async function sentBy(account: number): Promise<SentReport[]> {
  return (await (await database()).getAll("reports")).filter(({ report }) => report.by === account);
}

export async function partsKept(report: string): Promise<KeptPhoto[]> {
  return (await database()).getAllFromIndex("photos", "report", report);
}

/** Drop what has been kept long enough: reports, who told them, and the oldest photos where there are too many. */
export async function tidy(now: number): Promise<void> {
  const db = await database();
  const all = (await db.getAll("reports")).sort((one, other) => other.at - one.at);
  let bytes = 0;
  for (const each of all) {
    bytes += each.report.bytes;
    const old = now - each.at > KEPT;
    if (old || bytes > MOST_BYTES) for (const key of await db.getAllKeysFromIndex("photos", "report", each.id)) await db.delete("photos", key);
    if (old) await db.delete("reports", each.id);
    else if (now - each.at > TOLD_KEPT && isTold(each)) await db.put("reports", untold(each));
  }
}

/** Forget who told what was sent: this phone may get into other hands. */
export async function forgetTellers(): Promise<void> {
  const db = await database();
  for (const each of await db.getAll("reports")) if (isTold(each)) await db.put("reports", untold(each));
}

function isTold({ report }: SentReport): boolean {
  return "reporter" in report.body || Object.values(report.draft.told).some(Boolean);
}

function untold(sent: SentReport): SentReport {
  const { reporter: _, ...body } = sent.report.body;
  return { ...sent, report: { ...sent.report, body, draft: { ...sent.report.draft, told: { name: "", phone: "", address: "" } } } };
}
