/** What can be done about a report that the server refused: write it again, do without a photo, or drop it. */
import { look } from "./outbox";
import type { Draft, Outgoing } from "./shapes";
import { draftKey, kept, letGo, note, takeBack } from "./store";
import { isBegun } from "./filing";
import { uuid7 } from "./uuid";

/** Make it a draft again, under a new id; false if another draft of this kind lies there unfinished. */
export async function writeAgain(report: Outgoing): Promise<boolean> {
  const there = await kept<Draft>(draftKey(report.draft.kind));
  if (there && isBegun(there)) return false;
  await takeBack(report, { ...report.draft, id: uuid7() });
  await look();
  return true;
}

/** Send the rest without the photo that was refused. */
export async function withoutPhoto(report: Outgoing): Promise<void> {
  const slots = report.slots.filter((slot) => slot !== report.refused_slot);
  await note({ ...report, slots, refused: "", refused_slot: "", next_at: 0 });
  await look();
}

/** Drop it for good. */
export async function drop(report: Outgoing): Promise<void> {
  await letGo(report.id);
  await look();
}
