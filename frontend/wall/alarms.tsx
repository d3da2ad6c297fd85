/** 待确认告警: the three highest, the rest as a number, a flood as one block. Keys 1 to 3 answer. */
import type { VNode } from "preact";
import { useEffect } from "preact/hooks";
import { aboutWord, priorityWord, ruleWord } from "../shared/alarms";
import type { Alarm, Alarms } from "../shared/frames";
import { t } from "../shared/i18n";
import { clock } from "../shared/times";
import { lastHeard, serverNow } from "./clock";
import { alarms, answer, answers, list, own, said } from "./duty";
import { move, moving } from "./moving";
import { Panel } from "./panel";
import { useRows } from "./rows";
import { shortNumber } from "./words";

const MOST = 3;
/** A 一级 alarm that is new is seen by its luminance for so long. */
const CALLING = 10_000;

/** The rows that the keys answer, in their order. */
export function rows(fits = MOST): readonly Alarm[] {
  const taken = Number(own.value) + Number(Boolean(alarms.value?.flood));
  const shown = list.value.filter((alarm) => alarm.standing !== "shelved" && !(alarm.standing === "acknowledged" && alarm.priority === 3));
  return shown.slice(0, Math.max(1, Math.min(fits, MOST) - taken));
}

export function AlarmPanel(): VNode {
  const [frame, fits] = useRows(4.35);
  const told = alarms.value;
  const shown = rows(fits);
  const waiting = list.value.filter((alarm) => alarm.standing === "unacknowledged").length;
  const total = told ? Math.max(waiting, told.waiting - (told.list.length - list.value.length)) : 0;
  return (
    <Panel name="alarms" title={<>{t("待确认告警")} <b>{told ? total : "—"}</b></>} aside={aside(told, shown, total)}>
      <div class="rows" ref={frame}>
        {own.value && <Own />}
        {told && shown.length === 0 && !own.value && !told.flood && <Quiet told={told} />}
        <ol>
          {told?.flood && <Flood of={told.flood} />}
          {shown.map((alarm, i) => <Row key={alarm.id} alarm={alarm} number={i + 1} now={serverNow.value ?? 0} />)}
        </ol>
      </div>
      {said.value && <p class="said" role="status">{said.value}</p>}
      <p class="visually-hidden" aria-live="assertive">{spoken(shown)}</p>
    </Panel>
  );
}

function aside(told: Alarms | null, shown: readonly Alarm[], total: number): string {
  if (!told) return "";
  const more = total - shown.filter((alarm) => alarm.standing === "unacknowledged").length;
  const parts = [more > 0 ? t("另 {n}", { n: more }) : "", told.in_hand > 0 ? t("在手 {n}", { n: told.in_hand }) : "",
    told.shelved > 0 ? t("搁置 {n}", { n: told.shelved }) : ""];
  return parts.filter(Boolean).join(" · ");
}

/** Nothing waits: the number in full size. */
function Quiet({ told }: { told: Alarms }): VNode {
  return <p class="none"><b>{told.waiting}</b>{t("没有待确认告警")}</p>;
}

function Own(): VNode {
  const at = lastHeard();
  return (
    <p class="block p2">
      <span class="line">{priorityWord(2)} {ruleWord("stale")} {at === null ? "" : clock(at)}</span>
      <span class="under">{t("请用工作台或电话核对")}</span>
    </p>
  );
}

function Flood({ of }: { of: NonNullable<Alarms["flood"]> }): VNode {
  return (
    <li class="block p1 flood">
      <p class="line">▮ {t("告警潮 {n} 条 / {k} 类", { n: of.count, k: of.kinds })}</p>
      <p class="under">{t("自 {time} 起，同类只响一次", { time: clock(Date.parse(of.since)).slice(0, 5) })}</p>
    </li>
  );
}

function Row({ alarm, number, now }: { alarm: Alarm; number: number; now: number }): VNode {
  const fresh = now > 0 && alarm.priority === 1 && alarm.standing === "unacknowledged" && now - Date.parse(alarm.raised_at) < CALLING;
  const key = `alarm:${alarm.id}`;
  useEffect(() => { if (fresh) move([{ key, length: CALLING, calls: true }]); }, [fresh, key]);
  return (
    <li class={`block p${alarm.priority} ${alarm.standing}${moving.value.has(key) ? " fresh" : ""}`}>
      <p class="line">
        <span class="chip">{priorityWord(alarm.priority)}</span> {ruleWord(alarm.rule)} {alarm.area_name} {aboutWord(alarm)}
        {alarm.times > 1 && ` ×${alarm.times}`}
      </p>
      <p class="under">{under(alarm, number, now)}</p>
    </li>
  );
}

function under(alarm: Alarm, number: number, now: number): string {
  const since = alarm.standing === "acknowledged" ? alarm.acknowledged_at : alarm.standing === "cleared" ? alarm.cleared_at : alarm.raised_at;
  const word = alarm.standing === "acknowledged" ? t("已确认") : alarm.standing === "cleared" ? t("已恢复") : t("未确认");
  const again = alarm.rings > 0 && alarm.standing === "unacknowledged" ? t("响{n}次", { n: alarm.rings + 1 }) : "";
  const key = alarm.standing === "acknowledged" ? "" : answers ? t("按{n}确认", { n: number }) : "";
  const states = [word, again, key].filter(Boolean).join("·");
  return `${elapsed(now - Date.parse(since ?? alarm.raised_at))} ${states} ${again ? "" : shortNumber(alarm.number, now)}`;
}

/** 00:42 in minutes and seconds; beyond an hour in hours and minutes with a mark. */
export function elapsed(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const pad = (value: number): string => String(value).padStart(2, "0");
  if (seconds < 3600) return `${pad(Math.floor(seconds / 60))}:${pad(seconds % 60)}`;
  return seconds < 48 * 3600 ? t("{h} 小时 {m} 分", { h: Math.floor(seconds / 3600), m: Math.floor((seconds % 3600) / 60) })
    : t("{d} 天", { d: Math.floor(seconds / 86_400) });
}

function spoken(shown: readonly Alarm[]): string {
  const waiting = shown.filter((alarm) => alarm.standing === "unacknowledged");
  return waiting.map((alarm) => [priorityWord(alarm.priority), ruleWord(alarm.rule), alarm.area_name, aboutWord(alarm)].join(" ")).join("，");
}

/** The alarm in row `number`, to be answered. */
export function answerRow(number: number): void {
  const alarm = rows()[number - 1];
  if (alarm && alarm.standing !== "acknowledged") void answer(alarm);
}
