/** How fresh the wall is: pure, so that the rules of staleness can be read and tested in one place. */

export const LATE = 5_000;
export const DEAD = 60_000;
/** Seconds for which a committed deed may wait for its number before the wall blames the sequencer. */
export const LAG = 5;

export type Freshness = "waiting" | "live" | "late" | "dead";

/**
 * `silent`: milliseconds since the last beat, null before the first; `lag`: for how many seconds a committed deed had
 * waited for its number when that beat was sent. Both together are the age of what is not shown, so nothing stays hidden
 * for five seconds, whichever of the two grows.
 */
export function freshness(silent: number | null, lag: number): Freshness {
  if (silent === null) return "waiting";
  if (silent >= DEAD) return "dead";
  return silent + lag * 1_000 >= LATE ? "late" : "live";
}
