/** Draws the map: cells by how much is open in them, borders, names where they fit, and the few points that matter. */
import { dots, MANY } from "./dots";
import { type Cell, type MapData, type Project, bounds, closeUp, perCell, projection, stepOf, steps } from "./geometry";
import { isLate, type Timed } from "./matters";

const FILLS = ["#1a242d", "#2d4355", "#42637f", "#5d88af", "#86b4dd"];
const NEW = 10 * 60_000;

/** Colours of the steps, for the legend. */
export const fills: readonly string[] = FILLS;

export type Mark = "urgent" | "late" | "new";

/** Why a matter is a point on the map; null for the many that are only counted. */
export function markedAs(matter: Timed, now: number): Mark | null {
  if (matter.urgency === "urgent") return "urgent";
  if (isLate(matter, now)) return "late";
  return now - matter.reported <= NEW ? "new" : null;
}

/** Where incident mode looks: a ring of 500 m takes three fifths of the smaller side; without a point, its cell is edged. */
export interface Place {
  readonly id: string;
  readonly path: string;
  readonly lon: number | null;
  readonly lat: number | null;
}
const RING_METRES = 500;
const RING_SHARE = 0.6;

/** What a picture of the map tells: the upper bounds of its steps, how many matters lie in no cell, and where a place is. */
export interface Drawn {
  readonly limits: readonly number[];
  readonly outside: number;
  readonly project: Project | null;
}

/** Draw everything. */
export function draw(
  canvas: HTMLCanvasElement, data: MapData, matters: readonly Timed[], now: number, shapeOf: (kind: string) => string,
  on: Place | null = null,
): Drawn {
  const pen = canvas.getContext("2d");
  const scale = devicePixelRatio || 1;
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const counts = perCell(matters, data.cells);
  const limits = steps(Math.max(0, ...data.cells.map((cell) => counts.get(cell.path) ?? 0)));
  const near = on && on.lon !== null && on.lat !== null ? closeUp(on.lon, on.lat, RING_METRES, RING_SHARE, width, height) : null;
  const project = near?.project ?? projection([...data.cells, ...data.borders], width, height, 8);
  if (pen && project) {
    pen.scale(scale, scale);
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
    for (const cell of data.cells) fill(pen, cell, project, FILLS[stepOf(counts.get(cell.path) ?? 0, limits)] ?? "");
    for (const border of data.borders) stroke(pen, border, project, "#66788a", rem / 10);
    const around = on && !near ? data.cells.find((cell) => on.path.startsWith(cell.path)) : undefined;
    if (around) stroke(pen, around, project, "#f3f6f8", rem / 4);
    if (near) ring(pen, near.ring, width / 2, height / 2, rem);
    else names(pen, data.borders, project, rem);
    points(pen, matters, project, now, rem, shapeOf, on?.id ?? "");
  }
  return { limits, outside: counts.get("") ?? 0, project };
}

function trace(pen: CanvasRenderingContext2D, cell: Cell, project: Project): void {
  pen.beginPath();
  for (const ring of cell.rings) {
    ring.forEach(([lon, lat], i) => {
      const [x, y] = project(lon, lat);
      if (i === 0) pen.moveTo(x, y);
      else pen.lineTo(x, y);
    });
    pen.closePath();
  }
}

function fill(pen: CanvasRenderingContext2D, cell: Cell, project: Project, colour: string): void {
  trace(pen, cell, project);
  pen.fillStyle = colour;
  pen.fill("evenodd");
  pen.strokeStyle = "#0d1217";
  pen.lineWidth = 1;
  pen.stroke();
}

function stroke(pen: CanvasRenderingContext2D, cell: Cell, project: Project, colour: string, width: number): void {
  trace(pen, cell, project);
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.stroke();
}

/** The names of the bordered areas, at 24 px of the wall, where they fit inside their area and over no other name. */
function names(pen: CanvasRenderingContext2D, areas: readonly Cell[], project: Project, rem: number): void {
  pen.font = `${1.5 * rem}px ${getComputedStyle(document.body).fontFamily}`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  const taken: (readonly [number, number, number, number])[] = [];
  for (const area of areas) {
    const points = area.rings.flat().map(([lon, lat]) => project(lon, lat));
    const [west, east] = bounds(points.map(([x]) => x));
    const [north, south] = bounds(points.map(([, y]) => y));
    const [x, y, wide, high] = [(west + east) / 2, (north + south) / 2, pen.measureText(area.name).width, 1.6 * rem];
    const box = [x - wide / 2, y - high / 2, x + wide / 2, y + high / 2] as const;
    if (wide > east - west || high > south - north || taken.some((other) => overlap(box, other))) continue;
    taken.push(box);
    pen.lineWidth = rem / 4;
    pen.strokeStyle = "#0d1217";
    pen.strokeText(area.name, x, y);
    pen.fillStyle = "#b4bfc9";
    pen.fillText(area.name, x, y);
  }
}

