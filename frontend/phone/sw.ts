/**
 * The service worker of the phone: the shell from its cache, so that it opens without a network; everything else from
 * the network. `mobile_api/pages.py` writes before it which files are the shell, and the version they make together.
 * A new version waits until the page lets it take over. Where the browser has Background Sync, what is unsent goes
 * though no page is open.
 */
import { sendAll } from "./sending";
import type { Me } from "./shapes";
import { kept } from "./store";

declare const self: ServiceWorkerGlobalScope & { SHELL: { version: string; page: string; files: string[] } };

const { version, page, files } = self.SHELL;
const PREFIX = "sanling-phone-";
const CACHE = PREFIX + version;

self.addEventListener("install", (event) => {
  event.waitUntil(fill());
});

self.addEventListener("activate", (event) => {
  event.waitUntil(moveIn());
});

self.addEventListener("message", (event) => {
  if (event.data === "take-over") void self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const { origin, pathname } = new URL(request.url);
  if (origin !== self.location.origin) return;
  if (request.mode === "navigate" && pathname === page) event.respondWith(fromShell(page));
  else if (files.includes(pathname)) event.respondWith(fromShell(pathname));
});

self.addEventListener("sync", (event) => {
  (event as ExtendableEvent).waitUntil(navigator.locks.request("outbox", sendUnseen));
});

/** Take the whole shell anew, past every cache in between; all of it, or this version does not come to be. */
async function fill(): Promise<void> {
  const cache = await caches.open(CACHE);
  await cache.addAll([page, ...files].map((address) => new Request(address, { cache: "reload" })));
}

async function moveIn(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(PREFIX) && name !== CACHE).map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function fromShell(address: string): Promise<Response> {
  const held = await (await caches.open(CACHE)).match(address, { ignoreVary: true });
  return held ?? fetch(address);
}

async function sendUnseen(): Promise<void> {
  const me = await kept<Me>("me");
  const tabs = new BroadcastChannel("sanling-outbox");
  if (me) await sendAll({ by: me.user, all: true, heard: async () => tabs.postMessage(null) });
  tabs.close();
}
