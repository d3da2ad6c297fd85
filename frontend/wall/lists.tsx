/** The two lists: what just happened, what is due next. None of them scrolls. */
import type { VNode } from "preact";
import { t } from "../shared/i18n";
import { minute, moment, span } from "../shared/times";
import { painted } from "./arrivals";
import { serverNow } from "./clock";
import { isLate, type Timed } from "./matters";
import { begun } from "./moving";
import { Panel } from "./panel";
import { useRows } from "./rows";
import { byDue, feed, markOf, open, room } from "./state";
import { deedWord, shortNumber, stateWord } from "./words";

const DAY = 24 * 3_600_000;
const FRESH = 8_000;

/** Nothing is a number too, and said in full size. */
function Nothing({ word }: { word: string }): VNode {
  return (
    <p class="none">
      <b>0</b>
      {word}
    </p>
  );
}

/** 实时动态: the last deeds, newest first. A row that came live is tinted for eight seconds, from when it is its turn to move. */
export function Feed(): VNode {
  const [frame, rows] = useRows(4.5);
  const today = room.value?.today["reported"] ?? 0;
  const now = serverNow.value;
  return (
    <Panel name="feed" title={t("实时动态")} aside={room.value ? t("今日 {n}", { n: today }) : ""}>
      <div class="rows" ref={frame}>
        {room.value && feed.value.length === 0 && <Nothing word={t("今日无新增")} />}
        <ol>
        {feed.value.slice(0, rows).map((line) => {
          const tinted = begun.value.has(`row:${line.n}`) && now !== null && now - Date.parse(line.at) < FRESH;
          const at = Date.parse(line.at);
          return (
            <li key={line.n} data-n={line.n} data-e2e-ms={painted.value.get(line.n)} class={tinted ? "new" : ""}>
              <p class="line">
                {markOf(line.kind)} {line.area_name} {t(line.category) || t("未定类")}
              </p>
              <p class="under">
                {now === null ? minute(at) : moment(at, now)} · {deedWord(line.verb)} · {shortNumber(line.number, now)}
              </p>
            </li>
          );
        })}
        </ol>
      </div>
    </Panel>
  );
}

/** 时限倒计时: the nearest due dates; with a minus what is past. */
export function Deadlines(): VNode {
  const [frame, rows] = useRows(4.5);
  const now = serverNow.value ?? 0;
  const late = byDue.value.filter((matter) => isLate(matter, now)).length;
  const soon = byDue.value.filter((matter) => !isLate(matter, now) && (matter.due ?? 0) - now < DAY).length;
  return (
    <Panel name="deadlines" title={t("时限倒计时")} aside={room.value ? t("超 {a} · 临 {b}", { a: late, b: soon }) : ""}>
      <div class="rows" ref={frame}>
        {room.value && byDue.value.length === 0 && (
          <Nothing word={open.value.length ? t("没有在走的时限") : t("没有在办事项")} />
        )}
        <ol>
        {nearest(rows, now).map((matter) => (
          <DeadlineRow key={matter.id} matter={matter} now={now} />
        ))}
        </ol>
      </div>
    </Panel>
  );
}

/** What can still be saved comes first to the eye: at most all but two rows are given to what is already late. */
function nearest(rows: number, now: number): readonly Timed[] {
  const late = byDue.value.filter((matter) => isLate(matter, now));
  const ahead = byDue.value.filter((matter) => !isLate(matter, now));
  const keep = Math.max(rows - ahead.length, Math.min(late.length, rows - 2));
  return [...late.slice(0, keep), ...ahead].slice(0, rows);
}

function DeadlineRow({ matter, now }: { matter: Timed; now: number }): VNode {
  const left = (matter.due ?? now) - now;
  const chip = left <= 0 ? "chip alarm" : left < DAY ? "chip warn" : "chip plain";
  const word = left <= 0 ? t("超") : left < DAY ? t("临") : t("限");
  return (
    <li>
      <p class="line">
        <span class={chip}>{word}</span>
        <span class="what">{matter.area_name} {t(matter.category) || t("未定类")}</span>
        <span class="left">{span(left, t("天"))}</span>
      </p>
      <p class="under">{[shortNumber(matter.number, now), matter.department || stateWord(matter.state)].join(" · ")}</p>
    </li>
  );
}
