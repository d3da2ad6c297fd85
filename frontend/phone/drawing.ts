/** The outlines of grids and a pin, on a canvas. */
import { type Point, type View, rings, toScreen } from "./geometry";
import type { Area } from "./shapes";

const ROOM_FOR_A_NAME = 40;

/** A place to be seen besides the pin: where one stands, or an open matter. */
export interface Dot extends Point {
  colour: string;
}

/** `own` is the grid that stands out. */
export function draw(canvas: HTMLCanvasElement, view: View, areas: readonly Area[], pin: Point | null, own: Area | undefined, dots: readonly Dot[] = []): void {
  const ratio = devicePixelRatio;
  [canvas.width, canvas.height] = [view.width * ratio, view.height * ratio];
  const pen = canvas.getContext("2d");
  if (!pen) return;
  pen.scale(ratio, ratio);
  pen.font = "16px system-ui, sans-serif";
  pen.textAlign = "center";
  for (const area of [...areas.filter((each) => each !== own), ...(own ? [own] : [])]) trace(pen, view, area, area === own, pin);
  for (const { colour, ...point } of dots) disc(pen, toScreen(view, point), 6, colour);
  if (pin) disc(pen, toScreen(view, pin), 12, "#b3210f");
}

function disc(pen: CanvasRenderingContext2D, [x, y]: readonly [number, number], radius: number, colour: string): void {
  pen.lineWidth = radius / 4;
  pen.strokeStyle = "#fff";
  pen.fillStyle = colour;
  pen.beginPath();
  pen.arc(x, y, radius, 0, 2 * Math.PI);
  pen.fill();
  pen.stroke();
}

function trace(pen: CanvasRenderingContext2D, view: View, area: Area, own: boolean, pin: Point | null): void {
  if (!area.outline) return;
  pen.beginPath();
  const all: [number, number][] = [];
  for (const ring of rings(area.outline)) {
    const points = ring.map(([lon, lat]) => toScreen(view, { lon, lat }));
    points.forEach(([x, y], index) => { if (index === 0) pen.moveTo(x, y); else pen.lineTo(x, y); });
    pen.closePath();
    all.push(...points);
  }
  pen.fillStyle = own ? "#cfe4fa" : "#ffffff";
  pen.fill("evenodd");
  pen.lineWidth = own ? 3 : 1;
  pen.strokeStyle = own ? "#0a5aa6" : "#7c8894";
  pen.stroke();
  pen.fillStyle = "#12202b";
  const middle = (index: 0 | 1) => all.reduce((sum, point) => sum + point[index], 0) / Math.max(1, all.length);
  const xs = all.map(([each]) => each);
  const [left, right] = [Math.max(0, Math.min(...xs)), Math.min(view.width, Math.max(...xs))];
  if (right - left < 2 * ROOM_FOR_A_NAME) return;
  const x = Math.min(Math.max(middle(0), left + ROOM_FOR_A_NAME), right - ROOM_FOR_A_NAME);
  const [pinX, pinY] = pin ? toScreen(view, pin) : [-1, -1];
  const hidden = Math.abs(pinX - x) < ROOM_FOR_A_NAME && Math.abs(pinY - middle(1)) < ROOM_FOR_A_NAME / 2;
  pen.fillText(area.name.replace(/^.*(社区|村)/, ""), x, hidden ? pinY - ROOM_FOR_A_NAME / 2 : middle(1));
}
