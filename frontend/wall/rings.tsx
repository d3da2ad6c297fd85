/** A point that is new on the map is ringed, twice over, when it is its turn to move. */
import { signal } from "@preact/signals";
import type { VNode } from "preact";
import { markedAs } from "./drawing";
import type { Project } from "./geometry";
import type { Timed } from "./matters";
import { move, moving } from "./moving";

/** Two rings of 600 ms. */
const LENGTH = 1_200;
const MOST = 20;

type Spot = readonly [key: string, left: number, top: number];

const spots = signal<readonly Spot[]>([]);
let known: ReadonlySet<string> | null = null;

/** The map was painted with these matters, of `all` that are open: what was not open before may be ringed. */
export function ringNew(matters: readonly Timed[], all: readonly Timed[], now: number, project: Project | null): void {
  const before = known;
  known = new Set(all.map((matter) => matter.id));
  if (!before || !project) return;
  const found: Spot[] = [];
  for (const matter of matters) {
    if (before.has(matter.id) || matter.lon === null || matter.lat === null || !markedAs(matter, now)) continue;
    found.push([`point:${matter.id}`, ...project(matter.lon, matter.lat)]);
  }
  if (found.length === 0) return;
  spots.value = [...spots.peek(), ...found].slice(-MOST);
  move(found.slice(-MOST).map(([key]) => ({ key, length: LENGTH })));
}

export function Rings(): VNode {
  return <>{spots.value.filter(([key]) => moving.value.has(key)).map(([key, left, top]) => <i key={key} class="ring" style={{ left, top }} />)}</>;
}
