/** What this wall showed last, kept on this machine: shown greyed with its time until the server speaks. Figures only. */
import type { Zero } from "../shared/frames";
import type { Count } from "./matters";

export interface Known {
  readonly at: number;
  readonly area: string;
  readonly zeros: readonly Zero[];
  readonly counts: readonly (readonly [string, Count])[];
}

const KEY = "wall:last";

export function recall(area: string): Known | null {
  try {
    return JSON.parse(localStorage.getItem(`${KEY}:${area}`) ?? "null") as Known | null;
  } catch {
    return null;
  }
}

export function remember(area: string, known: Known): void {
  try {
    localStorage.setItem(`${KEY}:${area}`, JSON.stringify(known));
  } catch {
    // A full or forbidden storage costs the wall nothing but its memory.
  }
}
