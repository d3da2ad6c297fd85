/** From the ledger's time to the painted row, measured once the row is on the glass; and what may then move. */
import { signal } from "@preact/signals";
import type { Frame, Line } from "../shared/frames";
import { estimate } from "./clock";
import { move } from "./moving";

/** Rows are tinted by a fade of so long, each when it is its turn. */
const FADE = 200;
const KEPT = 40;

/** Milliseconds from the deed to the paint, of the last lines that came live. */
export const painted = signal<ReadonlyMap<number, number>>(new Map());

let waiting: readonly Line[] = [];
let asked = false;

/** A frame came as it happened: its rows are painted with the next picture, whatever else moves. */
export function noteArrival(frame: Frame): void {
  if (frame.lines.length === 0) return;
  move(frame.lines.map((line) => ({ key: `row:${line.n}`, length: FADE })));
  waiting = [...waiting, ...frame.lines].slice(-KEPT);
  if (asked) return;
  asked = true;
  requestAnimationFrame(() => {
    const shown = waiting;
    waiting = [];
    asked = false;
    requestAnimationFrame(() => note(shown));
  });
}

/** The picture with these lines has been painted: the one after it begins. */
function note(lines: readonly Line[]): void {
  const now = estimate();
  if (now === null) return;
  const took = lines.map((line) => [line.n, Math.max(0, Math.round(now - Date.parse(line.at)))] as const);
  painted.value = new Map([...painted.peek(), ...took].slice(-KEPT));
}
