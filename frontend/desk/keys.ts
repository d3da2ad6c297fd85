/** Single keys, alive only outside fields and dialogs; `?` lists them, and one box in that list turns them off. */

export type Keys = Readonly<Record<string, (event: KeyboardEvent) => void>>;

const SWITCH = "desk:single-keys";
/** What a Chinese keyboard sends for the same key. */
const ALSO: Readonly<Record<string, string>> = { "？": "?", "／": "/", "；": ";", "、": "/" };

/** Listen for `keys`, and hand every other single character to `other`; `quiet` says when nothing may be heard. */
export function listen(keys: Keys, other: (key: string) => void, quiet: () => boolean): void {
  document.addEventListener("keydown", (event) => {
    const modified = event.ctrlKey || event.metaKey || event.altKey;
    if (modified || event.isComposing || event.key === "Process" || quiet() || isTyping(event.target)) return;
    const typed = ALSO[event.key] ?? event.key;
    const key = typed.length === 1 ? typed.toLowerCase() : typed;
    if (key.length === 1 && !singleKeys()) return;
    const act = keys[key];
    if (act) {
      event.preventDefault();
      act(event);
    } else if (key.length === 1) {
      other(key);
    }
  });
}

/** Whether single characters act at all; remembered on this computer. */
export function singleKeys(): boolean {
  return localStorage.getItem(SWITCH) !== "off";
}

/** Let a check box turn the single keys off and on. */
export function switchedBy(box: HTMLInputElement): void {
  box.checked = singleKeys();
  box.addEventListener("change", () => localStorage.setItem(SWITCH, box.checked ? "on" : "off"));
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !/^(checkbox|radio|button|file)$/.test(target.type);
  return target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName);
}
