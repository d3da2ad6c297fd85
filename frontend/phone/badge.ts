/**
 * The figure on the app's icon and in the window's title: what waits for me since eight or four o'clock, and at once what
 * is urgent. Nothing is pushed: `docs/decisions/no-push.md`.
 */
import { effect } from "@preact/signals";
import { told } from "./figures";
import { me, waiting } from "./state";

interface Badged {
  setAppBadge?(count: number): Promise<void>;
}

/** Keep it true while the page is open; the icon keeps it afterwards. */
export function keepBadge(): void {
  const title = document.title;
  effect(() => {
    const count = told(waiting.value, me.value?.digest);
    document.title = count > 0 ? `(${count}) ${title}` : title;
    void (navigator as Badged).setAppBadge?.(count).catch(() => undefined);
  });
}
