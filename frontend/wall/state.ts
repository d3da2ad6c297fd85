/** What the wall knows, as signals; the panels read, `main.tsx` writes. */
import { computed, signal } from "@preact/signals";
import type { Link } from "../shared/feed";
import type { Line, Room } from "../shared/frames";
import { serverNow } from "./clock";
import type { Figures } from "./figures";
import { type Freshness, LAG } from "./freshness";
import { type Count, isLate, isUntaken, type Timed, timed } from "./matters";
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

/** Open matters with their instants. */
export const open = computed<readonly Timed[]>(() => [...(room.value?.open.values() ?? [])].map(timed));

/** The server's minute: counts by the clock change no more often. */
const minute = computed(() => Math.floor((serverNow.value ?? 0) / 60_000) * 60_000);

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
