/** The server's time, carried on by the machine's monotonic clock between two beats; the machine's own date is never used. */
import { signal } from "@preact/signals";

interface Anchor {
  readonly server: number;
  readonly heard: number;
}

let anchor: Anchor | null = null;

/** Server time in milliseconds, moved once a second; null until the server has spoken. It stands still when we are late. */
export const serverNow = signal<number | null>(null);

/** How far this machine's clock is off in milliseconds, by the last beat. */
export const skew = signal(0);

/** Take the server's time from a message that just arrived. */
export function hearTime(iso: string, heard = performance.now()): void {
  anchor = { server: Date.parse(iso), heard };
  skew.value = Date.now() - anchor.server;
}

/** The server's time at this instant, or null. */
export function estimate(at = performance.now()): number | null {
  return anchor && anchor.server + (at - anchor.heard);
}

/** The server's time when we last heard it, or null. */
export function lastHeard(): number | null {
  return anchor && anchor.server;
}
