/** What the wall is turned to in incident mode, by itself or by hand. */
import { computed, signal } from "@preact/signals";
import { estimate } from "./clock";
import { list } from "./duty";
import { open, room, urgent } from "./state";
import { focused, turn, type Turning } from "./turning";

export const turning = signal<Turning>({ focus: null, putAwayAt: -Infinity });
export const focus = computed(() => turning.value.focus);

/** Once a second, and with each change of the alarms. */
export function lookAround(): void {
  const now = estimate();
  if (now !== null) turning.value = turn(turning.value, list.value, now);
}

/** I: turn to the newest call or urgent matter; again: turn back. */
export function toggleFocus(): void {
  const held = turning.value.focus;
  if (held) {
    turning.value = { focus: null, putAwayAt: estimate() ?? held.since };
    return;
  }
  const call = list.value.find((alarm) => alarm.priority === 1 && alarm.incident);
  const matter = urgent.value[0] ?? [...open.value].sort((a, b) => b.reported - a.reported)[0];
  const found = call ? focused(call) : matter && { ...matter, since: matter.reported, overSince: null };
  if (found && room.value) turning.value = { focus: { ...found, byHand: true }, putAwayAt: -Infinity };
}
