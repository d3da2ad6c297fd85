/**
 * At most two things move at once, and the others wait their turn (a call goes first). What is told is painted when it
 * comes, never held back: only the motion that points at it waits, and what waited too long does not move at all. Pure.
 */

export const MOST = 2;
/** After so long nobody looks for what had changed any more. */
export const PATIENCE = 8_000;

export interface Motion {
  readonly key: string;
  /** Milliseconds. */
  readonly length: number;
  /** An alarm that calls: it waits for nothing but other calls. */
  readonly calls?: boolean;
}

interface Since extends Motion {
  readonly since: number;
}

export interface Stage {
  readonly moving: readonly Since[];
  readonly waiting: readonly Since[];
}

export const STILL: Stage = { moving: [], waiting: [] };

/** The stage at `now`, once these have asked to move too. What moves or waits already asks for nothing more. */
export function step(before: Stage, asking: readonly Motion[], now: number): Stage {
  const moving = before.moving.filter((each) => now - each.since < each.length);
  const waiting = before.waiting.filter((each) => now - each.since < PATIENCE);
  const known = new Set([...moving, ...waiting].map((each) => each.key));
  for (const motion of asking) {
    if (!known.has(motion.key)) waiting.push({ ...motion, since: now });
    known.add(motion.key);
  }
  const turn = [...waiting.filter((each) => each.calls), ...waiting.filter((each) => !each.calls)];
  const begin = turn.slice(0, Math.max(0, MOST - moving.length));
  return {
    moving: [...moving, ...begin.map((each) => ({ ...each, since: now }))],
    waiting: waiting.filter((each) => !begin.includes(each)),
  };
}

/** When the stage changes by itself next; null while nothing moves. */
export function nextAt(stage: Stage): number | null {
  return stage.moving.length === 0 ? null : Math.min(...stage.moving.map((each) => each.since + each.length));
}
