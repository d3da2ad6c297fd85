/**
 * Sends what lies on the phone: one sender at a time (Web Lock), each report under its own UUID until the server has said
 * yes, each photo until the receipt names its hash. A refusal parks that report alone and says why.
 */
import { signal } from "@preact/signals";
import { type Refusal, call, sentence } from "./api";
import type { KeptPhoto, Outgoing, Receipt } from "./shapes";
import { me, mustSignIn } from "./state";
import { letGo, note, outgoing, photo, putAway } from "./store";

export const unsent = signal<Outgoing[]>([]);
/** The newest receipt, for the screen that says 「已送达」. */
export const delivered = signal<Receipt | null>(null);

const SHORTEST = 5_000;
const LONGEST = 300_000;
const EVERY = 30_000;
/** What the next try may well bring: no session, too slow, too early, too many, a busy row, an old form. */
const PASSING = new Set([401, 408, 425, 429]);
const PASSING_CODES = new Set(["BUSY_RETRY", "FORM_EXPIRED"]);

const tabs = new BroadcastChannel("sanling-outbox");
tabs.onmessage = ({ data }: MessageEvent<Receipt | null>) => {
  if (data) delivered.value = data;
  void look();
};

/** Keep a report; it is safe on the phone when this resolves. Sending begins by itself. */
export async function file(report: Outgoing, photos: KeptPhoto[]): Promise<void> {
  await putAway(report, photos);
  await told();
  void flush();
}

/** Read again what is unsent. */
export async function look(): Promise<void> {
  unsent.value = await outgoing();
}

let asked: { all: boolean; parked: Set<string> } | null = null;

/** Send what is due; with `all` also what waits for its turn, with `parked` also that refused one. Other tabs wait. */
export async function flush(all = false, parked = ""): Promise<void> {
  const queued = asked !== null;
  asked ??= { all: false, parked: new Set() };
  asked.all ||= all;
  if (parked) asked.parked.add(parked);
  if (!queued) await navigator.locks.request("outbox", sendAll);
}

async function sendAll(): Promise<void> {
  const now = asked;
  asked = null;
  for (const report of await outgoing()) {
    const due = now?.parked.has(report.id) || (!report.refused && (now?.all || report.next_at <= Date.now()));
    if (due && isMine(report) && !(await send(report))) break;
  }
  await look();
}

/** Whether the one who is signed in filed it; what another filed waits for its author. */
export function isMine(report: Outgoing): boolean {
  return me.value !== null && report.by === me.value.user.id;
}

/** Send one report and its photos; false if there is no use in trying the next one now. */
async function send(report: Outgoing): Promise<boolean> {
  const answer = await call<Receipt>("PUT", `/reports/${report.id}`, report.body);
  if (!answer.ok) return later(report, answer.refusal);
  const receipt = answer.body;
  const known = { ...report, number: receipt.number };
  for (const slot of report.slots) {
    const kept = await photo(report.id, slot);
    if (!kept || has(receipt, slot, kept.sha256)) continue;
    const headers = { digest: `sha-256=${kept.sha256}`, "content-type": kept.blob.type || "application/octet-stream" };
    const sent = await call<{ photos: Receipt["photos"] }>("PUT", `/reports/${report.id}/photos/${slot}`, kept.blob, headers);
    if (!sent.ok) return later(known, sent.refusal, slot);
    receipt.photos = sent.body.photos;
  }
  await letGo(report.id);
  delivered.value = receipt;
  await told(receipt);
  return true;
}

/** Whether the receipt names this photo with this very hash. */
function has(receipt: Receipt, slot: string, sha256: string): boolean {
  const hex = [...atob(sha256)].map((sign) => sign.charCodeAt(0).toString(16).padStart(2, "0")).join("");
  return receipt.photos.arrived.some((each) => each.slot === slot && each.sha256 === hex);
}

async function later(report: Outgoing, refusal: Refusal, slot = ""): Promise<boolean> {
  const { status, code } = refusal;
  if (status === 401) mustSignIn.value = true;
  const parked = status >= 400 && status < 500 && !PASSING.has(status) && !PASSING_CODES.has(code);
  const wait = Math.min(LONGEST, SHORTEST * 2 ** report.tries) * (0.75 + Math.random() / 2);
  const refused = parked ? sentence(refusal) : "";
  await note({ ...report, tries: report.tries + 1, next_at: Date.now() + wait, refused, refused_slot: parked ? slot : "" });
  await told();
  return status !== 0 && status !== 401;
}

/** Tell this tab and the others that the outbox changed, and what was delivered. */
async function told(receipt: Receipt | null = null): Promise<void> {
  tabs.postMessage(receipt);
  await look();
}

/** Send whenever there is hope: at start, when the network or the page comes back, and every half minute. */
export function keepSending(): void {
  const hope = () => void flush(true);
  addEventListener("online", hope);
  addEventListener("pageshow", hope);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") hope(); });
  setInterval(() => { if (document.visibilityState === "visible") void flush(); }, EVERY);
  hope();
}
