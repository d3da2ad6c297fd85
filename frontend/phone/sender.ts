/** Sends one deed: a report with its photos, a verb, a photo. Says what became of it; what was taken leaves the phone. */
import { type Refusal, call, sentence } from "./api";
import { arrivedEarly, forgetEarly, putPart } from "./early";
import { type Fate, fateOf, pause } from "./fate";
import { keepSent } from "./sent";
import type { Attachment, Command, Detail, Outgoing, Receipt, Waiting } from "./shapes";
import { forgetMatter, keepMatter, keepReceipt, letGo, note, outgoing, photo } from "./store";

/** What became of it: with `sent` what the server answered, a matter after the deed or a receipt. */
export interface Sent {
  fate: Fate | "sent";
  receipt?: Receipt;
  detail?: Detail | null;
  signedOut?: boolean;
  /** How long the server asked to be left alone, in milliseconds. */
  leave?: number;
}

interface Done {
  done: { version: number };
  /** The matter after the deed; null where the deed took it out of sight. */
  incident: Detail | null;
}

export function send(deed: Waiting): Promise<Sent> {
  switch (deed.what) {
    case "report": return sendReport(deed);
    case "command": return sendCommand(deed);
    case "photo": return sendPhoto(deed);
  }
}

async function sendReport(report: Outgoing): Promise<Sent> {
  const answer = await call<Receipt>("PUT", `/reports/${report.id}`, report.body, { "x-phone-time": new Date().toISOString() });
  if (!answer.ok) return refused(report, answer.refusal);
  const receipt = answer.body;
  const known = { ...report, number: receipt.number };
  for (const slot of report.slots) {
    const kept = await photo(report.id, slot);
    if (!kept || has(receipt, slot, kept.sha256)) continue;
    if (await arrivedEarly(kept.key)) continue;
    const sent = await putPart(report.id, kept, "before");
    if (!sent.ok) return refused({ ...known, refused_slot: slot }, sent.refusal);
    Object.assign(receipt, { photos: sent.body.photos ?? receipt.photos, voices: sent.body.voices ?? receipt.voices });
  }
  forgetEarly(report.id);
  if (!(await wholly(report, receipt))) {
    const again = await call<Receipt>("GET", `/reports/${report.id}/receipt`);
    if (again.ok) Object.assign(receipt, { photos: again.body.photos, voices: again.body.voices });
  }
  if (!(await wholly(report, receipt))) return refused(known, { status: 503, code: "INCOMPLETE", message: "", fields: {} });
  await keepReceipt(receipt, report.by);
  await keepSent(report);
  await letGo(report, receipt.version);
  return { fate: "sent", receipt };
}

async function sendCommand(command: Command): Promise<Sent> {
  const { id, matter, verb, version, at, data } = command;
  if (!command.started) await note({ ...command, started: true });
  const answer = await call<Done>("PUT", `/commands/${id}`, { incident: matter, verb, version, at, data });
  if (!answer.ok) return refused({ ...command, started: true }, answer.refusal);
  await letGo(command, answer.body.done.version);
  if (answer.body.incident) await keepMatter(answer.body.incident, Date.now());
  return { fate: "sent", detail: answer.body.incident };
}

async function sendPhoto(attachment: Attachment): Promise<Sent> {
  const kept = await photo(attachment.id, attachment.slot);
  if (kept) {
    const sent = await putPart(attachment.matter, kept, attachment.stage);
    if (!sent.ok) return refused(attachment, sent.refusal);
  }
  await letGo(attachment);
  return { fate: "sent" };
}

/** Whether the receipt names this photo with this very hash. */
function has(receipt: Receipt, slot: string, sha256: string): boolean {
  const hex = [...atob(sha256)].map((sign) => sign.charCodeAt(0).toString(16).padStart(2, "0")).join("");
  const parts = [receipt.photos, receipt.voices].flatMap((each) => each?.arrived ?? []);
  return parts.some((each) => each.slot === slot && each.sha256 === hex);
}

async function wholly(report: Outgoing, receipt: Receipt): Promise<boolean> {
  for (const slot of report.slots) {
    const kept = await photo(report.id, slot);
    if (kept && !has(receipt, slot, kept.sha256)) return false;
  }
  return true;
}

/** Write down what became of it. Somebody who was first is asked how the matter stands now. */
async function refused(deed: Waiting, refusal: Refusal): Promise<Sent> {
  const earlierWaits = (await outgoing()).some((each) => each.matter === deed.matter && each.seq < deed.seq && !each.refused);
  const fate = fateOf(refusal, deed.tries, earlierWaits);
  const next = { ...deed, tries: deed.tries + 1, next_at: Date.now() + pause(deed.tries, Math.random(), refusal.leave) };
  const hopeless = fate === "parked" || fate === "late";
  if (next.what === "command" && refusal.current) next.current = refusal.current;
  if (next.what === "report" && !hopeless) next.refused_slot = "";
  const detail = fate === "late" ? await readMatter(deed.matter) : undefined;
  await note({ ...next, refused: hopeless ? sentence(refusal) : "" });
  return { fate, signedOut: refusal.status === 401, leave: hopeless ? 0 : refusal.leave ?? 0, ...(detail && { detail }) };
}

/** Read a matter and keep it; undefined if it cannot be read. One that went out of sight is forgotten. */
export async function readMatter(id: string): Promise<Detail | undefined> {
  const answer = await call<Detail>("GET", `/incidents/${id}`);
  if (!answer.ok && answer.refusal.status === 404) await forgetMatter(id);
  if (!answer.ok) return undefined;
  await keepMatter(answer.body, Date.now());
  return answer.body;
}
