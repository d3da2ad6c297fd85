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
}

export interface Category {
  code: string;
  name: string;
  parent: string | null;
  photo_before: boolean;
  photo_after: boolean;
  needs_plan: boolean;
  may_self_handle: boolean;
}

export interface Kind {
  code: string;
  name: string;
  mark: string;
  emergency_notice: string;
  categories: Category[];
}

export interface Item {
  id: string;
  number: string;
  kind: string;
  kind_name: string;
  category_name: string | null;
  urgency: string;
  state: string;
  state_label: string;
  area_name: string;
  department_name: string | null;
  reported_at: string;
  due_at: string | null;
  overdue: boolean;
  version: number;
  title: string;
}

export interface Detail extends Item {
  category: string | null;
  text: string;
  address: string;
  public_reply: string;
  photos: { id: string; slot: string; stage: string; url: string; ready: boolean }[];
  timeline: { at: string; kind: string; label: string; by: string; text: string }[];
  verbs: { name: string; label: string }[];
}

export interface Receipt {
  id: string;
  number: string;
  verify_code: string;
  follow_code: string;
  photos: { expected: number; arrived: { slot: string; sha256: string }[] };
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
}

/** A report on the phone: what will be sent, byte for byte, and how the sending goes. */
export interface Outgoing {
  id: string;
  /** The account that filed it; nobody else's session may send it. */
  by: number;
  body: Record<string, unknown>;
  title: string;
  mark: string;
  slots: string[];
  bytes: number;
  made_at: number;
  tries: number;
  next_at: number;
  /** Why the server will not have it as it is; "" while it may still go by itself. */
  refused: string;
  /** Its number, once the server has the report and only photos are missing. */
  number: string;
  /** The slot of the photo that was refused, "" if it was the report. */
  refused_slot: string;
  /** What it was written as, without photos, so that it can be written again. */
  draft: Draft;
}

/** A photo on the phone, shrunk and hashed; it stays until the receipt lists its hash. */
export interface KeptPhoto {
  key: string;
  report: string;
  slot: string;
  blob: Blob;
  sha256: string;
}
