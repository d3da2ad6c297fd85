/** The report that is being written: kept on the phone at every change, found again after a call, a camera or a crash. */
import { type Signal, signal } from "@preact/signals";
import { blank, isBegun } from "./filing";
import type { Draft } from "./shapes";
import { draftKey, forget, keep, kept } from "./store";
import { uuid7 } from "./uuid";

const PAUSE = 250;

export interface Writing {
  draft: Signal<Draft>;
  /** Whether it was found again, begun earlier. */
  found: boolean;
  /** Change some of it; kept within a quarter of a second, if the phone has room (提交 says when it has not). */
  set(change: Partial<Draft>): void;
  /** Throw it away and begin anew. */
  clear(): void;
  /** Keep nothing more of it: it lies in the outbox. */
  done(): void;
}

/** Go on with the draft of a kind, or begin one. */
export async function write(kind: string, urgent: boolean): Promise<Writing> {
  const earlier = await kept<Draft>(draftKey(kind));
  const begun = earlier !== undefined && isBegun(earlier);
  const fresh = () => blank(kind, uuid7(), Date.now(), urgent);
  const draft = signal<Draft>(begun ? { ...earlier, ...(urgent && { urgency: "urgent" }) } : fresh());
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = () => clearTimeout(timer);
  const set = (change: Partial<Draft>) => {
    draft.value = { ...draft.value, ...change };
    stop();
    timer = setTimeout(() => void keep(draftKey(kind), draft.value).catch(() => undefined), PAUSE);
  };
  const clear = () => {
    stop();
    draft.value = fresh();
    void forget(draftKey(kind));
  };
  return { draft, found: begun, set, clear, done: stop };
}
