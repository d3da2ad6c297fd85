/**
 * The one pure reducer: room + message → room. Wall, desk and tests use it; `tests/realtime/test_replay.py` proves that
 * an old snapshot and its frames give exactly a fresh snapshot.
 */
import type { Frame, Line, Matter, Message, Room, Snapshot, Tally } from "./frames";
import { hashOf, mark } from "./hash";
import { day as dayOf } from "./times";

export const FEED_LENGTH = 20;
/** 实时动态 goes back this many numbers at most, as the server does. */
export const FEED_REACH = 20_000;

/** Whether a frame is old news, the next news, or comes after a hole that must be fetched first. */
export function fits(room: Room, frame: Frame): "old" | "next" | "gap" {
  if (frame.to <= room.n) return "old";
  return frame.from > room.n ? "gap" : "next";
}

/** The room after `message`. The very same object if nothing changed; null until the first snapshot. */
export function reduce(room: Room | null, message: Message): Room | null {
  if (message.type === "snapshot") return fresh(message);
  if (room === null) return null;
  if (message.type === "frame") return fits(room, message) === "next" ? applied(room, message) : room;
  if (message.type === "beat" && message.n > room.n) return { ...room, n: message.n };
  return room;
}

function fresh(snapshot: Snapshot): Room {
  const open = new Map(snapshot.open.map((matter) => [matter.id, matter]));
  const { n, day, room, area, kinds, zeros, today, feed } = snapshot;
  return { n, day, room, area, kinds, zeros, today, open, feed, hash: hashOf(snapshot.open) };
}

function applied(room: Room, frame: Frame): Room {
  const lines = frame.lines.filter((line) => line.n >= room.n);
  return {
    ...room,
    ...upserted(room, frame),
    n: frame.to,
    zeros: frame.zeros ?? room.zeros,
    today: lines.reduce((today, line) => counted(today, line, room.day), room.today),
    feed: newest(room.feed, lines, frame.to),
  };
}

/** A matter replaces an older version of itself and never a newer one. */
function upserted(room: Room, frame: Frame): Pick<Room, "open" | "hash"> {
  if (frame.open.length + frame.gone.length === 0) return room;
  const open = new Map(room.open);
  let hash = room.hash;
  const put = (id: string, version: number, matter: Matter | null): void => {
    const held = open.get(id);
    if (held && held.version > version) return;
    if (held) hash ^= mark(id, held.version);
    if (matter) {
      hash ^= mark(id, version);
      open.set(id, matter);
    } else {
      open.delete(id);
    }
  };
  for (const matter of frame.open) put(matter.id, matter.version, matter);
  for (const [id, version] of frame.gone) put(id, version, null);
  return { open, hash: hash >>> 0 };
}

function counted(today: Tally, line: Line, day: string): Tally {
  const words = Object.entries(line.tally);
  if (words.length === 0 || dayOf(Date.parse(line.at)) !== day) return today;
  const sum: Record<string, number> = { ...today };
  for (const [word, by] of words) sum[word] = (sum[word] ?? 0) + by;
  return sum;
}

/** Newest first, at most `FEED_LENGTH`; lines without a verb to show are left out by the server. */
function newest(feed: readonly Line[], lines: readonly Line[], to: number): readonly Line[] {
  const all = lines.length === 0 ? feed : [...lines].reverse().concat(feed).slice(0, FEED_LENGTH);
  return all.length > 0 && (all.at(-1)?.n ?? to) < to - FEED_REACH ? all.filter((line) => line.n >= to - FEED_REACH) : all;
}

/** The matters that a frame brings news of, with the version they have now (0 where it only tells a deed). */
export function touched(frame: Frame): ReadonlyMap<string, number> {
  const told = frame.lines.map((line) => [line.id, 0] as const);
  return new Map([...told, ...frame.gone, ...frame.open.map((matter) => [matter.id, matter.version] as const)]);
}
