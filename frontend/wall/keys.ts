/** The small pad at the desk: nothing but these keys, and no mouse. */
import { signal } from "@preact/signals";
import { answerRow } from "./alarms";
import { print } from "./daily";
import { mute, test } from "./duty";
import { toggleFocus } from "./focus";
import { nextFilter } from "./map";
import { wake } from "./sound";

export const helping = signal(false);

function fullScreen(): void {
  if (document.fullscreenElement) void document.exitFullscreen();
  else void document.documentElement.requestFullscreen();
}

const KEYS: Readonly<Record<string, () => void>> = {
  1: () => answerRow(1),
  2: () => answerRow(2),
  3: () => answerRow(3),
  m: mute,
  t: () => void test(),
  f: fullScreen,
  g: nextFilter,
  i: toggleFocus,
  p: () => void print(),
  "?": () => (helping.value = !helping.value),
  Escape: () => (helping.value = false),
};

/** Listen. Any key also wakes the sound, for browsers want a hand on the machine once. */
export function listen(): void {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const does = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!does || event.repeat) return;
    event.preventDefault();
    void wake();
    does();
  });
}
