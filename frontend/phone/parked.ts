/** What can be done about a deed that the server refused: write it again, do without a photo, try once more, or drop it. */
import { flush, look } from "./outbox";
import type { Draft, Outgoing, Waiting } from "./shapes";
import { draftKey, kept, letGo, note, outgoing, takeBack } from "./store";
import { isBegun } from "./filing";
import { uuid7 } from "./uuid";

/** Make it a draft again, under a new id; false if another draft of this kind lies there unfinished. */
export async function writeAgain(report: Outgoing): Promise<boolean> {
  const draft = { ...report.draft, by: report.by, id: uuid7() };
  const there = await kept<Draft>(draftKey(draft));
  if (there && isBegun(there)) return false;
  await takeBack(report, draft);
  await look();
  return true;
}

/** Send the rest without the photo that was refused. */
export async function withoutPhoto(report: Outgoing): Promise<void> {
  const slots = report.slots.filter((slot) => slot !== report.refused_slot);
  await note({ ...report, slots, refused: "", refused_slot: "", next_at: 0 });
  await look();
  void flush();
}

/** Send it once more as it is. */
export async function onceMore(deed: Waiting): Promise<void> {
  await note({ ...deed, refused: "", next_at: 0, ...(deed.what === "report" && { refused_slot: "" }) });
  await look();
  void flush();
}

/** Drop it for good; with a report also what was done on it. */
export async function drop(deed: Waiting): Promise<void> {
  const gone = deed.what === "report" ? (await outgoing()).filter((each) => each.matter === deed.matter) : [deed];
  for (const each of gone) await letGo(each);
  await look();
}
