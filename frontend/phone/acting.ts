/** Verbs on a matter, each once: a command that got no answer goes again under its own UUID, byte for byte. */
import { type Answer, call } from "./api";
import type { Detail } from "./shapes";
import { uuid7 } from "./uuid";

interface Command {
  incident: string;
  verb: string;
  version: number;
  at: string;
  data: Record<string, unknown>;
}

export interface Done {
  replayed: boolean;
  /** The matter after the deed; null where the deed took it out of sight. */
  incident: Detail | null;
}

let open: { id: string; same: string; command: Command } | null = null;

/** Do a verb on the matter as it was shown. */
export async function act(matter: Detail, verb: string, data: Record<string, unknown>): Promise<Answer<Done>> {
  const same = JSON.stringify([matter.id, verb, matter.version, data]);
  if (open?.same !== same) {
    const command = { incident: matter.id, verb, version: matter.version, at: new Date().toISOString(), data };
    open = { id: uuid7(), same, command };
  }
  const answer = await call<Done>("PUT", `/commands/${open.id}`, open.command);
  const unknown = !answer.ok && (answer.refusal.status === 0 || answer.refusal.status >= 500);
  if (!unknown) open = null;
  return answer;
}
