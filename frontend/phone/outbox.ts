/**
 * Sends what lies on the phone: one sender at a time (Web Lock), each report under its own UUID until the server has said
 * yes, each photo until the receipt names its hash. A refusal parks that report alone and says why.
 */
import { signal } from "@preact/signals";
import { call } from "./api";
import type { Outgoing, Receipt } from "./shapes";
import { letGo, note, outgoing, photo, putAway } from "./store";
import type { KeptPhoto } from "./shapes";

export const unsent = signal<Outgoing[]>([]);
/** The newest receipt, for the screen that says 「已送达」. */
export const delivered = signal<Receipt | null>(null);

const SHORTEST = 5_000;
const LONGEST = 300_000;

/** Keep a report; it is safe on the phone when this resolves. Sending begins by itself. */
export async function file(report: Outgoing, photos: KeptPhoto[]): Promise<void> {
  await putAway(report, photos);
  await look();
  void flush();
}

/** Read again what is unsent. */
export async function look(): Promise<void> {
  unsent.value = await outgoing();
}

/** Try to send everything that is due; `now` also what is waiting or parked. */
export async function flush(now = false): Promise<void> {
  await navigator.locks.request("outbox", { ifAvailable: true }, async (lock) => {
    if (!lock) return;
    for (const report of await outgoing()) {
      if (now || (!report.refused && report.next_at <= Date.now())) await send(report);
    }
  });
  await look();
}

async function send(report: Outgoing): Promise<void> {
  const answer = await call<Receipt>("PUT", `/reports/${report.id}`, report.body);
  if (!answer.ok) return later(report, answer.refusal.status, sentence(answer.refusal));
  let receipt = answer.body;
  const arrived = new Set(receipt.photos.arrived.map((each) => each.slot));
  for (const slot of report.slots.filter((each) => !arrived.has(each))) {
    const kept = await photo(report.id, slot);
    if (!kept) continue;
    const sent = await call<{ photos: Receipt["photos"] }>("PUT", `/reports/${report.id}/photos/${slot}`, kept.blob, {
      digest: `sha-256=${kept.sha256}`,
      "content-type": kept.blob.type,
    });
    if (!sent.ok) return later(report, sent.refusal.status, sentence(sent.refusal));
    receipt = { ...receipt, photos: sent.body.photos };
  }
  await letGo(report.id);
  delivered.value = receipt;
}

async function later(report: Outgoing, status: number, why: string): Promise<void> {
  const parked = status >= 400 && status < 500 && ![401, 408, 425, 429].includes(status);
  const wait = Math.min(LONGEST, SHORTEST * 2 ** report.tries) * (0.75 + Math.random() / 2);
  await note({ ...report, tries: report.tries + 1, next_at: Date.now() + wait, refused: parked ? why : "" });
}

function sentence(refusal: { message: string; fields: Record<string, string[]> }): string {
  return Object.values(refusal.fields).flat()[0] ?? refusal.message;
}

/** Send whenever there is hope: at start, when the network or the page comes back, and every half minute. */
export function keepSending(): void {
  const hope = () => void flush();
  addEventListener("online", hope);
  addEventListener("pageshow", hope);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") hope(); });
  setInterval(() => { if (document.visibilityState === "visible") hope(); }, 30_000);
  hope();
}
