/** The bottom row: is the stock going down, is quality drifting, what may break a zero, is dispatch the bottleneck. */
import type { VNode } from "preact";
import { t } from "../shared/i18n";
import { minute } from "../shared/times";
import { serverNow } from "./clock";
import { REFRESH } from "./figures";
import { Panel } from "./panel";
import { Sparkline } from "./sparkline";
import { figures, figuresFailed, room } from "./state";

/** The text of an old panel: older than twice its refresh. */
function old(): string | undefined {
  const now = serverNow.value;
  const at = figures.value && Date.parse(figures.value.as_of);
  if (at === null) return figuresFailed.value ? t("取数失败") : undefined;
  return now !== null && now - at > 2 * REFRESH + 5_000 ? t("截至 {time}", { time: minute(at) }) : undefined;
}

function Number({ value, word }: { value: number | string | undefined; word: string }): VNode {
  return (
    <div class="figure">
      <b>{value ?? "—"}</b>
      <span>{word}</span>
    </div>
  );
}

/** 增与存, month to date; the identity is printed, so anybody can check it. */
export function Flow(): VNode {
  const flow = figures.value?.flow;
  return (
    <Panel name="flow" title={t("增量与存量")} aside={t("本月")} stale={old()}>
      <div class="figures">
        <Number value={flow && flow.new + flow.relapsed} word={t("增量")} />
        <Number value={flow && flow.closed + flow.transferred} word={t("化解")} />
        <Number value={flow?.end} word={t("存量")} />
      </div>
      {flow && (
        <p class="under">
          {t("期初 {a} ＋新增 {b} ＋复发 {c} －办结 {d} －移交 {e}", {
            a: flow.opening, b: flow.new, c: flow.relapsed, d: flow.closed, e: flow.transferred,
          })}
        </p>
      )}
    </Panel>
  );
}

/** 按时办结率 of thirty days, with n/N and its line by day. */
export function OnTime(): VNode {
  const rate = figures.value?.on_time;
  const percent = rate && rate.of > 0 ? `${((100 * rate.n) / rate.of).toFixed(1)}%` : "—";
  const until = figures.value ? t("截至 {time}", { time: minute(Date.parse(figures.value.as_of)) }) : "";
  return (
    <Panel name="on-time" title={t("按时办结率")} aside={t("近 30 天")} stale={old()}>
      <div class="figures">
        <div class="figure">
          <b>{percent}</b>
          <span>{rate ? `${rate.n}/${rate.of} ${until}` : ""}</span>
        </div>
        {rate && <Sparkline days={rate.days} />}
      </div>
    </Panel>
  );
}

/** 破零与疑似 of this year: what is confirmed, and what waits for its office. */
export function Breaks(): VNode {
  const breaks = figures.value?.breaks;
  return (
    <Panel name="breaks" title={t("破零与疑似")} aside={t("本年")} stale={old()}>
      <div class="figures">
        <Number value={breaks?.suspected} word={t("疑似")} />
        <Number value={breaks?.pending} word={t("待认定")} />
        <Number value={breaks?.confirmed} word={t("已认定")} />
      </div>
    </Panel>
  );
}

/** 今日流转: deeds since midnight, and how long a report waits for its assignment. */
export function Today(): VNode {
  const today = room.value?.today;
  const value = (word: string): number | undefined => (today ? (today[word] ?? 0) : undefined);
  const median = figures.value?.median_assign_minutes;
  const aside = median === null || median === undefined ? "" : t("派遣中位 {n} 分", { n: median });
  return (
    <Panel name="today" title={t("今日流转")} aside={aside}>
      <div class="figures">
        <Number value={value("reported")} word={t("上报")} />
        <Number value={value("assigned")} word={t("派遣")} />
        <Number value={value("closed")} word={t("办结")} />
        <Number value={value("returned")} word={t("退回")} />
      </div>
    </Panel>
  );
}
