/** The app itself on this phone: its service worker, and when a new version may take over. Nothing that is half written is reloaded. */
import { signal } from "@preact/signals";
import { screen } from "./state";

const LOOK_EVERY = 30 * 60_000;
const PREFIX = "sanling-phone-";

/** A new version that waits. */
export const newer = signal<ServiceWorker | null>(null);
/** Whether the app opens without a network here. */
export const opensOffline = signal(true);
/** How many forms are open that nobody has sent. */
export const writing = { forms: 0 };

/** Keep the shell on the phone; look now and then whether there is a newer one. */
export async function keepShell(): Promise<void> {
  const workers = navigator.serviceWorker;
  if (!workers) {
    opensOffline.value = false;
    return;
  }
  const registration = await workers.register("/m/sw.js", { scope: "/m/" }).catch(() => null);
  if (!registration) {
    opensOffline.value = workers.controller !== null;
    return;
  }
  watch(registration);
  registration.addEventListener("updatefound", () => watch(registration));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") quietly();
    else void registration.update().catch(() => undefined);
  });
  setInterval(() => void registration.update().catch(() => undefined), LOOK_EVERY);
  quietly();
}

/** Let the new version take over, and open the page anew with it. */
export function takeOver(): void {
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  newer.value?.postMessage("take-over");
}

/** The page in another language: the one in the cache is not it any more. */
export async function renewPage(): Promise<void> {
  for (const name of await globalThis.caches?.keys() ?? []) {
    if (name.startsWith(PREFIX)) await (await caches.open(name)).add(new Request("/m/", { cache: "reload" }));
  }
}

function watch(registration: ServiceWorkerRegistration): void {
  const coming = registration.installing ?? registration.waiting;
  const ready = () => { if (coming?.state === "installed" && navigator.serviceWorker.controller) newer.value = coming; };
  coming?.addEventListener("statechange", ready);
  ready();
}

/** Change over unseen, if nobody is writing. */
function quietly(): void {
  if (newer.value && writing.forms === 0 && !screen.value.startsWith("file")) takeOver();
}
