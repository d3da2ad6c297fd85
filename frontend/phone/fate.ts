/** What becomes of a deed that the server did not take. Pure. Source: the codes of `docs/api.md`. */
import type { Refusal } from "./api";

/**
 * `later`: the next try may well bring it; `stop`: no use in trying anything now (no network, no session);
 * `late`: somebody was first; `parked`: not as it is, ever.
 */
export type Fate = "later" | "stop" | "late" | "parked";

export const SHORTEST = 5_000;
export const LONGEST = 300_000;

/** Too slow, too early, too many, a busy row, an old form: nothing that is wrong with the deed itself. */
const PASSING = new Set([408, 425, 429]);
const PASSING_CODES = new Set(["BUSY_RETRY", "FORM_EXPIRED", "BAD_REQUEST"]);

/** It came before what it follows. */
const OUT_OF_TURN = new Set(["EARLIER_FIRST", "NOT_FOUND"]);

/** Tries after which a photo that never arrives as it left is no longer the line's fault. */
const GARBLED = 5;

/** A server that asks for longer is not busy: it refuses this deed for today. */
const A_WHILE = 4 * LONGEST;

/** `earlierWaits`: whether something that was done before it on the same matter is still on this phone, to be sent first. */
export function fateOf({ status, code, fields, leave = 0 }: Refusal, tries = 0, earlierWaits = false): Fate {
  if (status === 0 || status === 401) return "stop";
  if ("digest" in fields && tries < GARBLED) return "later";
  if (earlierWaits && OUT_OF_TURN.has(code)) return "later";
  if (status === 429 && leave > A_WHILE) return "parked";
  if (status >= 500 || PASSING.has(status) || PASSING_CODES.has(code)) return "later";
  return status === 409 && code === "STATE_CONFLICT" ? "late" : "parked";
}

/** How long to wait before the next try, in milliseconds: 5 s, doubled up to 5 min, a quarter more or less by `dice` (0–1). */
export function pause(tries: number, dice: number, asked = 0): number {
  return Math.max(Math.min(LONGEST, SHORTEST * 2 ** tries) * (0.75 + dice / 2), Math.min(asked, A_WHILE) * (1 + dice / 4));
}

/** Whether its turn has come. A turn further off than the longest pause was set by a clock that has been put right since. */
export function isDue(next: number, now: number): boolean {
  return next <= now || next > now + 2 * A_WHILE;
}

/** What is waiting, matter by matter, each in its order; the matter that has waited longest first. */
export function chains<T extends { matter: string }>(waiting: readonly T[]): T[][] {
  const found = new Map<string, T[]>();
  for (const each of waiting) found.set(each.matter, [...(found.get(each.matter) ?? []), each]);
  return [...found.values()];
}
