/** How fresh the wall is: pure, so that the rules of staleness can be read and tested in one place. */

export const LATE = 5_000;
export const DEAD = 60_000;
/** Seconds for which a committed deed may wait for its number before the wall calls itself late. */
export const LAG = 5;

export type Freshness = "waiting" | "live" | "late" | "dead";

/** `silent`: milliseconds since the last beat, null before the first; `lag`: the sequencer's delay in seconds. */
export function freshness(silent: number | null, lag: number): Freshness {
  if (silent === null) return "waiting";
  if (silent >= DEAD) return "dead";
  return silent >= LATE || lag >= LAG ? "late" : "live";
}