/** The ring of incident mode, with its measure. */
function ring(pen: CanvasRenderingContext2D, radius: number, x: number, y: number, rem: number): void {
  pen.beginPath();
  pen.arc(x, y, radius, 0, 2 * Math.PI);
  pen.setLineDash([rem * 0.6, rem * 0.4]);
  pen.lineWidth = rem * 0.16;
  pen.strokeStyle = "#f3f6f8";
  pen.stroke();
  pen.setLineDash([]);
  pen.font = `${1.5 * rem}px ${getComputedStyle(document.body).fontFamily}`;
  pen.textAlign = "center";
  pen.textBaseline = "bottom";
  pen.lineWidth = rem / 4;
  pen.strokeStyle = "#0d1217";
  pen.strokeText("500 m", x, y - radius - rem * 0.3);
  pen.fillStyle = "#f3f6f8";
  pen.fillText("500 m", x, y - radius - rem * 0.3);
}

type Box = readonly [number, number, number, number];

function overlap(a: Box, b: Box): boolean {
  return a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
}

const ORDER: readonly Mark[] = ["new", "late", "urgent"];
/** Up to so many points are drawn in full size; more of them get smaller, so that the map stays a map. */
const ROOM = 60;
const COLOURS: Readonly<Record<Mark, string>> = { new: "#7cc4ff", late: "#ffc93c", urgent: "#ff5a4a" };

function points(
  pen: CanvasRenderingContext2D, matters: readonly Timed[], project: Project, now: number, rem: number,
  shapeOf: (kind: string) => string, on: string,
): void {
  const marked: Record<Mark, Timed[]> = { new: [], late: [], urgent: [] };
  let count = 0;
  for (const matter of matters) {
    const mark = matter.id === on ? "urgent" : markedAs(matter, now);
    if (mark === null) continue;
    marked[mark].push(matter);
    count += 1;
  }
  if (count > MANY) {
    dots(pen, ORDER.map((mark) => [marked[mark], COLOURS[mark]] as const), project, rem);
    return;
  }
  const size = rem * Math.min(1, Math.max(0.35, Math.sqrt(ROOM / Math.max(1, count))));
  for (const mark of ORDER) {
    for (const matter of marked[mark]) point(pen, matter, mark, project, matter.id === on ? rem * 1.6 : size, shapeOf);
  }
}

/** Urgent: filled alarm, light edge. Late: warn with a hollow middle. New: a ring. The shape is the kind's. */
function point(
  pen: CanvasRenderingContext2D, matter: Timed, as: Mark, project: Project, rem: number,
  shapeOf: (kind: string) => string,
): void {
  if (matter.lon === null || matter.lat === null) return;
  const [x, y] = project(matter.lon, matter.lat);
  const size = rem * (as === "urgent" ? 0.75 : 0.55);
  shape(pen, shapeOf(matter.kind), x, y, size);
  pen.lineWidth = rem * 0.16;
  pen.strokeStyle = as === "new" ? "#7cc4ff" : as === "urgent" ? "#f3f6f8" : "#1a1200";
  if (as !== "new") {
    pen.fillStyle = as === "urgent" ? "#ff5a4a" : "#ffc93c";
    pen.fill();
  }
  pen.stroke();
  if (as === "late") {
    shape(pen, shapeOf(matter.kind), x, y, size * 0.4);
    pen.fillStyle = "#1a1200";
    pen.fill();
  }
}

function shape(pen: CanvasRenderingContext2D, mark: string, x: number, y: number, size: number): void {
  pen.beginPath();
  if (mark === "▲") {
    pen.moveTo(x, y - size);
    pen.lineTo(x + size, y + size * 0.8);
    pen.lineTo(x - size, y + size * 0.8);
    pen.closePath();
  } else if (mark === "■") {
    pen.rect(x - size * 0.85, y - size * 0.85, size * 1.7, size * 1.7);
  } else {
    pen.arc(x, y, size, 0, 2 * Math.PI);
  }
}
