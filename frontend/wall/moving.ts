/** What moves on the wall just now, and when each of the last things began to; `motion.ts` says whose turn it is. */
import { signal } from "@preact/signals";
import { type Motion, nextAt, type Stage, step, STILL } from "./motion";

const KEPT = 60;

let stage: Stage = STILL;
let timer: ReturnType<typeof setTimeout> | undefined;

/** What moves now, by key. */
export const moving = signal<ReadonlySet<string>>(new Set());
/** When things began to move, by key, in the page's own milliseconds; the last of them only. */
export const begun = signal<ReadonlyMap<string, number>>(new Map());

/** Let these move when it is their turn. */
export function move(motions: readonly Motion[], now = performance.now()): void {
  const before = moving.peek();
  stage = step(stage, motions, now);
  const fresh = stage.moving.filter((each) => each.since === now && !before.has(each.key));
  if (fresh.length > 0) begun.value = new Map([...begun.peek(), ...fresh.map((each) => [each.key, now] as const)].slice(-KEPT));
  if (fresh.length > 0 || stage.moving.length !== before.size) moving.value = new Set(stage.moving.map((each) => each.key));
  clearTimeout(timer);
  const next = nextAt(stage);
  if (next !== null) timer = setTimeout(() => move([]), Math.max(0, next - now) + 1);
}
