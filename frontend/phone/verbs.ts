/** What each verb asks on the phone. The server checks it; here stand only the labels and the choices. */
import { t } from "../shared/i18n";
import type { Category, Verb } from "./shapes";
import { kinds } from "./state";

export interface Ask {
  field: string;
  label: () => string;
  choices?: (kind: string) => readonly (readonly [string, string])[];
  type?: "datetime-local";
  /** It may be left empty. */
  free?: true;
  onlyIf?: (category: Category | undefined, said: Readonly<Record<string, string>>) => boolean;
}

/** What a person in the field does; the rest is done at a desk. */
export const ON_THE_PHONE = ["self_handle", "confirm", "take", "finish", "verify", "rework", "accept", "answer", "send_back", "ask", "object", "supplement", "remind"];
/** Verbs that carry the matter on: the first of them is the big button. */
export const MAIN = ["confirm", "take", "finish", "verify", "accept", "answer"];

const yesNo = () => [["yes", t("是")], ["no", t("否")]] as const;
const planned = (category: Category | undefined) => category?.needs_plan ?? false;

export const ASKS: Readonly<Record<string, readonly Ask[]>> = {
  self_handle: [{ field: "what_was_done", label: () => t("怎么解决的") }],
  confirm: [{ field: "is_so", label: () => t("情况属实吗"), choices: yesNo }, { field: "remark", label: () => t("说明"), free: true }],
  finish: [
    { field: "what_was_done", label: () => t("做了什么") },
    { field: "remedies.responsibility", label: () => t("责任"), onlyIf: planned },
    { field: "remedies.measures", label: () => t("措施"), onlyIf: planned },
    { field: "remedies.funds", label: () => t("资金"), onlyIf: planned },
    { field: "remedies.deadline", label: () => t("时限"), onlyIf: planned },
    { field: "remedies.contingency", label: () => t("预案"), onlyIf: planned },
  ],
  verify: [{ field: "result", label: () => t("核查情况（可不填）"), free: true }],
  rework: [{ field: "reason", label: () => t("哪里没做好") }],
  send_back: [
    { field: "reason_code", label: () => t("退回原因"), choices: () => [["incomplete", t("材料不全")], ["not_ours", t("不属本部门")], ["duplicate", t("重复")], ["other", t("其他")]] as const },
    { field: "text", label: () => t("说明") },
  ],
  ask: [
    { field: "what", label: () => t("申请"), choices: () => [["extension", t("延期")], ["suspension", t("挂账")]] as const },
    { field: "new_date", label: () => t("到什么时候"), type: "datetime-local", onlyIf: (_category, said) => said["what"] !== "suspension" },
    { field: "reason", label: () => t("理由") },
  ],
  supplement: [{ field: "text", label: () => t("补充什么") }],
  remind: [{ field: "text", label: () => t("想说的（可不填）"), free: true }],
  object: [{ field: "text", label: () => t("为什么不同意") }],
  answer: [{ field: "text", label: () => t("答复") }],
  accept: [
    { field: "category", label: () => t("类别"), choices: (kind) => (kinds.value.find((each) => each.code === kind)?.categories ?? []).map((each) => [each.code, each.name] as const) },
    { field: "urgency", label: () => t("紧急程度"), choices: () => [["normal", t("一般")], ["serious", t("较重")], ["urgent", t("紧急")]] as const },
  ],
};

/** What was said, as the API takes it: `a.b` nested, a local time with its zone, yes and no as true and false. */
export function collect(asks: readonly Ask[], values: Readonly<Record<string, string>>): Record<string, unknown> {
  const data: Record<string, unknown> = {};
  for (const ask of asks) {
    const value = values[ask.field]?.trim();
    if (!value) continue;
    const [outer = "", inner] = ask.field.split(".");
    const said = ask.type === "datetime-local" ? `${value}:00+08:00` : value === "yes" ? true : value === "no" ? false : value;
    if (inner) data[outer] = { ...(data[outer] as object | undefined), [inner]: said };
    else data[outer] = said;
  }
  return data;
}

/** The first thing that is still to be said, "" if nothing is. The server checks the rest. */
export function missing(asks: readonly Ask[], values: Readonly<Record<string, string>>): string {
  const empty = asks.find((ask) => !ask.free && !values[ask.field]?.trim());
  return empty ? t("还没填：{what}", { what: empty.label() }) : "";
}

/** Verbs after which a matter stands elsewhere, and what may then be done on it at once, before the server has answered. */
const LEADS_TO: Readonly<Record<string, readonly string[]>> = {
  take: ["finish", "send_back", "ask", "supplement"], finish: ["supplement"], send_back: [], self_handle: [], confirm: ["supplement"], verify: [], rework: [], accept: ["supplement"], object: ["supplement"],
};
const LABELS: Readonly<Record<string, () => string>> = { finish: () => t("处置完成"), send_back: () => t("退回"), ask: () => t("申请"), supplement: () => t("补充") };

/** The verbs to draw: as the server named them, or, after deeds that still wait on this phone, those that will be open then. */
export function verbsNow(open: readonly Verb[], waiting: readonly string[]): Verb[] {
  const moved = waiting.findLast((verb) => LEADS_TO[verb]);
  const next = moved ? (LEADS_TO[moved] ?? []).map((name) => ({ name, label: LABELS[name]?.() ?? name })) : open;
  return next.filter((each) => ON_THE_PHONE.includes(each.name) && (!waiting.includes(each.name) || each.name === "supplement"));
}
