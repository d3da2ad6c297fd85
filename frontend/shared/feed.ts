/**
 * The page's end of the live feed: one socket that reconnects, fills holes over HTTP and never hides that it is late.
 *
 * It keeps the room and tells its listener; on the document it announces `incident:changed` (detail: the frame), so that
 * modules which know nothing of sockets can listen. Reloading is the one way out of every doubt: a hash that differs, a
 * hole that cannot be filled, a cursor the server does not know.
 */
import type { Alarms, Beat, Claims, Frame, Message, Resync, Room } from "./frames";
import { fits, reduce } from "./reduce";
import { day } from "./times";

export type Link = "connecting" | "live" | "lost" | "no-session" | "no-room";

export interface Listener {
  /** The room changed; `caughtUp` is the number of lines fetched after a pause, 0 for what came as it happened. */
  room(room: Room, frame: Frame | null, caughtUp: number): void;
  beat(beat: Beat): void;
  link(link: Link): void;
  /** All alarms of the room, anew. */
  alarms?(alarms: Alarms): void;
  /** Who works on a matter changed; only a page that listens to this asks to be told. */
  claims?(claims: Claims): void;
}

/** The outside world, so that tests can bring their own. */
export interface Surroundings {
  socket(url: string): WebSocket;
  fetch(url: string): Promise<Response>;
  origin: string;
  announce(frame: Frame): void;
}

export const browser = (): Surroundings => ({
  socket: (url) => new WebSocket(url),
  fetch: (url) => fetch(url, { headers: { accept: "application/json" } }),
  origin: location.origin,
  announce: (detail) => document.dispatchEvent(new CustomEvent("incident:changed", { detail })),
});

/** Silence after which a socket is given up as half open; the server beats every two seconds. */
export const SILENCE = 8_000;
const SHORTEST = 400;
const LONGEST = 8_000;
const NO_SESSION = 4401;
const NO_ROOM = 4404;

export class Feed {
  private room: Room | null = null;
  private rung: number | null = null;
  private socket: WebSocket | null = null;
  private held: Frame[] | null = null;
  private wait = SHORTEST;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private silence: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly area: string,
    private readonly listener: Listener,
    private readonly around: Surroundings = browser(),
  ) {}

  /** Connect; with a room already known, ask only for what came since. */
  open(): void {
    this.close();
    this.listener.link("connecting");
    const query = new URLSearchParams(this.area ? { room: this.area } : {});
    if (this.room) query.set("since", String(this.room.n));
    if (this.listener.claims) query.set("claims", "1");
    const socket = this.around.socket(`${this.around.origin.replace(/^http/, "ws")}/ws/feed?${query}`);
    socket.onmessage = (event) => this.hear(JSON.parse(String(event.data)) as Message);
    socket.onclose = (event) => this.lost(event.code);
    this.socket = socket;
    this.listen();
  }

  /** Let go of the socket without trying again. */
  close(): void {
    clearTimeout(this.timer);
    clearTimeout(this.silence);
    if (this.socket) {
      this.socket.onmessage = this.socket.onclose = null;
      this.socket.close();
    }
    this.socket = this.held = null;
  }

  /** Forget the room and load it afresh. */
  reload(): void {
    this.room = null;
    this.open();
  }

  private hear(message: Message): void {
    this.listen();
    this.wait = SHORTEST;
    if (message.type === "resync") this.reload();
    else if (message.type === "alarms") this.ring(message);
    else if (message.type === "claims") this.listener.claims?.(message);
    else if (message.type === "beat") this.beat(message);
    else if (message.type === "frame" && this.held) this.held.push(message);
    else if (message.type === "frame" && this.room && fits(this.room, message) === "gap") void this.fill(message);
    else this.take(message, 0);
  }

  private take(message: Message, caughtUp: number): void {
    const before = this.room;
    this.room = reduce(before, message);
    if (this.room === null || this.room === before) return;
    const frame = message.type === "frame" ? message : null;
    this.listener.room(this.room, frame, frame?.caught_up ? frame.lines.length : caughtUp);
    if (frame) this.around.announce(frame);
  }

  private beat(beat: Beat): void {
    if (this.room && !this.held && drifted(this.room, beat)) {
      this.reload();
      return;
    }
    this.room = reduce(this.room, beat);
    this.listener.link("live");
    this.listener.beat(beat);
    if (this.listener.alarms && beat.alarms !== undefined && beat.alarms !== this.rung) void this.askAlarms(beat.alarms);
  }

  private ring(alarms: Alarms): void {
    this.rung = alarms.hash;
    this.listener.alarms?.(alarms);
  }

  /** A beat tells of alarms that this page has not: ask for them. A beat sent before they changed asks for nothing. */
  private async askAlarms(hash: number): Promise<void> {
    this.rung = hash;
    const query = new URLSearchParams(this.area ? { room: this.area } : {});
    const response = await this.around.fetch(`${this.around.origin}/api/v1/feed/alarms?${query}`).catch(() => null);
    if (response?.ok) this.ring((await response.json()) as Alarms);
    else this.rung = null;
  }

  /** Fetch the hole before `next` over HTTP; frames that come meanwhile wait. */
  private async fill(next: Frame): Promise<void> {
    const socket = this.socket;
    this.held = [next];
    const answer = await this.since().catch(() => null);
    if (this.socket !== socket) return;
    if (answer?.type !== "frame") {
      this.reload();
      return;
    }
    const waiting = this.held ?? [];
    this.held = null;
    this.take(answer, answer.lines.length);
    for (const frame of waiting) this.hear(frame);
  }

  private async since(): Promise<Frame | Resync> {
    const query = new URLSearchParams({ since: String(this.room?.n ?? 0), ...(this.area ? { room: this.area } : {}) });
    const response = await this.around.fetch(`${this.around.origin}/api/v1/feed?${query}`);
    if (!response.ok) throw new Error(String(response.status));
    return (await response.json()) as Frame | Resync;
  }

  private listen(): void {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => this.lost(0), SILENCE);
  }

  private lost(code: number): void {
    this.close();
    this.listener.link(code === NO_SESSION ? "no-session" : code === NO_ROOM ? "no-room" : "lost");
    const known = code === NO_SESSION || code === NO_ROOM;
    this.timer = setTimeout(() => this.open(), known ? LONGEST : this.wait * (0.5 + Math.random()));
    this.wait = Math.min(this.wait * 2, LONGEST);
  }
}

/** Whether a beat tells that the room is not what the server holds, or that a new day began: then load afresh. */
function drifted(room: Room, beat: Beat): boolean {
  if (day(Date.parse(beat.server_time)) !== room.day) return true;
  return beat.n >= room.n && (beat.open_hash !== room.hash || beat.open_count !== room.open.size);
}
