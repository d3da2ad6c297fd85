/**
 * When the server came back from a backup, older than this phone: what it had acknowledged and lost is put back into
 * the outbox, under its old id. Noticed by the head of the ledger, which goes along with every `/me`; once a day the
 * phone asks anyway, for a receipt may be younger than the last head it was told.
 */
import { effect, signal } from "@preact/signals";
import { type Known, toSendAgain } from "./again";
import { call } from "./api";
import { file } from "./outbox";
import { type SentReport, partsKept, sentBy, tidy } from "./sent";
import type { Me } from "./shapes";
import { me } from "./state";
import { keep, kept, stillThere } from "./store";

/** How many reports were put back, until the person has read it; 0 if none. */
export const putBack = signal(0);

const DAY = 86_400_000;
const AT_ONCE = 200;

/** Look back whenever the server has told how far its ledger goes. */
export async function keepLookingBack(): Promise<void> {
  putBack.value = (await kept<number>("put-back")) ?? 0;
  effect(() => { if (me.value?.ledger) void lookBack(me.value).catch(() => undefined); });
}

/** Say no more of it. */
export function haveRead(): void {
  putBack.value = 0;
  void keep("put-back", 0);
}

async function lookBack(who: Me): Promise<void> {
  await navigator.locks.request("restored", async () => {
    const due = Date.now() - ((await kept<number>("looked-back")) ?? 0) > DAY;
    if (who.ledger?.same === false || due) {
      if (!(await putBackMissing(who.user.id))) return;
      await tidy(Date.now());
      await keep("looked-back", Date.now());
    }
    await keep("ledger", who.ledger);
  });
}

/** Ask what is left of all that was acknowledged; false if nobody answered, then it is asked again. */
async function putBackMissing(account: number): Promise<boolean> {
  const sent = await sentBy(account);
  for (let from = 0; from < sent.length; from += AT_ONCE) {
    const some = sent.slice(from, from + AT_ONCE);
    const answer = await call<{ known: Known[] }>("POST", "/receipts", { ids: some.map(({ id }) => id) });
    if (!answer.ok) return false;
    const known = new Map(answer.body.known.map((each) => [each.id, each]));
    for (const each of some) await putBackOne(each, known.get(each.id));
  }
  return true;
}

async function putBackOne(sent: SentReport, known: Known | undefined): Promise<void> {
  if (await stillThere(sent.id)) return;
  const again = toSendAgain(sent.report, await partsKept(sent.id), known);
  if (again.deeds.length === 0) return;
  await file(again.deeds, again.photos);
  await keep("put-back", ++putBack.value);
}
