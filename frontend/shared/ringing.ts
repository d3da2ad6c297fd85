/** Which sound an alarm calls for now, and how long it may be kept quiet: pure, played by `frontend/wall/sound.ts`. */
import type { Alarm } from "./frames";

export type Sound = "call" | "chime";

/** 一级 sounds every ten seconds until it is acknowledged, 二级 once and again each minute, 三级 never. */
export const EVERY: Readonly<Record<Sound, number>> = { call: 10_000, chime: 60_000 };
export const MUTE = 5 * 60_000;
/** 一级 may not be kept quiet for longer. */
export const MUTE_CALL = 2 * 60_000;

export interface Ringing {
  /** What was heard of each alarm: its id, and how often it was raised and rang. */
  readonly heard: ReadonlySet<string>;
  readonly last: Readonly<Record<Sound, number>>;
  readonly mutedAt: number | null;
}

export const SILENT: Ringing = { heard: new Set(), last: { call: -Infinity, chime: -Infinity }, mutedAt: null };

const token = (alarm: Alarm): string => `${alarm.id}:${alarm.times}:${alarm.rings}`;
const soundOf = (priority: number): Sound | null => (priority === 1 ? "call" : priority === 2 ? "chime" : null);

/** The alarms that go on sounding until somebody answers. */
function calling(list: readonly Alarm[], sound: Sound): Alarm[] {
  return list.filter((alarm) => alarm.standing === "unacknowledged" && alarm.sounds && soundOf(alarm.priority) === sound);
}

/** 一级 that came and went, or were answered elsewhere, while this page was away: they sound once. */
function missed(list: readonly Alarm[], before: Ringing): boolean {
  return before !== SILENT && list.some((alarm) => alarm.priority === 1 && alarm.sounds && alarm.standing !== "shelved" && !before.heard.has(token(alarm)));
}

/**
 * What is to be played at `now` (milliseconds), and what is remembered of it. `own`: the wall itself stands still (二级).
 * A new alarm of the first priority breaks through the mute once.
 */
export function ring(before: Ringing, list: readonly Alarm[], own: boolean, now: number): readonly [Sound | null, Ringing] {
  const heard = new Set(list.map(token));
  const isNew = (alarm: Alarm): boolean => !before.heard.has(token(alarm));
  const calls = calling(list, "call");
  const chimes = calling(list, "chime");
  const due = (sound: Sound): boolean => now - before.last[sound] >= EVERY[sound] && !isMuted(before, sound, now);
  let sound: Sound | null = null;
  if (calls.some(isNew) || missed(list, before) || (calls.length > 0 && due("call"))) sound = "call";
  else if ((chimes.some(isNew) && !isMuted(before, "chime", now)) || ((chimes.length > 0 || own) && due("chime"))) sound = "chime";
  const last = sound ? { ...before.last, [sound]: now } : before.last;
  return [sound, { heard, last, mutedAt: mutedLeft(before, now) > 0 ? before.mutedAt : null }];
}

function isMuted(ringing: Ringing, sound: Sound, now: number): boolean {
  return ringing.mutedAt !== null && now - ringing.mutedAt < (sound === "call" ? MUTE_CALL : MUTE);
}

/** Milliseconds for which it is still kept quiet. */
export function mutedLeft(ringing: Ringing, now: number): number {
  return ringing.mutedAt === null ? 0 : Math.max(0, ringing.mutedAt + MUTE - now);
}
