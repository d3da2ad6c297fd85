/** The outlines of grids and a pin, on a canvas. */
import { type Point, type View, rings, toScreen } from "./geometry";
import type { Area } from "./shapes";

/** `own` is the grid that stands out. */
export function draw(canvas: HTMLCanvasElement, view: View, areas: readonly Area[], pin: Point | null, own: Area | undefined): void {
  const ratio = devicePixelRatio;
  [canvas.width, canvas.height] = [view.width * ratio, view.height * ratio];
  const pen = canvas.getContext("2d");
  if (!pen) return;
  pen.scale(ratio, ratio);
  pen.font = "16px system-ui, sans-serif";
  pen.textAlign = "center";
  for (const area of [...areas.filter((each) => each !== own), ...(own ? [own] : [])]) trace(pen, view, area, area === own);
  if (!pin) return;
  const [x, y] = toScreen(view, pin);
  pen.lineWidth = 3;
  pen.strokeStyle = "#fff";
  pen.fillStyle = "#b3210f";
  pen.beginPath();
  pen.arc(x, y, 12, 0, 2 * Math.PI);
  pen.fill();
  pen.stroke();
}

function trace(pen: CanvasRenderingContext2D, view: View, area: Area, own: boolean): void {
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
  pen.fillText(area.name.replace(/^.*(社区|村)/, ""), middle(0), middle(1));
}
