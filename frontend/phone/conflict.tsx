/** Somebody was first: how the matter stood when it was done here, how it stands now, and what can still be done. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { t } from "../shared/i18n";
import { moment } from "../shared/times";
import { actAgain, standing } from "./acting";
import { look } from "./outbox";
import { drop } from "./parked";
import type { Command, Detail, Standing } from "./shapes";
import { keptMatter } from "./store";

const ROWS: readonly (readonly [keyof Standing, () => string])[] = [
  ["state_label", () => t("状态")], ["department_name", () => t("承办")], ["urgency", () => t("紧急程度")], ["category_name", () => t("类别")],
];

export function Conflict({ command }: { command: Command }) {
  const now = useSignal<Detail | null>(null);
  useEffect(() => { void keptMatter(command.matter).then((seen) => { now.value = seen?.detail ?? null; }); }, [command.id]);
  const last = command.current?.last;
  const present: Partial<Standing> = now.value ? standing(now.value) : { ...(command.current && { state_label: command.current.state_label, department_name: command.current.department }) };
  const changed = ROWS.filter(([field]) => field in present && present[field] !== command.before[field]);
  const possible = now.value?.verbs.some((each) => each.name === command.verb) ?? false;
  return (
    <div class="conflict" role="alert">
      <p class="wrong">{t("“{verb}”没有办成：{why}", { verb: command.label, why: command.refused })}</p>
      {last && <p>{t("{by} {at} 先办了", { by: last.by, at: moment(Date.parse(last.at), Date.now()) })}</p>}
      {changed.length > 0 && (
        <table>
          <thead><tr><th scope="col"><span class="visually-hidden">{t("项目")}</span></th><th scope="col">{t("您办的时候")}</th><th scope="col">{t("现在")}</th></tr></thead>
          <tbody>{changed.map(([field, label]) => <tr key={field}><th scope="row">{label()}</th><td>{word(command.before[field])}</td><td><b>{word(present[field])}</b></td></tr>)}</tbody>
        </table>
      )}
      {possible && now.value && <button type="button" class="wide" onClick={() => now.value && void actAgain(command, now.value).then(look)}>{t("按现在的样子，仍要“{verb}”", { verb: command.label })}</button>}
      <button type="button" class="wide" onClick={() => void drop(command)}>{t("知道了")}</button>
    </div>
  );
}

function word(value: string | null | undefined): string {
  const urgencies: Record<string, string> = { normal: t("一般"), serious: t("较重"), urgent: t("紧急") };
  return (value && urgencies[value]) || value || t("无");
}
