/** A small map of the worker's own grid and its neighbours, drawn from their outlines: no tiles, no network. A pin to set and to drag. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../shared/i18n";
import { type Dot, draw } from "./drawing";
import { type Point, type View, metresPerPixel, rings, toPoint, toScreen, viewOf } from "./geometry";
import { Top } from "./parts";
import { Reader } from "./scan";
import type { Draft, Place } from "./shapes";
import { areas, around, ownGrid } from "./state";

const FINGER = 16;
const STEP = 12;
const KEYS: Readonly<Record<string, readonly [number, number]>> = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };

export function PlaceMap({ draft, onPick, onGrid, onClose }: { draft: Draft; onPick: (place: Place) => void; onGrid: (code: string) => void; onClose: () => void }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const pin = useSignal<Point | null>(draft.place);
  const view = useSignal<View | null>(null);
  const own = areas.value.find((each) => each.code === ownGrid.value);

  useEffect(() => {
    const box = canvas.current?.getBoundingClientRect();
    if (!box) return;
    const shown = own ? [own] : areas.value;
    const corners = shown.flatMap((each) => (each.outline ? rings(each.outline).flat() : []));
    if (draft.place) corners.push([draft.place.lon, draft.place.lat]);
    if (corners.length > 0) view.value = viewOf(corners, box.width, box.height);
  }, [areas.value.length]);
  useEffect(() => { if (canvas.current && view.value) draw(canvas.current, view.value, areas.value, pin.value, own, dots(draft.place)); }, [view.value, pin.value]);

  function set(event: PointerEvent): void {
    if (!view.value || (event.type === "pointermove" && event.buttons === 0)) return;
    pin.value = toPoint(view.value, event.offsetX, event.offsetY);
  }
  function nudge(event: KeyboardEvent): void {
    const by = KEYS[event.key];
    if (!by || !view.value) return;
    event.preventDefault();
    const [x, y] = toScreen(view.value, pin.value ?? view.value.middle);
    pin.value = toPoint(view.value, x + by[0], y + by[1]);
  }
  function zoom(times: number): void {
    if (view.value) view.value = { ...view.value, middle: pin.value ?? view.value.middle, scale: view.value.scale * times };
  }
  function done(): void {
    if (!pin.value || !view.value) return;
    onPick({ ...pin.value, datum: "WGS84", accuracy_metres: Math.max(5, Math.round(metresPerPixel(view.value) * FINGER)), source: "map", fixed_at: new Date().toISOString() });
    onClose();
  }

  return (
    <div class="map" role="dialog" aria-label={t("在图上点出位置")}>
      <Top title={t("在图上点一下")}>
        <button type="button" class="zoom" aria-label={t("放大")} onClick={() => zoom(1.6)}>＋</button>
        <button type="button" class="zoom" aria-label={t("缩小")} onClick={() => zoom(0.625)}>－</button>
      </Top>
      {areas.value.length === 0 ? <p class="nothing">{t("网格图还没有下载，联网打开一次就有")}</p>
        : <canvas ref={canvas} tabIndex={0} role="application" aria-label={t("网格图：点一下或拖动放下图钉，也可用方向键")} onPointerDown={set} onPointerMove={set} onKeyDown={nudge} />}
      <div class="map-keys">
        <label class="labelled"><span>{t("或只选网格")}</span>
          <select value={draft.grid} onChange={(event) => onGrid(event.currentTarget.value)}>
            <option value="">{t("按定位或本网格")}</option>{areas.value.map((each) => <option key={each.code} value={each.code}>{each.name}</option>)}
          </select>
        </label>
        <details class="told"><summary>{t("扫门上的码")}</summary><Reader hint={t("扫到的网格会记下来")} onRead={(read) => { if (read.what === "grid") { onGrid(read.code); onClose(); } }} /></details>
        <button type="button" class="primary" disabled={!pin.value} onClick={done}>{t("就这里")}</button>
        <button type="button" onClick={onClose}>{t("返回")}</button>
      </div>
    </div>
  );
}

/** Where one stands, as far as that is known, and the open matters around. */
function dots(here: Place | null): Dot[] {
  const open = around.value.flatMap(({ lon, lat }) => (lon === null || lat === null ? [] : [{ lon, lat, colour: "#5a6671" }]));
  return here?.source === "gnss" ? [...open, { lon: here.lon, lat: here.lat, colour: "#0a5aa6" }] : open;
}
