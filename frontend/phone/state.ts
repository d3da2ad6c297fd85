/** What the screens share: who I am, the catalogue, the lists, and which screen is open. Kept on the phone between starts. */
import { computed, signal } from "@preact/signals";
import { call } from "./api";
import type { Item, Kind, Me } from "./shapes";
import { forget, keep, kept } from "./store";

export const me = signal<Me | null>(null);
export const kinds = signal<Kind[]>([]);
export const waiting = signal<Item[]>([]);
export const mine = signal<Item[]>([]);
export const asOf = signal<number | null>(null);
export const online = signal(navigator.onLine);
export const mustSignIn = signal(false);
export const screen = signal(location.hash.slice(1));

addEventListener("hashchange", () => { screen.value = location.hash.slice(1); });
addEventListener("online", () => { online.value = true; });
addEventListener("offline", () => { online.value = false; });

export const post = computed(() => me.value?.postings.find((each) => each.role.startsWith("grid")) ?? me.value?.postings[0]);

/** Go to a screen: "", "file/hazard", "mine", "tasks", "outbox", "matter/<id>", "settings". */
export function go(to: string): void {
  location.hash = to;
  scrollTo(0, 0);
}

/** What was known at the last start, so that the first screen needs no network. */
export async function remember(): Promise<void> {
  me.value = (await kept<Me>("me")) ?? null;
  kinds.value = (await kept<Kind[]>("kinds")) ?? [];
  waiting.value = (await kept<Item[]>("waiting")) ?? [];
  mine.value = (await kept<Item[]>("mine")) ?? [];
}

/** Read everything again; what cannot be read stays as it was, with its time. */
export async function refresh(): Promise<void> {
  const who = await call<Me>("GET", "/me");
  if (!who.ok) {
    online.value = who.refusal.status !== 0;
    mustSignIn.value = who.refusal.status === 401;
    return;
  }
  mustSignIn.value = false;
  online.value = true;
  me.value = who.body;
  await keep("me", who.body);
  const [catalogue, forMe, filed] = await Promise.all([
    call<{ kinds: Kind[] }>("GET", "/categories"),
    call<{ items: Item[] }>("GET", "/incidents?box=waiting&limit=100"),
    call<{ items: Item[] }>("GET", "/incidents?box=mine&limit=100"),
  ]);
  if (catalogue.ok) await keep("kinds", (kinds.value = catalogue.body.kinds));
  if (forMe.ok) await keep("waiting", (waiting.value = forMe.body.items));
  if (filed.ok) await keep("mine", (mine.value = filed.body.items));
  asOf.value = Date.now();
}

/** Take the token of a sign-in and read everything. */
export async function signedIn(token: string): Promise<void> {
  await keep("token", token);
  await refresh();
}

/** Forget who was here; what is unsent stays on the phone. */
export async function signOut(): Promise<void> {
  await call("DELETE", "/session");
  for (const name of ["token", "me", "waiting", "mine"]) await forget(name);
  me.value = null;
  waiting.value = mine.value = [];
  mustSignIn.value = true;
}
