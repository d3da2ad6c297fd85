/** 三零日报: the same numbers on one sheet of A4 across, with their time and a 验真码 by which the sheet can be checked. */
import { signal } from "@preact/signals";
import type { VNode } from "preact";
import { t } from "../shared/i18n";
import { clock, day, moment, span } from "../shared/times";
import { serverNow } from "./clock";
import { alarms } from "./duty";
import { isLate } from "./matters";
import { byDue, feed, figures, open, room } from "./state";
import { deedWord, shortNumber, zeroMark, zeroWord } from "./words";
import { countOf } from "./zeros";

interface Seal {
  /** Area, minute, days at the three zeros and what is open: what the code vouches for. */
  readonly number: string;
  readonly code: string;
  /** Where it is checked, as a QR code: inline SVG of the server's making. */
  readonly qr: string;
}

/** What the server gave for this sheet; asked for when printing begins. */
export const seal = signal<Seal | null>(null);

/** P: first the code, then the printer. */
export async function print(): Promise<void> {
  await askSeal(room.value?.area.code ?? "");
  requestAnimationFrame(() => window.print());
}

async function askSeal(area: string): Promise<void> {
  seal.value = null;
  const response = await fetch(`/api/v1/feed/seal?${new URLSearchParams(area ? { room: area } : {})}`).catch(() => null);
  if (response?.ok) seal.value = (await response.json()) as Seal;
}

export function Daily(): VNode | null {
  const here = room.value;
  const now = serverNow.value;
  if (!here || now === null) return null;
  return (
    <section class="daily" aria-hidden="true">
      {seal.value && <div class="qr" dangerouslySetInnerHTML={{ __html: seal.value.qr }} />}
      <p class="sheet-title">{here.area.name} {t("三零日报")}</p>
      <p class="as-of">{t("数据截至 {time}", { time: `${day(now)} ${clock(now)}` })} · {seal.value ? t("日报编号 {number} · 验真码 {code} · 在 /verify 查验", { number: seal.value.number, code: seal.value.code }) : t("无验真码：打印时没有连上服务器")}</p>
      <table>
        <thead><tr><th /><th>{t("零天数")}</th><th>{t("最长")}</th><th>{t("待核")}</th><th>{t("今日")}</th><th>{t("在办")}</th><th>{t("超期")}</th></tr></thead>
        <tbody>
          {here.zeros.map((zero) => {
            const count = countOf(zero.zero);
            return (
              <tr key={zero.zero}>
                <th>{zeroMark(zero.zero)} {zeroWord(zero.zero)}</th>
                {[zero.days, zero.longest, zero.suspected, count.today, count.open, count.late].map((value, i) => <td key={i}>{value}</td>)}
              </tr>
            );
          })}
        </tbody>
      </table>
      <p>{totals()}</p>
      <div class="two">
        <div>
          <h2>{t("时限倒计时")}</h2>
          <ol>{byDue.value.slice(0, 18).map((matter) => (
            <li key={matter.id}>{isLate(matter, now) ? t("超") : t("限")} {shortNumber(matter.number, now)} {t(matter.category)} {matter.area_name} {matter.department} {span((matter.due ?? now) - now, t("天"))}</li>
          ))}</ol>
        </div>
        <div>
          <h2>{t("实时动态")}</h2>
          <ol>{feed.value.slice(0, 18).map((line) => (
            <li key={line.n}>{moment(Date.parse(line.at), now)} {deedWord(line.verb)} {shortNumber(line.number, now)} {t(line.category)} {line.area_name}</li>
          ))}</ol>
        </div>
      </div>
    </section>
  );
}

function totals(): string {
  const flow = figures.value?.flow;
  const rate = figures.value?.on_time;
  const today = room.value?.today ?? {};
  const parts = [
    t("在办 {n} 件", { n: open.value.length }),
    flow && t("本月：期初 {a} + 增量 {b} − 化解 {c} = 存量 {d}", { a: flow.opening, b: flow.new + flow.relapsed, c: flow.closed + flow.transferred, d: flow.ending }),
    rate && rate.of > 0 && t("近30天按时办结率 {p}%（{n}/{of}）", { p: ((100 * rate.n) / rate.of).toFixed(1), n: rate.n, of: rate.of }),
    t("今日上报 {a}、派遣 {b}、办结 {c}、退回 {d}", { a: today["reported"] ?? 0, b: today["assigned"] ?? 0, c: today["closed"] ?? 0, d: today["returned"] ?? 0 }),
    t("待确认告警 {n} 条", { n: alarms.value?.waiting ?? 0 }),
  ];
  return parts.filter(Boolean).join("；");
}
