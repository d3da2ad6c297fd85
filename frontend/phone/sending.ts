/**
 * Sends what is waiting, matter by matter; for the page and for the service worker alike. The caller holds the lock
 * `outbox`. What belongs to one matter goes in its order; what was refused stays behind alone; a report that is not
 * with the server yet holds back only what was done on it.
 */
import { goesAs } from "./api";
import { chains, isDue } from "./fate";
import { type Sent, send } from "./sender";
import type { Me, Waiting } from "./shapes";
import { outgoing, stillThere } from "./store";

/** How many lines in a row may be cut before there is no network. */
const PATIENCE = 3;

export interface Sending {
  /** The account that is signed in; what another did waits for its author. */
  by: Me["user"];
  /** Also what waits for its turn. */
  all: boolean;
  /** What became of one deed. */
  heard(deed: Waiting, sent: Sent): Promise<void>;
}

/** Send it all, as far as the network goes. What comes while it runs is seen too. */
export async function sendAll(sending: Sending): Promise<void> {
  const tried = new Set<string>();
  for (let left = PATIENCE; left > 0;) {
    const untried = chains(await outgoing()).filter(([first]) => first && !tried.has(first.matter));
    if (untried.length === 0 || !(await goesAs(sending.by.username))) return;
    for (const chain of untried) {
      tried.add(chain[0]?.matter ?? "");
      const went = await sendChain(chain, sending);
      left = went === "on" ? PATIENCE : went === "cut" ? left - 1 : 0;
      if (left <= 0) return;
    }
  }
}

/** Send what belongs to one matter. Says whether to go on: one cut line may be chance, a session that ended is not. */
async function sendChain(chain: readonly Waiting[], { by, all, heard }: Sending): Promise<"on" | "cut" | "over"> {
  for (const { id } of chain) {
    const deed = await stillThere(id);
    if (!deed) continue;
    if (deed.refused) {
      if (deed.what === "report") return "on";
      continue;
    }
    if (deed.by !== by.id || !(all || isDue(deed.next_at, Date.now()))) return "on";
    const sent = await send(deed);
    await heard(deed, sent);
    if (sent.signedOut || sent.leave) return "over";
    if (sent.fate === "stop") return "cut";
    if (sent.fate === "later" || (sent.fate !== "sent" && deed.what === "report")) return "on";
  }
  return "on";
}
