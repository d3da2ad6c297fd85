/** What the screens share: who I am, the catalogue, the lists, and which screen is open. Kept on the phone between starts. */
import { computed, signal } from "@preact/signals";
import { browserSession, call } from "./api";
import type { Area, Item, Kind, Me } from "./shapes";
import { clockAhead } from "./health";
import { keepThumbs } from "./thumbs";
import { forgetTellers } from "./sent";
import { forget, forgetMatters, keep, kept } from "./store";

const MAY_REPORT = new Set(["grid_worker", "grid_leader", "dispatcher"]);

/** Screens that show what one person wrote or opened: no other is left standing before them. */
const OF_ONE = /^(file|filed|matter|slip)\b/;

export const me = signal<Me | null>(null);
export const kinds = signal<Kind[]>([]);
export const waiting = signal<Item[]>([]);
export const mine = signal<Item[]>([]);
/** Everything open where I am posted: what I might be about to file again. */
export const around = signal<Item[]>([]);
/** The grids around my own, with their outlines. */
export const areas = signal<Area[]>([]);
export const asOf = signal<number | null>(null);
export const online = signal(navigator.onLine);
export const mustSignIn = signal(false);
export const screen = signal(location.hash.slice(1));
/** The list that was open last: where a matter's 返回 leads. */
export const lastList = signal("tasks");

addEventListener("hashchange", () => { screen.value = location.hash.slice(1); });
addEventListener("online", () => { online.value = true; });
addEventListener("offline", () => { online.value = false; });

/** The account that holds the phone, 0 for nobody: what is written here is its own. */
export const myself = computed(() => me.value?.user.id ?? 0);
export const post = computed(() => me.value?.postings.find((each) => each.role.startsWith("grid")) ?? me.value?.postings[0]);
/** Whether I may file at all; a handler only acts on what is given to the department. */
export const mayReport = computed(() => me.value === null || me.value.postings.some((each) => MAY_REPORT.has(each.role)));
/** The code of my own grid, "" for who has none: the place of a report that has no better. */
export const ownGrid = computed(() => me.value?.postings.find((each) => each.role === "grid_worker")?.area_code ?? "");

/** Go to a screen: "", "file/hazard", "mine", "tasks", "outbox", "matter/<id>", "settings". */
export function go(to: string): void {
  location.hash = to;
  scrollTo(0, 0);
}

/** What was known at the last start, so that the first screen needs no network. */
export async function remember(): Promise<void> {
  const at = kept<number>("as-of");
  const lists = [kept<Item[]>("waiting"), kept<Item[]>("mine"), kept<Item[]>("around")] as const;
  const [who, all, grids, forMe, filed, open] = await Promise.all([kept<Me>("me"), kept<Kind[]>("kinds"), kept<Area[]>("areas"), ...lists]);
  me.value = who ?? null;
  kinds.value = all ?? [];
  waiting.value = forMe ?? [];
  mine.value = filed ?? [];
  around.value = open ?? [];
  areas.value = grids ?? [];
  asOf.value = (await at) ?? null;
}

let met = false;

/** Once per start: whoever signed in on the web in this browser holds the phone now, not the token of before. */
async function meetBrowser(): Promise<void> {
  const account = await browserSession();
  met = account !== null;
  if (!account) return;
  if (await kept<string>("token")) await leaveToken();
  if (me.value && me.value.user.username !== account) await forgetMe();
}

/** Read everything again; what cannot be read stays as it was, with its time. */
export async function refresh(): Promise<void> {
  if (!met) await meetBrowser();
  const ledger = await kept<Me["ledger"]>("ledger");
  const who = await call<Me>("GET", ledger ? `/me?n=${ledger.n}&leaf=${ledger.leaf}` : "/me");
  if (!who.ok) {
    online.value = who.refusal.status !== 0;
    mustSignIn.value = who.refusal.status === 401;
    return;
  }
  await meet(who.body);
  mustSignIn.value = false;
  online.value = true;
  clockAhead.value = Math.round((Date.now() - Date.parse(who.body.server_time)) / 1000);
  const [catalogue, forMe, filed, open] = await Promise.all([
    call<{ kinds: Kind[] }>("GET", "/categories"),
    call<{ items: Item[] }>("GET", "/incidents?box=waiting&limit=100"),
    call<{ items: Item[] }>("GET", "/incidents?box=mine&limit=100"),
    mayReport.value ? call<{ items: Item[] }>("GET", "/incidents?box=open&limit=200") : null,
  ]);
  if (catalogue.ok) await keep("kinds", (kinds.value = catalogue.body.kinds));
  if (forMe.ok) await keep("waiting", (waiting.value = forMe.body.items));
  if (filed.ok) await keep("mine", (mine.value = filed.body.items));
  if (open?.ok) {
    await keep("around", (around.value = open.body.items));
    void keepThumbs(around.value, ownGrid.value);
  }
  if (areas.value.length === 0) void readAreas();
  if (forMe.ok && filed.ok) await keep("as-of", (asOf.value = Date.now()));
}

/** The grids of my own community, or of the area that I hold: read once, they hardly ever change. */
async function readAreas(): Promise<void> {
  const held = post.value;
  const codes = held?.area_path.split("/").filter(Boolean) ?? [];
  const under = held && ownGrid.value === held.area_code ? codes.at(-2) : held?.area_code;
  if (!under || !mayReport.value) return;
  const answer = await call<{ items: Area[] }>("GET", `/areas?under=${under}&level=grid&outlines=true&limit=100`);
  if (answer.ok) await keep("areas", (areas.value = answer.body.items));
}

/** Whoever signed in holds the phone from here on; of who held it before nothing is shown any more. */
async function meet(who: Me): Promise<void> {
  if (me.value && me.value.user.id !== who.user.id) await forgetMe();
  await keep("me", (me.value = who));
}

/** Take a sign-in and read everything. Who it is stands before its token: nothing goes under another's name. */
export async function signedIn({ token, ...who }: Me & { token: string }): Promise<void> {
  await meet(who);
  await keep("token", token);
  await refresh();
}

/** Forget who was here and what was read; drafts and receipts wait for them on the phone, unseen by others. */
export async function signOut(): Promise<void> {
  await call("DELETE", "/session");
  await forget("token");
  await forgetMe();
  go("");
  mustSignIn.value = true;
}

async function forgetMe(): Promise<void> {
  for (const name of ["me", "waiting", "mine", "around", "areas", "as-of"]) await forget(name);
  await forgetMatters();
  await forgetTellers().catch(() => undefined);
  me.value = null;
  asOf.value = null;
  waiting.value = mine.value = around.value = [];
  areas.value = [];
  if (OF_ONE.test(screen.value)) go("");
}

async function leaveToken(): Promise<void> {
  await call("DELETE", "/session");
  await forget("token");
}
