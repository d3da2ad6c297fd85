/** Reads plays as JSON from standard input: the page's own reducer must lead from each old snapshot to the fresh one. */
import { readFileSync } from "node:fs";
import type { Message, Room, Snapshot } from "../../frontend/shared/frames";
import { hashOf } from "../../frontend/shared/hash";
import { reduce } from "../../frontend/shared/reduce";

interface Play {
  readonly name: string;
  readonly old: Snapshot;
  readonly messages: readonly Message[];
  readonly fresh: Snapshot;
}

/** A room as plain data that two ways of getting there must agree on; a figure of nothing may be absent. */
function plain(room: Room | null): unknown {
  if (!room) return null;
  const open = [...room.open.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  const today = Object.fromEntries(Object.entries(room.today).filter(([, n]) => n !== 0).sort());
  return { n: room.n, day: room.day, open, today, zeros: room.zeros, feed: room.feed, hash: hashOf(room.open.values()) };
}

const plays = JSON.parse(readFileSync(0, "utf8")) as Play[];
const wrong = plays.flatMap(({ name, old, messages, fresh }) => {
  const led = messages.reduce<Room | null>((room, message) => reduce(room, message), reduce(null, old));
  const [here, there] = [plain(led), plain(reduce(null, fresh))].map((each) => JSON.stringify(each));
  const kept = led && led.hash === hashOf(led.open.values());
  return here === there && kept ? [] : [{ name, here, there, kept }];
});
console.log(JSON.stringify(wrong));
