/** The fourth column of incident mode: how far the matter has come, what was done when, and what its category asks for. */
import { signal } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect } from "preact/hooks";
import { t } from "../shared/i18n";
import { moment } from "../shared/times";
import { elapsed } from "./alarms";
import { serverNow } from "./clock";
import { focus } from "./focus";
import { Panel } from "./panel";
import { useRows } from "./rows";
import { markOf, room } from "./state";
import type { Focus } from "./turning";
import { deedWord, shortNumber } from "./words";

interface Told {
  readonly id: string;
  readonly lines: readonly { readonly at: string; readonly verb: string }[];
  readonly checklist: readonly string[];
}

const told = signal<Told | null>(null);

/** 接报 → 派出 → 到场 → 控制 → 恢复, each by the deeds that reach it. */
const STAGES: readonly (readonly [string, readonly string[]])[] = [
  ["接报", ["reported"]],
  ["派出", ["assigned"]],
  ["到场", ["taken"]],
  ["控制", ["finished"]],
  ["恢复", ["verified", "closed", "transferred", "self_handled", "declined", "voided", "merged"]],
];

/** What throws a matter back: the stages after 接报 are to be reached anew. */
const BACK: readonly string[] = ["sent_back", "reopened", "unmerged", "undone"];

export function IncidentPanel(): VNode | null {
  const held = focus.value;
  const [frame, fits] = useRows(2.15);
  const version = held ? room.value?.open.get(held.id)?.version ?? -1 : 0;
  useEffect(() => void (held && fetchMatter(held.id)), [held?.id, version]);
  if (!held) return null;
  const known = told.value?.id === held.id ? told.value : null;
  const lines = known?.lines ?? [];
  return (
    <Panel name="incident" title={<>{markOf(held.kind)} {shortNumber(held.number, serverNow.value)} {held.area_name}</>} aside={t(held.category)}>
      <ol class="stages">{stages(lines, held)}</ol>
      <div class="rows" ref={frame}>
        <ol class="steps">
          {lines.slice(-fits).reverse().map((line) => (
            <li key={line.at + line.verb}>{moment(Date.parse(line.at), serverNow.value ?? 0)} {deedWord(line.verb)}</li>
          ))}
        </ol>
      </div>
      {known && known.checklist.length > 0 && (
        <ul class="checklist">{known.checklist.slice(0, 3).map((item) => <li key={item}>☐ {item}</li>)}</ul>
      )}
      <p class="under hint">{held.overSince !== null ? t("已恢复，五分钟后还原画面") : t("按 I 还原画面")}</p>
    </Panel>
  );
}

/** Reached stages say when; the one being waited for runs. A stage is reached when it, or a later one, was. */
function stages(lines: Told["lines"], held: Focus): VNode[] {
  const back = lines.findLastIndex((line) => BACK.includes(line.verb));
  const since = lines.filter((line, i) => i > back || line.verb === "reported");
  const at = STAGES.map(([, verbs]) => since.findLast((line) => verbs.includes(line.verb))?.at ?? null);
  const last = at.findLastIndex((each) => each !== null);
  const now = serverNow.value ?? held.since;
  const runs = Date.parse(at[last] ?? "") || held.since;
  return STAGES.map(([word], i) => (
    <li key={word} class={i <= last ? "reached" : i === last + 1 ? "runs" : ""}>
      <b>{t(word)}</b>
      <span>{i <= last ? (at[i] ? moment(Date.parse(at[i] ?? ""), now) : "·") : i === last + 1 ? t("已等 {time}", { time: elapsed(now - runs) }) : ""}</span>
    </li>
  ));
}

async function fetchMatter(id: string): Promise<void> {
  const area = room.value?.area.code;
  const response = await fetch(`/api/v1/feed/matter?${new URLSearchParams({ id, ...(area ? { room: area } : {}) })}`).catch(() => null);
  if (response?.ok) told.value = (await response.json()) as Told;
}
