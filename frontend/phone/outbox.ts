/**
 * Everything that was done on this phone and is not with the server yet: reports, photos, verbs. One sender at a time
 * (Web Lock); each deed under its own UUID until the server has said yes.
 */
import { computed, effect, signal } from "@preact/signals";
import { LONGEST, SHORTEST, isDue } from "./fate";
import type { Sent } from "./sender";
import { sendAll } from "./sending";
import type { Detail, Draft, KeptPhoto, Receipt, Waiting } from "./shapes";
import { me, mustSignIn, myself, refresh } from "./state";
import { outgoing, putAway } from "./store";

const all = signal<readonly Waiting[]>([]);
/** What I did that is not with the server yet. */
export const unsent = computed(() => all.value.filter((each) => each.by === me.value?.user.id));
/** How much of others waits here for them: it is safe, and shown to nobody else. */
export const others = computed(() => all.value.length - unsent.value.length);
/** The newest receipt, for the screen that says 「已送达」. */
export const delivered = signal<Receipt | null>(null);
/** The last matter on which something was done or refused, for the screen that shows it. `detail` is null if it went out of sight. */
export const settled = signal<{ matter: string; detail: Detail | null | undefined; done: Waiting["what"] | null; label?: string } | null>(null);
/** Matters with something unsent. */
export const waitingOn = computed(() => new Set(unsent.value.map((each) => each.matter)));

const EVERY = 30_000;
const SPREAD = 1_500;
const SOON = 100;

type News = NonNullable<typeof settled.value> & { receipt?: Receipt };
const tabs = new BroadcastChannel("sanling-outbox");
tabs.onmessage = ({ data }: MessageEvent<News | null>) => void hear(data);

/** Keep deeds, instead of the draft they were; they are safe on the phone when this resolves. Sending begins by itself. */
export async function file(deeds: readonly Waiting[], photos: readonly KeptPhoto[] = [], draft?: Draft): Promise<void> {
  await putAway(deeds, photos, draft);
  await tell(null);
  void flush();
  void askForSync();
}

/** Read again what is unsent. */
export async function look(): Promise<void> {
  all.value = await outgoing();
}

/** `due`: what has its turn; `hope`: all, unless the server asked to be left alone; `now`: all, a person wants it. */
type Wish = "due" | "hope" | "now";
const RANKS: readonly Wish[] = ["due", "hope", "now"];
let asked: Wish | null = null;
let quietUntil = 0;

/** Send what is waiting. Other tabs wait. */
export async function flush(wish: Wish = "due"): Promise<void> {
  const queued = asked !== null;
  asked = RANKS.findLast((each) => each === wish || each === asked) ?? wish;
  if (!queued) await navigator.locks.request("outbox", sendWhatWasAsked);
}

async function sendWhatWasAsked(): Promise<void> {
  const wish = asked ?? "due";
  asked = null;
  const by = me.value?.user;
  if (by === undefined || (wish !== "now" && !isDue(quietUntil, Date.now()))) return;
  let answered = false;
  const heard = async (deed: Waiting, sent: Sent) => {
    answered ||= sent.fate === "sent" || sent.fate === "late";
    if (sent.leave) quietUntil = Date.now() + sent.leave;
    if (sent.signedOut) mustSignIn.value = true;
    await tell({ matter: deed.matter, detail: sent.detail, done: sent.fate === "sent" ? deed.what : null, ...(deed.what === "command" && { label: deed.label }), ...(sent.receipt && { receipt: sent.receipt }) });
  };
  await sendAll({ by, all: wish !== "due", heard });
  await look();
  setAlarm();
  if (answered) void refresh();
}

/** Another hand: what was last heard was not for it. */
effect(() => {
  if (myself.value) delivered.value = settled.value = null;
});

let soon: ReturnType<typeof setTimeout> | undefined;
let alarm: ReturnType<typeof setTimeout> | undefined;

/** Send again when the first of what waits has its turn; without a network the network will tell. */
function setAlarm(): void {
  clearTimeout(alarm);
  const turns = unsent.value.filter((each) => !each.refused).map((each) => each.next_at);
  if (turns.length === 0 || !navigator.onLine) return;
  const wait = Math.min(LONGEST, Math.max(SHORTEST / 5, Math.min(...turns) - Date.now()));
  alarm = setTimeout(() => { if (document.visibilityState === "visible") void flush(); }, wait);
}

/** Tell this tab and the others what became of a deed. */
async function tell(what: News | null): Promise<void> {
  tabs.postMessage(what);
  await hear(what);
}

/** Read it soon: of many that are sent in a row not each one is worth a look at all that is left. */
function lookSoon(): void {
  soon ??= setTimeout(() => {
    soon = undefined;
    void look();
  }, SOON);
}

async function hear(what: News | null): Promise<void> {
  if (what) lookSoon();
  else await look();
  if (what?.receipt) delivered.value = what.receipt;
  if (what) settled.value = what;
}

/** Where the browser can, let it send when the network is back though this page is gone. */
async function askForSync(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration();
  const sync = (registration as { sync?: { register(tag: string): Promise<void> } } | undefined)?.sync;
  await sync?.register("outbox").catch(() => undefined);
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
