/** 在办分布: where matters are open, by cell; points only for what is urgent, late or new. Redrawn at most once a second. */
import { computed, effect, signal } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../shared/i18n";
import { serverNow } from "./clock";
import { draw, type Drawn, fills, markedAs } from "./drawing";
import { focus } from "./focus";
import type { MapData } from "./geometry";
import { Panel } from "./panel";
import { ringNew, Rings } from "./rings";
import { isLate } from "./matters";
import { markOf, open, room } from "./state";
import { shortNumber, zeroMark, zeroShort } from "./words";

export const mapData = signal<MapData | null>(null);
export const mapFailed = signal(false);
/** G: the zeros in turn; "" shows all. */
const FILTERS = ["", "petition", "accident", "case"];
export const filter = signal("");

export function nextFilter(): void {
  filter.value = FILTERS[(FILTERS.indexOf(filter.value) + 1) % FILTERS.length] ?? "";
}

/** The open matters that the map shows. */
const shown = computed(() => {
  if (!filter.value) return open.value;
  const kinds = new Set((room.value?.kinds ?? []).filter((kind) => kind.zero === filter.value).map((kind) => kind.code));
  return open.value.filter((matter) => kinds.has(matter.kind));
});
const drawn = signal<Drawn>({ limits: [], outside: 0, project: null });
const resized = signal(0);

/** Fetch what the map is drawn from; throws where the server does not answer as it should. */
export async function fetchMap(area: string): Promise<MapData> {
  const response = await fetch(`/api/v1/feed/map?${new URLSearchParams(area ? { room: area } : {})}`);
  if (!response.ok) throw new Error(String(response.status));
  return (await response.json()) as MapData;
}

export function MapPanel(): VNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => repainting(canvas.current), []);
  const only = filter.value ? `${zeroMark(filter.value)} ${zeroShort(filter.value)} ` : "";
  const title = <>{t("在办分布")} {only}<b>{room.value ? shown.value.length : "—"}</b></>;
  return (
    <Panel name="map" title={title} aside={<Legend />} stale={mapFailed.value && !mapData.value ? t("取数失败") : undefined}>
      <canvas ref={canvas} role="img" aria-label={spoken()} />
      <Rings />
      {!mapData.value && <p class="coming">{mapFailed.value ? t("地图没有取到，十秒后再取") : t("地图正在取来…")}</p>}
      {focus.value && focus.value.lon === null && <p class="outside">{t("{n} 没有坐标，亮边是 {area}", { n: shortNumber(focus.value.number, serverNow.value), area: focus.value.area_name })}</p>}
      {!focus.value && drawn.value.outside > 0 && <p class="outside">{t("未落图 {n}", { n: drawn.value.outside })}</p>}
    </Panel>
  );
}

/** Repaint when something to be painted has changed, at most once a second; returns how to stop. */
function repainting(canvas: HTMLCanvasElement | null): () => void {
  if (!canvas) return () => undefined;
  let painted = "";
  const paint = (): void => {
    const [data, matters, now] = [mapData.peek(), shown.peek(), serverNow.peek() ?? 0];
    const held = focus.peek();
    const on = held && { ...held, path: room.peek()?.open.get(held.id)?.path ?? "" };
    if (!data) return;
    const marks = matters.map((matter) => markedAs(matter, now)).join();
    const size = [resized.peek(), canvas.clientWidth, canvas.clientHeight];
    const stamp = [...size, matters.length, room.peek()?.hash, filter.peek(), on?.id ?? "", marks].join();
    if (stamp === painted) return;
    painted = stamp;
    drawn.value = draw(canvas, data, matters, now, markOf, on);
    ringNew(matters, open.peek(), now, drawn.value.project);
  };
  const timer = setInterval(paint, 1_000);
  const turned = effect(() => {
    void [focus.value?.id, filter.value];
    requestAnimationFrame(paint);
  });
  const watch = new ResizeObserver(() => {
    resized.value += 1;
    paint();
  });
  watch.observe(canvas);
  return () => {
    clearInterval(timer);
    turned();
    watch.disconnect();
  };
}

function Legend(): VNode {
  const limits = drawn.value.limits;
  return (
    <div class="legend">
      <span class="steps" aria-hidden="true">
        0
        {fills.map((colour) => (
          <svg key={colour} viewBox="0 0 1 1" preserveAspectRatio="none"><rect width="1" height="1" fill={colour} /></svg>
        ))}
        {limits.at(-1) ?? ""}
      </span>
      <span><i class="key urgent" />{t("紧急")}</span>
      <span><i class="key late" />{t("超期")}</span>
      <span><i class="key new" />{t("新报")}</span>
      <span class="kinds">{["petition", "accident", "case"].map((zero) => zeroMark(zero) + zeroShort(zero)).join(" ")}</span>
    </div>
  );
}

function spoken(): string {
  const now = serverNow.value ?? 0;
  const late = open.value.filter((matter) => isLate(matter, now)).length;
  const urgent = open.value.filter((matter) => matter.urgency === "urgent").length;
  return t("在办 {n} 件，紧急 {u} 件，超期 {l} 件；边界为示意", { n: open.value.length, u: urgent, l: late });
}
