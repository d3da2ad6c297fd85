/**
 * What travels over `/ws/feed` and `/api/v1/feed`: the shapes of `realtime/frames.py`, and the room a page keeps of them.
 * Instants are ISO 8601 texts with an offset. Nothing here ever names a person, a phone, a text or a door.
 */

/** An open matter as everybody in the room may see it. */
export interface Matter {
  readonly id: string;
  readonly number: string;
  readonly kind: string;
  readonly category: string;
  readonly state: string;
  readonly urgency: "normal" | "serious" | "urgent";
  /** Code and short name of the community (or of the lowest area known above it). */
  readonly area: string;
  readonly area_name: string;
  readonly path: string;
  readonly department: string;
  readonly due_at: string | null;
  /** Marked 超期 by the sweep; what a page counts as late it takes from `due_at` and the server's clock. */
  readonly overdue: boolean;
  /** WGS-84, rounded to about a hundred metres; null when it was not placed. */
  readonly lon: number | null;
  readonly lat: number | null;
  readonly reported_at: string;
  readonly version: number;
}

/** One line of the ledger, as 实时动态 shows it; `tally` is what it adds to the day's figures. */
export interface Line {
  readonly n: number;
  readonly at: string;
  readonly verb: string;
  readonly id: string;
  readonly number: string;
  readonly kind: string;
  readonly category: string;
  readonly state: string;
  readonly area_name: string;
  readonly tally: Tally;
}

/** Deeds of the day by word: reported, assigned, closed, returned, and `reported:<kind>`. */
export type Tally = Readonly<Record<string, number>>;

export interface Zero {
  readonly zero: string;
  readonly days: number;
  readonly longest: number;
  readonly suspected: number;
}

export interface Kind {
  readonly code: string;
  readonly name: string;
  readonly mark: string;
  readonly zero: string;
}

export interface Place {
  readonly code: string;
  readonly name: string;
  readonly path: string;
}

export interface Snapshot {
  readonly type: "snapshot";
  readonly n: number;
  readonly server_time: string;
  /** The day in Shanghai that `today` counts, 2026-11-22. */
  readonly day: string;
  readonly room: string;
  readonly area: Place;
  readonly kinds: readonly Kind[];
  readonly zeros: readonly Zero[];
  readonly today: Tally;
  readonly open: readonly Matter[];
  readonly feed: readonly Line[];
}

/** What happened from number `from` up to, but without, number `to`. */
export interface Frame {
  readonly type: "frame";
  readonly from: number;
  readonly to: number;
  readonly at: string;
  readonly lines: readonly Line[];
  /** Matters open in this room, as they are now. */
  readonly open: readonly Matter[];
  /** Matters that ended or left the room, with the version at which they did. */
  readonly gone: readonly (readonly [string, number])[];
  readonly zeros?: readonly Zero[];
  /** Answers "since n" after a pause, instead of telling what just happened. */
  readonly caught_up?: boolean;
}

/** Sent every two seconds, each time after a look at the database: without it nothing on the page is current. */
export interface Beat {
  readonly type: "beat";
  readonly n: number;
  readonly server_time: string;
  readonly open_count: number;
  readonly open_hash: number;
  /** Age in seconds of the oldest committed entry without a number. */
  readonly lag: number;
  /** The hash of the last message about alarms. */
  readonly alarms?: number;
}

export type Standing = "unacknowledged" | "acknowledged" | "cleared" | "shelved";

/** One alarm as everybody in its room may see it; `by` only where a desk asked for it by name. */
export interface Alarm {
  readonly id: string;
  readonly rule: string;
  readonly priority: 1 | 2 | 3;
  readonly standing: Standing;
  /** How often the same thing was raised, and how often it rang again because nobody was sent. */
  readonly times: number;
  readonly rings: number;
  readonly raised_at: string;
  readonly acknowledged_at: string | null;
  readonly cleared_at: string | null;
  readonly shelved_until: string | null;
  /** False for those that only count up in a flood. */
  readonly sounds: boolean;
  /** The matter's id and number; a suspected break has a number and its zero; a place has neither. */
  readonly incident: string;
  readonly number: string;
  readonly kind: string;
  readonly zero: string;
  readonly category: string;
  readonly area: string;
  readonly area_name: string;
  readonly lon: number | null;
  readonly lat: number | null;
  readonly by?: string;
}

/** All alarms of the room, the highest first (20 at most), at the door and whenever they changed. */
export interface Alarms {
  readonly type: "alarms";
  readonly list: readonly Alarm[];
  readonly waiting: number;
  readonly cleared: number;
  readonly in_hand: number;
  readonly shelved: number;
  readonly flood: { readonly since: string; readonly count: number; readonly kinds: number } | null;
  readonly hash: number;
}

/** The answer to "since n" where continuity cannot be had: load afresh. */
export interface Resync {
  readonly type: "resync";
  readonly reason: string;
}

/** For desks: somebody else took a matter, or left it (`free`). Who, a desk asks over HTTP; no name is on the wire. */
export interface Claims {
  readonly type: "claims";
  readonly id: string;
  readonly free: boolean;
}

export type Message = Snapshot | Frame | Beat | Resync | Alarms | Claims;

/** What a page knows of its room after number `n`. */
export interface Room {
  readonly n: number;
  readonly day: string;
  readonly room: string;
  readonly area: Place;
  readonly kinds: readonly Kind[];
  readonly zeros: readonly Zero[];
  readonly today: Tally;
  readonly open: ReadonlyMap<string, Matter>;
  readonly feed: readonly Line[];
  readonly hash: number;
}
