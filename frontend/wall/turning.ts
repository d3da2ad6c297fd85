/** Incident mode: which matter the wall turns to, and when it turns back. Pure; `focus.ts` holds what is turned to. */
import type { Alarm } from "../shared/frames";

/** After 恢复 the wall stays with the matter for so long. */
export const AFTER = 5 * 60_000;
/** A call older than this turns the wall to nothing by itself; `I` does. */
export const AUTOMATIC = 30 * 60_000;

export interface Focus {
  readonly id: string;
  readonly area_name: string;
  readonly category: string;
  readonly kind: string;
  readonly number: string;
  readonly since: number;
  readonly lon: number | null;
  readonly lat: number | null;
  /** When its alarm had gone; null while it stands. */
  readonly overSince: number | null;
  /** By hand: it stays until it is put away by hand. */
  readonly byHand: boolean;
}

export interface Turning {
  readonly focus: Focus | null;
  /** When the wall was turned back by hand: no call from before is turned to again. */
  readonly putAwayAt: number;
}

/** Where the wall turns at `now`, with these alarms. */
export function turn(before: Turning, alarms: readonly Alarm[], now: number): Turning {
  const calls = alarms.filter(
    (alarm) => alarm.priority === 1 && alarm.incident && (alarm.standing === "unacknowledged" || alarm.standing === "acknowledged"),
  );
  const newest = calls
    .filter((alarm) => Date.parse(alarm.raised_at) > before.putAwayAt && now - Date.parse(alarm.raised_at) <= AUTOMATIC)
    .sort((a, b) => Date.parse(b.raised_at) - Date.parse(a.raised_at))[0];
  const held = before.focus;
  if (held?.byHand) return before;
  if (newest && newest.incident !== held?.id) return { ...before, focus: focused(newest) };
  if (!held) return before;
  if (calls.some((alarm) => alarm.incident === held.id)) return held.overSince === null ? before : { ...before, focus: { ...held, overSince: null } };
  if (held.overSince === null) return { ...before, focus: { ...held, overSince: now } };
  return now - held.overSince >= AFTER ? { ...before, focus: null } : before;
}

/** What is turned to for an alarm. */
export function focused(alarm: Alarm): Focus {
  const { area_name, category, kind, number, lon, lat } = alarm;
  return { id: alarm.incident, area_name, category, kind, number, lon, lat, since: Date.parse(alarm.raised_at), overSince: null, byHand: false };
}
