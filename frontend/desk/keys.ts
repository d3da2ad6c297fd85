/** Single keys, alive only outside fields and dialogs; each does one thing, and `?` lists them. */

export type Keys = Readonly<Record<string, () => void>>;

/** Listen for `keys`, and hand every other single character to `other`. */
export function listen(keys: Keys, other: (key: string) => void, quiet: () => boolean): void {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || quiet() || isTyping(event.target)) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const act = keys[key];
    if (act) {
      event.preventDefault();
      act();
    } else if (key.length === 1) {
      other(key);
    }
  });
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}
