/**
 * Small pictures of the newest open matters of my own grid, for the cards that ask “is it this one?” without a network:
 * at most forty of at most 20 kB, a few at a time, and none where the person saves data.
 */
import { picture } from "./api";
import { wanted } from "./figures";
import type { Item } from "./shapes";
import { forgetThumb, keepThumb, keptThumbs } from "./store";

const AT_ONCE = 5;

interface Sparing {
  connection?: { saveData?: boolean };
}

let busy = false;
/** Matters whose picture is not made yet, or cannot be; asked again at the next start. */
const none = new Set<string>();

/** Bring the pictures up to what lies open in the grid. Never fails: a card can do without. */
export async function keepThumbs(around: readonly Item[], grid: string): Promise<void> {
  if (busy || !grid || (navigator as Sparing).connection?.saveData) return;
  busy = true;
  try {
    const held = new Set((await keptThumbs()).map(({ id }) => id));
    const matters = wanted(around, grid);
    const open = new Set(matters.map(({ id }) => id));
    for (const id of held) if (!open.has(id)) await forgetThumb(id);
    for (const { id } of matters.filter((each) => !held.has(each.id) && !none.has(each.id)).slice(0, AT_ONCE)) {
      const blob = await picture(`/incidents/${id}/thumbnail`);
      if (blob === null) return;
      if (blob === "none") none.add(id);
      else await keepThumb({ id, at: Date.now(), blob });
    }
  } catch {
    return; // no room, or an old window holds the storage: not worth a word
  } finally {
    busy = false;
  }
}
