/** What of an acknowledged report a restored server has lost. Pure: `restored.ts` asks and puts it back. */
import type { KeptPhoto, Outgoing, Waiting } from "./shapes";
import { uuid7 } from "./uuid";

/** What the server still has of a report. */
export interface Known {
  id: string;
  number: string;
  parts: string[];
}

/**
 * What must be sent again of a report: all of it as it was, with the photos that are still on this phone; or, where the
 * server has the report, only the photos that it has not, each as one that is added.
 */
export function toSendAgain(report: Outgoing, photos: readonly KeptPhoto[], known: Known | undefined): { deeds: Waiting[]; photos: KeptPhoto[] } {
  const afresh = { tries: 0, next_at: 0, refused: "" };
  if (!known) return { deeds: [{ ...report, ...afresh, slots: photos.map(({ slot }) => slot), refused_slot: "", number: "" }], photos: [...photos] };
  const missing = photos.filter(({ slot }) => !known.parts.includes(slot)).map((each) => ({ each, id: uuid7() }));
  const { matter, by, title, mark, made_at } = report;
  return {
    deeds: missing.map(({ each, id }) => ({ what: "photo", id, matter, seq: 0, by, title, mark, made_at, ...afresh, slot: each.slot, stage: "before", bytes: each.blob.size })),
    photos: missing.map(({ each, id }) => ({ ...each, key: `${id}/${each.slot}`, report: id })),
  };
}
