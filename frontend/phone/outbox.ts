/**
 * Everything that was done on this phone and is not with the server yet: reports, photos, verbs. One sender at a time
 * (Web Lock); each deed under its own UUID until the server has said yes. What belongs to one matter goes in its order,
 * different matters go independently, and what was refused stays behind alone.
 */
import { computed, signal } from "@preact/signals";
import { chains, isDue } from "./fate";
import { send } from "./sender";
import type { Detail, KeptPhoto, Receipt, Waiting } from "./shapes";
import { me, mustSignIn, refresh } from "./state";
import { outgoing, putAway, stillThere } from "./store";

export const unsent = signal<readonly Waiting[]>([]);
/** The newest receipt, for the screen that says 「已送达」. */
export const delivered = signal<Receipt | null>(null);
/** The last matter on which something was done or refused, for the screen that shows it. `detail` is null if it went out of sight. */
export const settled = signal<{ matter: string; detail: Detail | null | undefined; done: boolean } | null>(null);
/** Matters with something unsent. */
export const waitingOn = computed(() => new Set(unsent.value.map((each) => each.matter)));

const EVERY = 30_000;
const SPREAD = 1_500;

type News = NonNullable<typeof settled.value> & { receipt?: Receipt };
const tabs = new BroadcastChannel("sanling-outbox");
tabs.onmessage = ({ data }: MessageEvent<News | null>) => void hear(data);

/** Keep a deed; it is safe on the phone when this resolves. Sending begins by itself. */
export async function file(deed: Waiting, photos: readonly KeptPhoto[] = []): Promise<void> {
  await putAway(deed, photos);
  await tell(null);
  void flush();
}

/** Read again what is unsent. */
export async function look(): Promise<void> {
  unsent.value = await outgoing();
}

/** `due`: what has its turn; `hope`: all, unless the server asked to be left alone; `now`: all, a person wants it. */
type Wish = "due" | "hope" | "now";
const RANKS: readonly Wish[] = ["due", "hope", "now"];
let asked: Wish | null = null;
let quietUntil = 0;
/** How many deeds the server has answered, one way or the other. */
let answered = 0;

/** Send what is waiting. Other tabs wait. */
export async function flush(wish: Wish = "due"): Promise<void> {
  const queued = asked !== null;
  asked = RANKS.findLast((each) => each === wish || each === asked) ?? wish;
  if (!queued) await navigator.locks.request("outbox", sendAll);
}

async function sendAll(): Promise<void> {
  const wish = asked ?? "due";
  asked = null;
  if (wish !== "now" && !isDue(quietUntil, Date.now())) return;
  const tried = new Set<string>();
  const before = answered;
  for (;;) {
    const next = chains(await outgoing()).find(([first]) => first && !tried.has(first.matter));
    if (!next?.[0]) break;
    tried.add(next[0].matter);
    if (!(await sendChain(next, wish !== "due"))) break;
  }
  await look();
  if (answered !== before) void refresh();
}

/** Send what belongs to one matter, in its order; false if there is no use in trying another one now. */
async function sendChain(chain: readonly Waiting[], all: boolean): Promise<boolean> {
  for (const { id } of chain) {
    const deed = await stillThere(id);
    if (!deed) continue;
    if (deed.refused) {
      if (deed.what === "report") return true;
      continue;
    }
    if (!isMine(deed) || !(all || isDue(deed.next_at, Date.now()))) return true;
    const { fate, receipt, detail, signedOut, leave } = await send(deed);
    if (leave) quietUntil = Date.now() + leave;
    if (signedOut) mustSignIn.value = true;
    await tell({ matter: deed.matter, detail, done: fate === "sent", ...(receipt && { receipt }) });
    if (fate === "sent" || fate === "late") answered += 1;
    if (fate === "stop" || leave) return false;
    if (fate === "later" || (fate !== "sent" && deed.what === "report")) return true;
  }
  return true;
}

/** Whether the one who is signed in did it; what another did waits for its author. */
export function isMine(deed: Waiting): boolean {
  return me.value !== null && deed.by === me.value.user.id;
}

/** Tell this tab and the others what became of a deed. */
async function tell(what: News | null): Promise<void> {
  tabs.postMessage(what);
  await hear(what);
}

async function hear(what: News | null): Promise<void> {
  await look();
  if (what?.receipt) delivered.value = what.receipt;
  if (what) settled.value = what;
}

/** Send whenever there is hope: at start, when the network or the page comes back, and every half minute. */
export function keepSending(): void {
  const hope = () => void flush("hope");
  addEventListener("online", () => setTimeout(hope, Math.random() * SPREAD));
  addEventListener("pageshow", hope);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") hope(); });
  setInterval(() => { if (document.visibilityState === "visible") void flush(); }, EVERY);
  hope();
}
