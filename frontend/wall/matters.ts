/** What a page reads off one matter and a number of them: pure, so that drawing, counting and memory need no signals. */
import type { Matter } from "../shared/frames";
import { instant } from "../shared/times";

export interface Timed extends Matter {
  readonly due: number | null;
  readonly reported: number;
}

/** 今日, 在办 and 超期 of one kind, or of the kinds of one zero. */
export interface Count {
  readonly today: number;
  readonly open: number;
  readonly late: number;
}

const parsed = new WeakMap<Matter, Timed>();

/** The matter with its instants parsed, once for each version of it however often the room changes. */
export function timed(matter: Matter): Timed {
  let found = parsed.get(matter);
  if (!found) parsed.set(matter, (found = { ...matter, due: instant(matter.due_at), reported: Date.parse(matter.reported_at) }));
  return found;
}

/** Late by the server's clock; what is 挂账 does not run. */
export function isLate(matter: Timed, now: number): boolean {
  return matter.due !== null && matter.state !== "suspended" && matter.due <= now;
}

const WAITING: ReadonlySet<string> = new Set(["reported", "accepted", "assigned"]);

/** Whether nobody has taken an urgent matter on yet. */
export function isUntaken(matter: Matter): boolean {
  return matter.urgency === "urgent" && WAITING.has(matter.state);
}
