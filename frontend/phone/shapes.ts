/** What the API answers and what the phone keeps, as far as the screens use it. */

export type KindCode = "petition" | "hazard" | "security";

export interface Posting {
  role: string;
  role_label: string;
  area_code: string;
  area_name: string;
  area_path: string;
  department_name: string | null;
}

export interface Me {
  user: { id: number; username: string; display_name: string };
  postings: Posting[];
  server_time: string;
  /** The head of the server's ledger; `same` is false if the one that this phone knew is not on it any more. */
  ledger?: { n: number; leaf: string; same: boolean | null };
  /** Three figures as they stood at eight or at four. */
  digest?: Digest;
}

export interface Digest {
  as_of: string;
  waiting: number;
  filed_open: number;
  settled: number;
}

export interface Category {
  code: string;
  name: string;
  parent: string | null;
  photo_before: boolean;
  photo_after: boolean;
  needs_plan: boolean;
  may_self_handle: boolean;
  nearby_metres: number;
}

export interface Kind {
  code: string;
  name: string;
  mark: string;
  emergency_notice: string;
  categories: Category[];
}

/** What an area looks like, in degrees of WGS-84. */
export type Outline = { type: "Polygon"; coordinates: [number, number][][] } | { type: "MultiPolygon"; coordinates: [number, number][][][] };

export interface Area {
  code: string;
  name: string;
  outline: Outline | null;
}

export interface Item {
  id: string;
  number: string;
  kind: string;
  kind_name: string;
  category: string | null;
  category_name: string | null;
  urgency: string;
  state: string;
  state_label: string;
  area: string;
  area_name: string;
  area_path: string;
  department_name: string | null;
  lon: number | null;
  lat: number | null;
  reported_at: string;
  due_at: string | null;
  overdue: boolean;
  version: number;
  title: string;
  photos_arrived: number;
}

export interface Detail extends Item {
  text: string;
  address: string;
  public_reply: string;
  /** The code of the person concerned, for who may hand it on; else "". */
  follow_code?: string;
  photos: { id: string; slot: string; stage: string; at?: string; url: string; ready: boolean }[];
  voices: { id: string; slot: string; url: string }[];
  timeline: { at: string; kind: string; label: string; by: string; text: string }[];
  verbs: Verb[];
}

/** A verb that is open, and its word. */
export interface Verb {
  name: string;
  label: string;
}

export interface Receipt {
  id: string;
  number: string;
  version: number;
  received_at: string;
  signature: string;
  verify_code: string;
  /** Where the receipt is judged, without the host. */
  verify_url: string;
  follow_code: string;
  photos: Parts;
  voices: Parts;
}

/** A receipt on the phone, and whose it is. */
export interface KeptReceipt extends Receipt {
  by: number;
}

/** How many photos, or recordings, were announced, and which are there. */
export interface Parts {
  expected: number | null;
  arrived: { slot: string; sha256: string }[];
}

export interface Place {
  lon: number;
  lat: number;
  datum: "WGS84";
  accuracy_metres: number;
  source: "gnss" | "map";
  fixed_at: string;
}

/** What is being written, before 提交: kept on the phone at every change, so that no camera and no call can lose it. */
export interface Draft {
  id: string;
  kind: string;
  /** The account that writes it: nobody else is shown it. */
  by: number;
  seen_at: string;
  category: string;
  urgency: string;
  place: Place | null;
  address: string;
  text: string;
  on_the_spot: boolean;
  settled: string;
  people: string;
  told: { name: string; phone: string; address: string };
  photos: KeptPhoto[];
  voice: KeptPhoto | null;
  /** The camera was open when this was kept. */
  camera: boolean;
  /** The grid that was chosen by hand; "" for none. */
  grid: string;
  /** Matters nearby that it is not. */
  not: string[];
}

/** How a matter stood when somebody acted on it: what is laid beside how it stands now, if that came too late. */
export interface Standing {
  state_label: string;
  department_name: string | null;
  urgency: string;
  category_name: string | null;
}

/** What every deed on the phone has that is not sent yet, whatever it is. */
interface Deed {
  /** Its own UUID: under this the server does it once, however often it is sent. */
  id: string;
  /** The matter it belongs to: what belongs to one goes in the order in which it was done. A report is its own. */
  matter: string;
  /** Counts up on this phone, whatever its clock says. */
  seq: number;
  /** The account that did it; nobody else's session may send it. */
  by: number;
  title: string;
  mark: string;
  made_at: number;
  tries: number;
  next_at: number;
  /** Why the server will not have it as it is; "" while it may still go by itself. */
  refused: string;
}

/** A report: what will be sent, byte for byte, and how the sending goes. */
export interface Outgoing extends Deed {
  what: "report";
  body: Record<string, unknown>;
  slots: string[];
  bytes: number;
  /** Its number, once the server has the report and only photos are missing. */
  number: string;
  /** The slot of the photo that was refused, "" if it was the report. */
  refused_slot: string;
  /** What it was written as, without photos, so that it can be written again. */
  draft: Draft;
}

/** A verb on a matter. */
export interface Command extends Deed {
  what: "command";
  verb: string;
  label: string;
  /** The version it is based on: the one that was shown, or the one to which the deed before it on this phone led. */
  version: number;
  at: string;
  data: Record<string, unknown>;
  /** What was typed, to be typed again. */
  values: Record<string, string>;
  /** Whether it has been sent before: from then on not a byte of it changes. */
  started: boolean;
  before: Standing;
  /** Who was first, when it came too late. */
  current: Current | null;
}

/** A photo added to a matter that the server has. */
export interface Attachment extends Deed {
  what: "photo";
  slot: string;
  stage: string;
  bytes: number;
}

export type Waiting = Outgoing | Command | Attachment;

/** How a matter stands, as a 409 tells it. */
export interface Current {
  number: string;
  state_label: string;
  department: string | null;
  version: number;
  last: { by: string; at: string } | null;
}

/** A photo or a recording on the phone, hashed; it stays until the receipt lists its hash. */
export interface KeptPhoto {
  key: string;
  /** The report, or the deed, that it goes with. */
  report: string;
  slot: string;
  blob: Blob;
  sha256: string;
}
