/** The few figures that the phone works out by itself. Pure. */
import { t } from "../shared/i18n";
import type { Digest, Item } from "./shapes";

const MOST_PLACES = 3;
const MOST_THUMBS = 40;

/** Of what waits for me, how many the icon tells. Pure. */
export function told(items: readonly Item[], digest: Digest | undefined): number {
  const until = digest ? Date.parse(digest.as_of) : Number.POSITIVE_INFINITY;
  return items.filter((each) => each.urgency === "urgent" || Date.parse(each.reported_at) <= until).length;
}

/** Who has them now: the department that handles, else the state; the most first. */
export function whereabouts(open: readonly Item[]): string {
  const counts = new Map<string, number>();
  for (const { department_name, state_label } of open) {
    const place = department_name ? `${department_name} ${state_label}` : state_label;
    counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  const sorted = [...counts].sort(([, one], [, other]) => other - one).slice(0, MOST_PLACES);
  return sorted.map(([place, n]) => (n > 1 ? `${place} ${n}` : place)).join(t("、"));
}

/** The matters whose picture is worth keeping: the newest of the grid that have a photo. */
export function wanted(around: readonly Item[], grid: string): Item[] {
  const own = around.filter((each) => each.area === grid && each.photos_arrived > 0);
  return own.sort((one, other) => Date.parse(other.reported_at) - Date.parse(one.reported_at)).slice(0, MOST_THUMBS);
}
