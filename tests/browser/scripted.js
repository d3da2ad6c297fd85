// A server of our own inside the page: it holds the truth, and its wire drops, doubles, shuffles and cuts as it is told.
window.scripted = (() => {
  const mark = (id, version) => {
    let hash = 0x811c9dc5;
    for (const sign of `${id}:${version}`) hash = Math.imul(hash ^ sign.charCodeAt(0), 0x01000193);
    return hash >>> 0;
  };
  const random = (seed) => () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const self = { sockets: [], lines: [], open: new Map(), n: 1000, at: 0, snapshot: null, cuts: 0, reloads: 0 };
  const iso = (at) => new Date(at).toISOString();
  self.begin = (snapshot) => {
    self.snapshot = snapshot;
    self.n = snapshot.n;
    self.at = Date.parse(snapshot.server_time);
    for (const matter of snapshot.open) self.open.set(matter.id, matter);
    self.feed = [...snapshot.feed];
    self.today = { ...snapshot.today };
  };
  const day = () => new Date(self.at + 8 * 3600e3).toISOString().slice(0, 10);
  self.whole = () => ({ ...self.snapshot, n: self.n, server_time: iso(self.at), day: day(), open: [...self.open.values()], feed: self.feed.slice(0, 20), today: self.today });
  self.alarms = { type: "alarms", list: [], waiting: 0, cleared: 0, in_hand: 0, shelved: 0, flood: null, hash: 1 };
  self.beat = () => {
    let hash = 0;
    for (const { id, version } of self.open.values()) hash ^= mark(id, version);
    return { type: "beat", n: self.n, server_time: iso(self.at), open_count: self.open.size, open_hash: hash >>> 0, lag: 0, alarms: self.alarms.hash };
  };
  self.since = (n) => {
    const known = self.lines.filter((frame) => frame.to > n);
    if (known.length > 2000 || (known[0] && known[0].from > n)) return { type: "resync", reason: "too_old" };
    const latest = new Map();
    for (const frame of known) for (const each of [...frame.open, ...frame.gone.map(([id, version]) => ({ id, version, gone: true }))]) latest.set(each.id, each);
    const all = [...latest.values()];
    return { type: "frame", from: n, to: self.n, at: iso(self.at), lines: known.flatMap((frame) => frame.lines).filter((line) => line.n >= n), caught_up: true,
      open: all.filter((each) => !each.gone), gone: all.filter((each) => each.gone).map((each) => [each.id, each.version]) };
  };
  /** One thing happens: a matter moves on, comes or ends. Returns its frame. */
  self.happen = (chance, seconds) => {
    self.at += seconds * 1000;
    const matters = [...self.open.values()];
    const pick = matters[Math.floor(chance() * matters.length)];
    const ends = chance() < 0.1 && matters.length > 150;
    const comes = !ends && chance() < 0.1 && matters.length < 250;
    const id = comes ? `00000000-0000-4000-8000-${String(self.n).padStart(12, "0")}` : pick.id;
    const matter = { ...pick, id, number: comes ? `261123-${String(self.n).padStart(5, "0")}` : pick.number, version: comes ? 1 : pick.version + 1, state: ["assigned", "handling"][self.n % 2] };
    if (ends) self.open.delete(id);
    else self.open.set(id, matter);
    const line = { n: self.n, at: iso(self.at), verb: comes ? "reported" : ends ? "closed" : "taken", id, number: matter.number, kind: matter.kind, category: matter.category, state: matter.state, area_name: matter.area_name, tally: comes ? { reported: 1 } : {} };
    const frame = { type: "frame", from: self.n, to: self.n + 1, at: iso(self.at), lines: [line], open: ends ? [] : [matter], gone: ends ? [[id, matter.version]] : [] };
    self.n += 1;
    self.lines.push(frame);
    if (self.lines.length > 2500) self.lines.splice(0, 500);
    self.feed = [line, ...self.feed].slice(0, 20);
    if (comes) self.today = { ...self.today, reported: (self.today.reported ?? 0) + 1 };
    return frame;
  };
  self.say = (message) => {
    const data = JSON.stringify(message);
    for (const socket of self.sockets) socket.onmessage?.({ data });
  };
  self.cut = () => {
    self.cuts += 1;
    for (const socket of self.sockets.splice(0)) socket.onclose?.({ code: 1006 });
  };
  window.WebSocket = class {
    constructor(url) {
      self.reloads += 1;
      const since = new URL(url).searchParams.get("since");
      setTimeout(() => {
        if (this.closed) return;
        self.sockets.push(this);
        const say = (message) => this.onmessage?.({ data: JSON.stringify(message) });
        say(since === null ? self.whole() : self.since(Number(since)));
        say(self.alarms);
        say(self.beat());
      }, 0);
    }
    close() {
      this.closed = true;
      self.sockets = self.sockets.filter((each) => each !== this);
    }
  };
  const ask = window.fetch.bind(window);
  window.fetch = (url, options) => {
    const asked = new URL(url, location.origin);
    if (asked.pathname !== "/api/v1/feed") return ask(url, options);
    return Promise.resolve(new Response(JSON.stringify(self.since(Number(asked.searchParams.get("since"))))));
  };
  const rest = () => new Promise((done) => setTimeout(done, 0));
  /** The page has a socket again: a cut with nothing to cut is none. */
  const connected = async () => {
    while (self.sockets.length === 0) await new Promise((done) => setTimeout(done, 20));
  };
  /** So many updates, a second of the wall's day each, as fast as the page takes them. */
  self.run = async (updates, seed) => {
    const chance = random(seed);
    for (let i = 0; i < updates; i += 1) {
      self.say(self.happen(chance, 1));
      if (i % 20 === 0) self.say(self.beat());
      if (i % 100 === 0) await rest();
    }
    self.say(self.beat());
  };
  /** The same on a wire that drops, doubles, shuffles, and is cut. */
  self.storm = async (events, cuts, seed) => {
    const chance = random(seed);
    let held = [];
    for (let i = 0; i < events; i += 1) {
      const frame = self.happen(chance, 0.01);
      if (chance() > 0.05) held.push(frame);
      if (chance() < 0.05) held.push(frame);
      if (held.length > 6 || i === events - 1) {
        held.sort(() => chance() - 0.5);
        for (const each of held.splice(0)) self.say(each);
      }
      const round = Math.floor(events / cuts);
      if (i % round === 0) {
        await connected();
        self.say(self.beat());
        if (self.cuts < cuts) self.cut();
      } else if (i % round === Math.floor(chance() * round)) {
        await rest();
      } else if (i % round === Math.floor(round / 2)) {
        await connected();
      }
    }
    await connected();
  };
  return self;
})();
