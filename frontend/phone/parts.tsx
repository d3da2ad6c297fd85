/** Small pieces that several screens draw. */
import type { ComponentChildren } from "preact";
import { t } from "../shared/i18n";
import { moment } from "../shared/times";
import { go, online } from "./state";
import type { Item } from "./shapes";

export function Top({ title, back, children }: { title: string; back?: string; children?: ComponentChildren }) {
  return (
    <header class="top">
      {back !== undefined && <button type="button" class="back" onClick={() => go(back)} aria-label={t("返回")}>‹</button>}
      <h1>{title}</h1>
      {children}
    </header>
  );
}

/** One line under the top, only when there is no network: nothing is disabled. */
export function NetworkStrip() {
  return online.value ? null : <p class="strip" role="status">{t("没有网络，照常使用，联网自动送")}</p>;
}

export const MARKS: Record<string, string> = { petition: "●", hazard: "▲", security: "■" };

export function ItemRow({ item }: { item: Item }) {
  return (
    <li>
      <a class="item" href={`#matter/${item.id}`}>
        <span class="item-head">
          <span aria-hidden="true">{MARKS[item.kind] ?? "●"}</span>
          <b>{item.title}</b>
        </span>
        <span class="item-meta">
          <span class={`chip ${item.overdue ? "alarm" : "info"}`}>{item.overdue ? `${t("超期")} · ` : ""}{item.state_label}</span>
          {item.urgency !== "normal" && <span class="chip warn">{item.urgency === "urgent" ? t("紧急") : t("较重")}</span>}
          <span>{item.department_name ?? item.area_name}</span>
          <span>{moment(Date.parse(item.reported_at), Date.now())}</span>
        </span>
      </a>
    </li>
  );
}

/** A choice of one among few, as chips. */
export function Chips({ name, legend, choices, value, onPick }: {
  name: string; legend: string; choices: readonly (readonly [string, string])[]; value: string; onPick: (code: string) => void;
}) {
  return (
    <fieldset class="chips-choice">
      <legend class="visually-hidden">{legend}</legend>
      {choices.map(([code, label]) => (
        <label key={code}>
          <input type="radio" name={name} value={code} checked={code === value} onChange={() => onPick(code)} />
          <span>{label}</span>
        </label>
      ))}
    </fieldset>
  );
}
