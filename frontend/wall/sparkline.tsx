/** A rate by day as a hand-written line. Days without a case break the line: nothing is drawn where nothing was. */
import type { VNode } from "preact";
import { t } from "../shared/i18n";

interface Day {
  readonly day: string;
  readonly n: number;
  readonly of: number;
}

const WIDTH = 220;
const HEIGHT = 64;
const EDGE = 4;

export function Sparkline({ days }: { days: readonly Day[] }): VNode {
  const rates = days.map((each) => (each.of > 0 ? each.n / each.of : null));
  const low = Math.min(0.9, ...rates.filter((rate) => rate !== null));
  const label = t("近 30 天每日按时办结率，最低 {p}%", { p: Math.round(100 * low) });
  return (
    <svg class="spark" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      <line class="base" x1="0" x2={WIDTH} y1={HEIGHT - EDGE} y2={HEIGHT - EDGE} />
      {strokes(rates, low).map((points) => (
        <polyline key={points} points={points} />
      ))}
    </svg>
  );
}

/** One polyline per run of days with cases; 100 % at the top, `low` at the bottom. */
function strokes(rates: readonly (number | null)[], low: number): string[] {
  const runs: string[][] = [[]];
  rates.forEach((rate, i) => {
    if (rate === null) {
      runs.push([]);
      return;
    }
    const x = (i / Math.max(1, rates.length - 1)) * WIDTH;
    const y = EDGE + ((1 - rate) / (1 - low)) * (HEIGHT - 2 * EDGE);
    runs.at(-1)?.push(`${x.toFixed(1)},${y.toFixed(1)}`);
  });
  return runs.filter((run) => run.length > 0).map((run) => (run.length > 1 ? run : [...run, ...run]).join(" "));
}
