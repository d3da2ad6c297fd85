/** Photos that go ahead while the report is still being written; the server puts them aside until it comes. */
import { type Answer, call } from "./api";
import type { KeptPhoto, Receipt } from "./shapes";

export type PartPut = Partial<Pick<Receipt, "photos" | "voices">>;

/** Whether the server takes what comes before its report; one that does not says so once. */
let parks = true;
const ahead = new Map<string, Promise<Answer<PartPut>>>();

/** Send a photo or a recording to its report, or to the matter it is added to. */
export function putPart(matter: string, kept: KeptPhoto, stage: string): Promise<Answer<PartPut>> {
  const headers = { digest: `sha-256=${kept.sha256}`, "content-type": kept.blob.type || "application/octet-stream" };
  const path = kept.slot.startsWith("voice") ? `voices/${kept.slot}` : `photos/${kept.slot}?stage=${stage}`;
  return call<PartPut>("PUT", `/reports/${matter}/${path}`, kept.blob, headers);
}

/** Begin to send a photo of a report that is not filed yet. Whether it arrives or not, the outbox sees to it later. */
export function sendEarly(photo: KeptPhoto): void {
  if (!parks || !navigator.onLine) return;
  const sent = putPart(photo.report, photo, "before");
  ahead.set(photo.key, sent);
  void sent.then((answer) => { parks &&= answer.ok || answer.refusal.status !== 404; });
}

export function wasSentEarly(photo: KeptPhoto): boolean {
  return ahead.has(photo.key);
}

/** Wait for a photo that is on its way; whether it arrived. */
export async function arrivedEarly(key: string): Promise<boolean> {
  return (await ahead.get(key))?.ok ?? false;
}

export function forgetEarly(report: string): void {
  for (const key of ahead.keys()) if (key.startsWith(`${report}/`)) ahead.delete(key);
}
