import assert from "node:assert/strict";
import { test } from "node:test";
import { Feed, type Link, SILENCE } from "../../frontend/shared/feed";
import type { Beat, Frame, Matter, Message, Room, Snapshot } from "../../frontend/shared/frames";
import { mark } from "../../frontend/shared/hash";

const AT = "2026-11-23T10:00:00+08:00";

class FakeSocket {
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  closed = false;
  constructor(readonly url: string) {}
  close(): void {
    this.closed = true;
  }
  say(message: Message): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
}

/** A feed with sockets and answers in our hands. */
function stage(answers: unknown[] = []) {
  const sockets: FakeSocket[] = [];
  const asked: string[] = [];
  const seen = { room: null as Room | null, links: [] as Link[], caughtUp: 0, announced: 0 };
  const feed = new Feed("419001", {
    room: (room, _, caughtUp) => Object.assign(seen, { room, caughtUp: seen.caughtUp + caughtUp }),
    beat: () => undefined,
    link: (link) => seen.links.push(link),
  }, {
    socket: (url) => {
      const made = new FakeSocket(url);
      sockets.push(made);
      return made as unknown as WebSocket;
    },
    fetch: async (url) => {
      asked.push(url);
      const answer = answers.shift();
      return { ok: answer !== undefined, status: 500, json: async () => answer } as Response;
    },
    origin: "https://sanling.test",
    announce: () => (seen.announced += 1),
  });
  feed.open();
  const last = (): FakeSocket => {
    const socket = sockets.at(-1);
    assert.ok(socket);
    return socket;
  };
  return { feed, sockets, asked, seen, last };
}

const area = { code: "419001", name: "济源", path: "/419001/" };
const snapshot = (n: number, day = "2026-11-23"): Snapshot => ({
  type: "snapshot", n, server_time: AT, day, room: "area:/419001/", area, kinds: [], zeros: [], today: {}, open: [], feed: [],
});
const frame = (from: number, to: number, more: Partial<Frame> = {}): Frame => ({
  type: "frame", from, to, at: AT, lines: [], open: [], gone: [], ...more,
});
const beat = (n: number, open_count = 0, open_hash = 0): Beat => ({
  type: "beat", n, server_time: AT, open_count, open_hash, lag: 0,
});
const settled = (): Promise<void> => new Promise((done) => setTimeout(done, 5));

test("it asks for its room, on the same host, over the safe scheme", () => {
  const { last, feed } = stage();
  assert.equal(last().url, "wss://sanling.test/ws/feed?room=419001");
  feed.close();
});

test("frames that follow are taken and announced", () => {
  const { last, seen, feed } = stage();
  last().say(snapshot(10));
  last().say(frame(10, 12));
  assert.equal(seen.room?.n, 12);
  assert.equal(seen.announced, 1);
  feed.close();
});

test("a hole is filled over HTTP while later frames wait", async () => {
  const { last, seen, asked, feed } = stage([frame(10, 20, { caught_up: true })]);
  last().say(snapshot(10));
  last().say(frame(15, 21));
  last().say(frame(21, 22));
  assert.equal(seen.room?.n, 10);
  await settled();
  assert.deepEqual(asked, ["https://sanling.test/api/v1/feed?since=10&room=419001"]);
  assert.equal(seen.room?.n, 22);
  feed.close();
});

test("a hole that cannot be filled means loading afresh", async () => {
  for (const answer of [{ type: "resync", reason: "too_old" }, undefined]) {
    const { last, sockets, feed } = stage([answer]);
    last().say(snapshot(10));
    last().say(frame(15, 21));
    await settled();
    assert.equal(sockets.length, 2);
    assert.equal(last().url.includes("since"), false);
    feed.close();
  }
});

test("a beat with another hash, another count or another day means loading afresh", () => {
  const others = [beat(10, 0, 7), beat(10, 1, 0), { ...beat(10), server_time: "2026-11-24T00:00:01+08:00" }];
  for (const other of others) {
    const { last, sockets, feed } = stage();
    last().say(snapshot(10));
    last().say(other);
    assert.equal(sockets.length, 2);
    assert.equal(sockets[0]?.closed, true);
    feed.close();
  }
});

test("a beat that agrees makes the page live", () => {
  const { last, seen, sockets, feed } = stage();
  last().say(snapshot(10));
  last().say(frame(10, 11, { open: [{ id: "a", version: 1 } as Matter] }));
  last().say(beat(11, 1, mark("a", 1)));
  assert.equal(sockets.length, 1);
  assert.equal(seen.links.at(-1), "live");
  feed.close();
});

test("after a loss it asks only for what came since, and says how much that was", async () => {
  const { feed, last, sockets, seen } = stage();
  last().say(snapshot(10));
  last().onclose?.({ code: 1006 });
  assert.equal(seen.links.at(-1), "lost");
  await new Promise((done) => setTimeout(done, 700));
  assert.equal(sockets.length, 2);
  assert.ok(last().url.endsWith("since=10"));
  const line = { n: 11, at: AT, verb: "taken", id: "a", number: "", kind: "", category: "", state: "", area_name: "", tally: {} };
  last().say(frame(10, 12, { caught_up: true, lines: [line] }));
  assert.equal(seen.caughtUp, 1);
  assert.equal(seen.room?.n, 12);
  feed.close();
});

test("without a session it says so", () => {
  const { feed, last, seen } = stage();
  last().onclose?.({ code: 4401 });
  assert.equal(seen.links.at(-1), "no-session");
  feed.close();
});

test("a resync over the socket means loading afresh", () => {
  const { feed, last, sockets } = stage();
  last().say(snapshot(10));
  last().say({ type: "resync", reason: "future" });
  assert.equal(sockets.length, 2);
  feed.close();
});

test("a line that is silent for eight seconds is given up, and what came since is asked for", () => {
  const honest = globalThis.setTimeout;
  const waiting: [number, () => void][] = [];
  globalThis.setTimeout = ((run: () => void, ms: number) => waiting.push([ms, run])) as unknown as typeof setTimeout;
  try {
    const { last, sockets, seen } = stage();
    last().say(snapshot(10));
    const dead = last();
    waiting.findLast(([ms]) => ms === SILENCE)?.[1]();
    assert.ok(dead.closed);
    assert.equal(seen.links.at(-1), "lost");
    waiting.findLast(([ms]) => ms < 1_000)?.[1]();
    assert.equal(sockets.length, 2);
    assert.ok(last().url.endsWith("since=10"));
  } finally {
    globalThis.setTimeout = honest;
  }
});
