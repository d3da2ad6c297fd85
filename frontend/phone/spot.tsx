/** Where a matter is: a pin in the outlines of the grids around, without a network, and the way there by the phone's own map. */
import { useEffect, useRef } from "preact/hooks";
import { t } from "../shared/i18n";
import { call } from "./api";
import { draw } from "./drawing";
import { rings, viewOf } from "./geometry";
import type { Area } from "./shapes";
import { areas, online } from "./state";
import { keep } from "./store";

const MOST = 300;
/** Degrees around a pin that lies in no outline that the phone knows. */
const AROUND = 0.002;

export function Spot({ area, path, lon, lat }: { area: string; path: string; lon: number; lat: number }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const grid = areas.value.find((each) => each.code === area);
  useEffect(() => { if (!grid && online.value) void learn(path); }, [area]);
  useEffect(() => {
    const shown = canvas.current;
    if (!shown || !grid) return;
    const { width, height } = shown.getBoundingClientRect();
    const corners = grid.outline ? rings(grid.outline).flat() : [[lon - AROUND, lat - AROUND], [lon + AROUND, lat + AROUND]] as [number, number][];
    draw(shown, viewOf([...corners, [lon, lat]], width, height), areas.value, { lon, lat }, grid);
  }, [grid, lon, lat]);
  const at = `${lat.toFixed(5)},${lon.toFixed(5)}`;
  return (
    <div class="spot">
      {grid && <canvas ref={canvas} role="img" aria-label={t("位置图：{area}", { area: grid.name })} />}
      <a class="button wide" href={`geo:${at}?q=${at}`}><span>{t("用地图软件打开")} <span class="at">{at.replace(",", ", ")}</span></span></a>
    </div>
  );
}

/** The grids around a matter that lies outside one's own: read once, when it is first opened. */
async function learn(path: string): Promise<void> {
  const under = path.split("/").filter(Boolean).at(-2);
  if (!under) return;
  const answer = await call<{ items: Area[] }>("GET", `/areas?under=${under}&level=grid&outlines=true&limit=100`);
  if (!answer.ok) return;
  const known = new Set(areas.value.map((each) => each.code));
  areas.value = [...areas.value, ...answer.body.items.filter((each) => !known.has(each.code))].slice(-MOST);
  await keep("areas", areas.value);
}
