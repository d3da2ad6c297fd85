/** The bottom row: is the stock going down, is quality drifting, what may break a zero, is dispatch the bottleneck. */
import type { VNode } from "preact";
import { inEnglish, t } from "../shared/i18n";
import { minute } from "../shared/times";
import { serverNow } from "./clock";
import { Figure } from "./figure";
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

type Pair = readonly [value: number | undefined, word: string, sign?: string];

/** As it is; from ten thousand on as 1.2万 (the board has it exactly). */
function written(value: number | undefined, sign = ""): string {
  if (value === undefined) return "—";
  const short = { notation: "compact", maximumFractionDigits: 1 } as const;
  return sign + (value < 10_000 ? value : new Intl.NumberFormat(inEnglish() ? "en" : "zh-CN", short).format(value));
}

/** Figures side by side; the longest decides how large all of them are written. */
function Numbers({ name, of }: { name: string; of: readonly Pair[] }): VNode {
  const longest = Math.max(...of.map(([value, , sign]) => written(value, sign).length + (value !== undefined && value >= 10_000 ? 1 : 0)));
  return (
    <div class="figures" style={{ "--digits": longest, "--figures": of.length }}>
      {of.map(([value, word, sign]) => (
        <div key={word} class="figure">
          <Figure name={`${name}.${word}`} value={value} written={written(value, sign)} />
          <span>{word}</span>
        </div>
      ))}
    </div>
  );
}

/** 增与存, month to date. It balances: 期初 + 增量 (新增 and 复发) − 化解 (办结 and 移交) = 存量. */
export function Flow(): VNode {
  const flow = figures.value?.flow;
  return (
    <Panel name="flow" title={t("增量与存量")} aside={t("本月")} stale={old()}>
      <Numbers
        name="flow"
        of={[
          [flow?.opening, t("期初")],
          [flow && flow.new + flow.relapsed, t("增量"), "+"],
          [flow && flow.closed + flow.transferred, t("化解"), "−"],
          [flow?.ending, t("存量"), "="],
        ]}
      />
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
        <div class="figure rate">
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
      <Numbers
        name="breaks"
        of={[
          [breaks?.suspected, t("疑似")],
          [breaks?.pending, t("待认定")],
          [breaks?.confirmed, t("已认定")],
        ]}
      />
    </Panel>
  );
}

/** 今日流转: deeds since midnight, and how long a report waits for its assignment. */
export function Today(): VNode {
  const today = room.value?.today;
  const value = (word: string): number | undefined => (today ? (today[word] ?? 0) : undefined);
  const median = figures.value?.median_assign_minutes ?? null;
  const aside = median === null ? "" : median < 120 ? t("派遣中位 {n} 分", { n: median })
    : t("派遣中位 {n} 小时", { n: (median / 60).toFixed(1) });
  return (
    <Panel name="today" title={t("今日流转")} aside={aside}>
      <Numbers
        name="today"
        of={[
          [value("reported"), t("上报")],
          [value("assigned"), t("派遣")],
          [value("closed"), t("办结")],
          [value("returned"), t("退回")],
        ]}
      />
    </Panel>
  );
}
