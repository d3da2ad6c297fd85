/** The few figures that the phone works out by itself. Pure. */
import { t } from "../shared/i18n";
import type { Digest, Item } from "./shapes";

const MOST_PLACES = 3;

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
