/** Small pieces that several screens draw. */
import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { t } from "../shared/i18n";
import { moment } from "../shared/times";
import { broken } from "./health";
import { MARKS } from "./marks";
import { others, unsent, waitingOn } from "./outbox";
import { PutBack } from "./putback";
import type { Item } from "./shapes";
import { newer, opensOffline, takeOver } from "./shell";
import { go, mustSignIn, online } from "./state";

const TOLD_FOR = 5_000;
const told = signal("");
let hush: ReturnType<typeof setTimeout> | undefined;

/** Say one sentence for a few seconds, whatever screen comes next. */
export function toast(sentence: string): void {
  told.value = sentence;
  clearTimeout(hush);
  hush = setTimeout(() => { told.value = ""; }, TOLD_FOR);
}

export function Toast() {
  return <p class="toast" role="status">{told.value}</p>;
}

export function Top({ title, back, children }: { title: string; back?: string; children?: ComponentChildren }) {
  return (
    <header class="top">
      {back !== undefined && <button type="button" class="back" onClick={() => go(back)} aria-label={t("返回")}>‹</button>}
      <h1>{title}</h1>
      {children}
    </header>
  );
}

/** One line under the top, only when something is different: no network (nothing is disabled), no session, a newer version. */
export function NetworkStrip() {
  return <>{newer.value && <p class="strip notice" role="status"><button type="button" onClick={takeOver}>{t("有新版本，点此更新")}</button></p>}{broken.value && <p class="strip late" role="alert">{t("手机存储打不开：请关闭其他窗口再打开。写的字先留在屏幕上")}</p>}<PutBack /><Network /></>;
}

function Network() {
  if (mustSignIn.value) {
    const n = unsent.value.length;
    return <p class="strip notice" role="status"><a href="#sign-in">{n > 0 ? t("登录已失效，{n} 件都在手机里。点这里登录", { n }) : t("登录已失效，点这里登录")}</a></p>;
  }
  return online.value ? null : <p class="strip" role="status">{t("没有网络，照常使用，联网自动送")}</p>;
}

/** What somebody else did and could not send: how much, and nothing else. */
export function Others() {
  return others.value === 0 ? null : <p class="strip others" role="status">{t("还有 {n} 件是别人在这台手机上办的，没有送出。都在，只给本人看：请本人登录，自动送出，或导出", { n: others.value })}</p>;
}

/** Where no service worker is (some containers): it is said before the network is gone. */
export function OnlineOnly() {
  return opensOffline.value ? null : <p class="online-only muted">{t("此环境断网后打不开，请用浏览器添加到桌面")}</p>;
}

const DAY = 24 * 3_600_000;

/** Something has been lying on this phone for more than a day. */
export function Late() {
  const oldest = Math.min(...unsent.value.map((each) => each.made_at));
  if (Date.now() - oldest < DAY || unsent.value.length === 0) return null;
  return <p class="strip late" role="status"><a href="#outbox">{t("有 {n} 件超过一天没送出，请找有网络的地方，点此看", { n: unsent.value.length })}</a></p>;
}

/** States in which somebody still has to act: only then a due date means anything. */
export const OPEN = new Set(["reported", "accepted", "assigned", "handling", "suspended", "finished", "verified"]);

export function ItemRow({ item }: { item: Item }) {
  return (
    <li>
      <a class="item" href={`#matter/${item.id}`}>
        <span class="item-head">
          <span aria-hidden="true">{MARKS[item.kind] ?? "●"}</span>
          <b>{item.title}</b>
        </span>
        <span class="item-meta">
          {item.urgency !== "normal" && <span class={`chip ${item.urgency === "urgent" ? "alarm" : "warn"}`}>{item.urgency === "urgent" ? t("紧急") : t("较重")}</span>}
          <span class="chip info">{item.state_label}</span>
          {waitingOn.value.has(item.id) && <span class="chip">{t("待传")}</span>}
          {item.overdue && <span class="chip alarm">{t("超期")}</span>}
          <span>{item.department_name ?? item.area_name}</span>
        </span>
        <span class="item-meta">
          <span>{item.number}</span>
          <span>{item.due_at && OPEN.has(item.state) ? t("截止 {at}", { at: moment(Date.parse(item.due_at), Date.now()) }) : t("上报 {at}", { at: moment(Date.parse(item.reported_at), Date.now()) })}</span>
        </span>
      </a>
    </li>
  );
}

/** A choice of one among some, as chips; `few` short ones share one line. */
export function Chips({ name, legend, choices, value, onPick, children, shown = false, few = false }: {
  name: string; legend: string; choices: readonly (readonly [string, string])[]; value: string; onPick: (code: string) => void;
  children?: ComponentChildren; shown?: boolean; few?: boolean;
}) {
  return (
    <fieldset class={few ? "chips-choice few" : "chips-choice"}>
      <legend class={shown ? "legend" : "visually-hidden"}>{legend}</legend>
      {choices.map(([code, label]) => (
        <label key={code}>
          <input type="radio" name={name} value={code} checked={code === value} onChange={() => onPick(code)} />
          <span>{label}</span>
        </label>
      ))}
      {children}
    </fieldset>
  );
}
