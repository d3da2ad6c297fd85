/** The three zeros: whole days since the last confirmed break, and what threatens them. */
import type { VNode } from "preact";
import type { Zero } from "../shared/frames";
import { t } from "../shared/i18n";
import { moment } from "../shared/times";
import { Panel } from "./panel";
import { serverNow } from "./clock";
import { Figure } from "./figure";
import type { Count } from "./matters";
import { counts, known, room } from "./state";
import { zeroMark, zeroWord } from "./words";

const ORDER = ["petition", "accident", "case"];

export function Zeros(): VNode {
  const zeros = room.value?.zeros ?? known.value?.zeros ?? [];
  const counts = ORDER.map(sum);
  const dense = Math.max(...counts.map((of) => (of ? width(of) : 0))) > 6;
  return (
    <>
      {ORDER.map((zero, i) => (
        <ZeroPanel key={zero} zero={zero} found={zeros.find((each) => each.zero === zero)}>
          <Counts of={counts[i] ?? null} zero={zero} dense={dense} />
        </ZeroPanel>
      ))}
    </>
  );
}

function ZeroPanel({ zero, found, children }: { zero: string; found: Zero | undefined; children: VNode }): VNode {
  const before = room.value ? null : known.value;
  const aside = before ? t("上次 {time}", { time: moment(before.at, Date.now()) }) : longest(found);
  return (
    <Panel name={`zero zero-${zero}`} title={<>{zeroMark(zero)} {zeroWord(zero)}</>} aside={aside}>
      <p class={found?.suspected ? "days doubted" : "days"} style={{ "--digits": digits(found) }}>
        <strong>{found ? found.days : "—"}</strong>
        <span class="unit">{t("天")}</span>
        {found && found.suspected > 0 && <span class="chip warn">{t("待核 {n}", { n: found.suspected })}</span>}
      </p>
      {children}
    </Panel>
  );
}

function longest(found: Zero | undefined): string {
  return found ? t("最长 {n} 天", { n: found.longest }) : "";
}

/** One layout for all three: where one of them has long figures, all are set densely. */
function Counts({ of, zero, dense }: { of: Count | null; zero: string; dense: boolean }): VNode {
  const live = room.value !== null && serverNow.value !== null;
  const figure = (word: keyof Count): VNode => <Figure name={`${zero}.${word}`} value={live ? of?.[word] : undefined} written={String(of?.[word] ?? "—")} />;
  return (
    <p class={dense ? "counts dense" : "counts"}>
      <span>{t("今日")} {figure("today")}</span>
      <span>{t("在办")} {figure("open")}</span>
      <span class={of && of.late > 0 ? "chip alarm" : ""}>{t("超期")} {figure("late")}</span>
    </p>
  );
}

function digits(found: Zero | undefined): number {
  return String(found?.days ?? 0).length;
}

function width(of: Count): number {
  return `${of.today}${of.open}${of.late}`.length;
}

/** All kinds of matters that belong to one zero, together; null before anything is known. */
function sum(zero: string): Count | null {
  const now = room.value;
  if (!now) return known.value ? (known.value.counts.find(([each]) => each === zero)?.[1] ?? null) : null;
  return countOf(zero);
}

/** The figures of the kinds that belong to one zero. */
export function countOf(zero: string): Count {
  const kinds = (room.value?.kinds ?? []).filter((kind) => kind.zero === zero);
  const each = kinds.map((kind) => counts.value.get(kind.code) ?? { today: 0, open: 0, late: 0 });
  return each.reduce(
    (a, b) => ({ today: a.today + b.today, open: a.open + b.open, late: a.late + b.late }),
    { today: 0, open: 0, late: 0 },
  );
}
