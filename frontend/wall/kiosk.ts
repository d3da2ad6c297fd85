/** What lets a wall hang for years: it stays awake, dims at night, moves by a pixel, and starts anew before it ails. */
import { day } from "../shared/times";
import { serverNow } from "./clock";
import { fresh } from "./state";

const HOUR = 3_600_000;
const STOPPED = 10_000;
const HEAVIEST = 300 * 1024 * 1024;
/** Between two reloads of the watchdog: a server that is away must not make the page flicker. */
const PAUSE = 5 * 60_000;
const KEY = "wall:reloaded";

interface Heap {
  readonly memory?: { readonly usedJSHeapSize: number };
}

/** 22 to 6 o'clock in Shanghai. */
export function isNight(now: number): boolean {
  const hour = new Date(now + 8 * HOUR).getUTCHours();
  return hour >= 22 || hour < 6;
}

/** Four in the morning, for a page that has run for over an hour. */
export function isRenewal(now: number, age: number): boolean {
  return age > HOUR && new Date(now + 8 * HOUR).getUTCHours() === 4;
}

/** Whether the page is to start anew: nothing heard for ten seconds though it once was, or a heap that has grown. */
export function ails(quiet: number | null, heap: number, sinceReload: number): boolean {
  return sinceReload > PAUSE && ((quiet !== null && quiet > STOPPED) || heap > HEAVIEST);
}

/** One pixel to and fro each hour, against burnt-in edges. */
export function drift(now: number): readonly [number, number] {
  const hour = Math.floor(now / HOUR);
  return [hour % 2, Math.floor(hour / 2) % 2];
}

let heardAt: number | null = null;

/** Something came over the feed. */
export function heed(): void {
  heardAt = performance.now();
}

/** Once a second. */
export function look(started: number): void {
  const now = serverNow.value;
  const age = performance.now() - started;
  const quiet = heardAt === null ? null : performance.now() - heardAt;
  const heap = (performance as Heap).memory?.usedJSHeapSize ?? 0;
  if (ails(quiet, heap, Date.now() - lastReload())) void restart();
  if (now === null) return;
  document.documentElement.dataset["night"] = isNight(now) ? "yes" : "no";
  const [x, y] = drift(now);
  document.documentElement.style.setProperty("--drift-x", `${x}px`);
  document.documentElement.style.setProperty("--drift-y", `${y}px`);
  if (fresh.value === "live" && isRenewal(now, age) && sessionStorage.getItem("wall:renewed") !== day(now)) {
    sessionStorage.setItem("wall:renewed", day(now));
    location.reload();
  }
}

function lastReload(): number {
  return Number(sessionStorage.getItem(KEY) ?? 0);
}

/** Start anew, but only if the server is there to give the page: else what is shown, with its time, is worth more. */
async function restart(): Promise<void> {
  sessionStorage.setItem(KEY, String(Date.now()));
  const there = await fetch("/readyz", { cache: "no-store" }).then((answer) => answer.ok, () => false);
  if (there) location.reload();
}

/** Keep the screen on; the browser lets go of the lock whenever the page is hidden. */
export function stayAwake(): void {
  const ask = (): void => {
    if (document.visibilityState === "visible" && "wakeLock" in navigator) void navigator.wakeLock.request("screen").catch(() => undefined);
  };
  document.addEventListener("visibilitychange", ask);
  ask();
}
