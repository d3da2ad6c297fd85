/** What the wall knows, as signals; the panels read, `main.tsx` writes. */
import { computed, signal } from "@preact/signals";
import type { Link } from "../shared/feed";
import type { Line, Matter, Room } from "../shared/frames";
import { instant } from "../shared/times";
import { serverNow } from "./clock";
import type { Figures } from "./figures";
import { type Freshness, LAG } from "./freshness";
import type { Known } from "./memory";

export const room = signal<Room | null>(null);
export const link = signal<Link>("connecting");
export const fresh = signal<Freshness>("waiting");
/** Milliseconds since the last beat; null before the first. */
export const silent = signal<number | null>(null);
export const lag = signal(0);
/** Lines fetched after a pause, said for eight seconds. */
export const caughtUp = signal(0);
export const figures = signal<Figures | null>(null);
export const figuresFailed = signal(false);
/** What this wall showed last time, until the server speaks. */
export const known = signal<Known | null>(null);
/** Lines that arrived live, and how long each took from its deed to this page in milliseconds. */
export const arrived = signal<ReadonlyMap<number, number>>(new Map());

export interface Timed extends Matter {
  readonly due: number | null;
  readonly reported: number;
}

/** Open matters with their instants parsed once per change. */
export const open = computed<readonly Timed[]>(() =>
  [...(room.value?.open.values() ?? [])].map((matter) => ({
    ...matter,
    due: instant(matter.due_at),
    reported: Date.parse(matter.reported_at),
  })),
);

/** The server's minute: counts by the clock change no more often. */
const minute = computed(() => Math.floor((serverNow.value ?? 0) / 60_000) * 60_000);

/** Late by the server's clock; what is 挂账 does not run. */
export function isLate(matter: Timed, now: number): boolean {
  return matter.due !== null && matter.state !== "suspended" && matter.due <= now;
}

export interface Count {
  readonly today: number;
  readonly open: number;
  readonly late: number;
}

/** 今日, 在办 and 超期 by kind of matter. */
export const counts = computed<ReadonlyMap<string, Count>>(() => {
  const today = room.value?.today ?? {};
  const all = new Map<string, Count>();
  for (const kind of room.value?.kinds ?? []) {
    const here = open.value.filter((matter) => matter.kind === kind.code);
    const late = here.filter((matter) => isLate(matter, minute.value)).length;
    all.set(kind.code, { today: today[`reported:${kind.code}`] ?? 0, open: here.length, late });
  }
  return all;
});

/** With a clock that runs, the nearest due date first. */
export const byDue = computed<readonly Timed[]>(() =>
  open.value
    .filter((matter) => matter.due !== null && matter.state !== "suspended")
    .sort((a, b) => (a.due ?? 0) - (b.due ?? 0)),
);

const WAITING: ReadonlySet<string> = new Set(["reported", "accepted", "assigned"]);

/** Whether nobody has taken an urgent matter on yet. */
export function isUntaken(matter: Matter): boolean {
  return matter.urgency === "urgent" && WAITING.has(matter.state);
}

/** Urgent matters still to be handled: those nobody has taken first, then the oldest. */
export const urgent = computed<readonly Timed[]>(() =>
  open.value
    .filter((matter) => matter.urgency === "urgent" && !["finished", "verified", "suspended"].includes(matter.state))
    .sort((a, b) => Number(isUntaken(b)) - Number(isUntaken(a)) || a.reported - b.reported),
);

export const feed = computed<readonly Line[]>(() => room.value?.feed ?? []);

/** Why the wall is not current, in one word for the pill. */
export const stalled = computed(() => lag.value >= LAG);

/** The mark of a kind: ● ▲ ■. */
export function markOf(kind: string): string {
  return room.value?.kinds.find((each) => each.code === kind)?.mark ?? "◆";
}
