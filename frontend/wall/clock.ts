/** The server's time, carried on by the machine's monotonic clock between two beats; the machine's own date is never used. */
import { signal } from "@preact/signals";

interface Anchor {
  readonly server: number;
  readonly heard: number;
}

/** Beats of a minute: the one that was least on its way tells the time best. */
const KEPT = 30;
/** A beat so far off the others says that a clock was set, not that it was long on its way. */
const SET = 2_000;

let anchors: readonly Anchor[] = [];

/** Server time in milliseconds, moved once a second; null until the server has spoken. It stands still when we are late. */
export const serverNow = signal<number | null>(null);

/** How far this machine's clock is off in milliseconds, by the last beat. */
export const skew = signal(0);

/** Take the server's time from a message that just arrived. */
export function hearTime(iso: string, heard = performance.now()): void {
  const next = { server: Date.parse(iso), heard };
  const known = estimate(heard);
  const same = known !== null && Math.abs(known - next.server) < SET;
  anchors = [...(same ? anchors : []), next].slice(-KEPT);
  skew.value = Date.now() - (estimate() ?? next.server);
}

/** The server's time at this instant, or null. */
export function estimate(at = performance.now()): number | null {
  return anchors.length === 0 ? null : at + Math.max(...anchors.map((each) => each.server - each.heard));
}

/** The server's time when we last heard it, or null. */
export function lastHeard(): number | null {
  return anchors.at(-1)?.server ?? null;
}
