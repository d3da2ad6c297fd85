/** What a person does on a matter that the server has: kept on the phone first, sent by the outbox. */
import { t } from "../shared/i18n";
import { shrink } from "./shrink";
import { partsOf } from "./filing";
import { file, unsent } from "./outbox";
import { drop } from "./parked";
import { MARKS } from "./marks";
import type { Attachment, Command, Detail, Draft, Item, KeptPhoto, Standing, Verb } from "./shapes";
import { myself } from "./state";
import { uuid7 } from "./uuid";

/** Do a verb on the matter as it was shown, instead of what was refused of it; safe on the phone when this resolves. */
export async function act(matter: Item, verb: Verb, data: Record<string, unknown>, values: Record<string, string> = {}): Promise<void> {
  const command = commandOf(matter, verb, data, values);
  const replaced = unsent.value.filter((each) => each.matter === matter.id && each.refused && each.what === "command" && each.verb === verb.name);
  await file([command]);
  for (const each of replaced) await drop(each);
}

/** Add a photo to the matter; safe on the phone when this resolves. */
export async function attach(matter: Detail, stage: string, chosen: Blob): Promise<void> {
  const begun = deed(matter);
  const slot = `${stage}-${begun.id.slice(-12)}`;
  const photo = await shrink(begun.id, slot, chosen);
  const attachment: Attachment = { ...begun, what: "photo", slot, stage, bytes: photo.blob.size };
  await file([attachment], [photo]);
}

/** Do it all the same, on the matter as it is now: a new deed, for the old one is over. */
export function actAgain(late: Command, matter: Detail): Promise<void> {
  return act(matter, { name: late.verb, label: late.label }, late.data, late.values);
}

/** What is being written is a matter that is known already: add it to that one, photos and all, and file no second one. */
export async function join(matter: Item, draft: Draft, words: string): Promise<void> {
  const photos: KeptPhoto[] = [];
  const attachments = partsOf(draft).map((each): Attachment => {
    const begun = deed(matter);
    const slot = `${each === draft.voice ? "voice" : "before"}-${begun.id.slice(-12)}`;
    photos.push({ ...each, slot, report: begun.id, key: `${begun.id}/${slot}` });
    return { ...begun, what: "photo", slot, stage: "before", bytes: each.blob.size };
  });
  await file([commandOf(matter, { name: "supplement", label: t("补充") }, { text: words }, { text: words }), ...attachments], photos, draft);
}

function commandOf(matter: Item, verb: Verb, data: Record<string, unknown>, values: Record<string, string>): Command {
  return {
    ...deed(matter), what: "command", verb: verb.name, label: verb.label, version: matter.version, at: new Date().toISOString(),
    data, values, started: false, before: standing(matter), current: null,
  };
}

export function standing({ state_label, department_name, urgency, category_name }: Item): Standing {
  return { state_label, department_name, urgency, category_name };
}

function deed(matter: Item) {
  return {
    id: uuid7(), matter: matter.id, seq: 0, by: myself.value, title: matter.title, mark: MARKS[matter.kind] ?? "●",
    made_at: Date.now(), tries: 0, next_at: 0, refused: "",
  };
}
