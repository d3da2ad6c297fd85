/** Which open matters it may be that somebody is about to file again. Pure, from what lies on the phone. */
import type { Category, Draft, Item, Place } from "./shapes";

export const MOST_CARDS = 3;
const EARTH = 6_371_000;
/** Where no category says it. */
export const USUAL_METRES = 250;

/** The distance of two points in metres, on a sphere. */
export function metres(one: { lon: number; lat: number }, other: { lon: number; lat: number }): number {
  const rad = Math.PI / 180;
  const [dLat, dLon] = [(other.lat - one.lat) * rad, (other.lon - one.lon) * rad];
  const a = Math.sin(dLat / 2) ** 2 + Math.cos(one.lat * rad) * Math.cos(other.lat * rad) * Math.sin(dLon / 2) ** 2;
  return 2 * EARTH * Math.asin(Math.min(1, Math.sqrt(a)));
}

export interface Near {
  item: Item;
  metres: number;
}

/** Open matters of the same kind, and of the same category where both have one, within its radius; the newest first. */
export function nearby(draft: Draft, category: Category | undefined, open: readonly Item[]): Near[] {
  const place: Place | null = draft.place;
  if (!place) return [];
  const radius = category?.nearby_metres ?? USUAL_METRES;
  const family = (code: string | null) => code?.split(".")[0] ?? "";
  const same = (item: Item) => item.kind === draft.kind && (!category || !item.category || family(item.category) === family(category.code));
  return open
    .filter((item) => same(item) && !draft.not.includes(item.id))
    .flatMap((item) => (item.lon === null || item.lat === null ? [] : [{ item, metres: metres(place, { lon: item.lon, lat: item.lat }) }]))
    .filter((each) => each.metres <= radius)
    .sort((one, other) => Date.parse(other.item.reported_at) - Date.parse(one.item.reported_at))
    .slice(0, MOST_CARDS);
}
