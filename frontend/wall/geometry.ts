/** From degrees to pixels and from matters to cells: pure, drawn by `map.tsx`. */
import type { Matter } from "../shared/frames";

export type Ring = readonly (readonly [number, number])[];

export interface Cell {
  readonly code: string;
  readonly name: string;
  readonly path: string;
  readonly rings: readonly Ring[];
}

export interface MapData {
  readonly cells: readonly Cell[];
  readonly borders: readonly Cell[];
  readonly words: Readonly<Record<string, string>>;
}

export type Project = (lon: number, lat: number) => readonly [number, number];

/** Fit everything drawn into a box of pixels, north up, true to shape at its middle latitude. Null if nothing is drawn. */
export function projection(cells: readonly Cell[], width: number, height: number, edge: number): Project | null {
  const points = cells.flatMap((cell) => cell.rings.flat());
  if (points.length === 0 || width <= 2 * edge || height <= 2 * edge) return null;
  const [west, east] = bounds(points.map(([lon]) => lon));
  const [south, north] = bounds(points.map(([, lat]) => lat));
  const squeeze = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const scale = Math.min((width - 2 * edge) / ((east - west) * squeeze), (height - 2 * edge) / (north - south));
  const left = (width - (east - west) * squeeze * scale) / 2;
  const top = (height - (north - south) * scale) / 2;
  return (lon, lat) => [left + (lon - west) * squeeze * scale, top + (north - lat) * scale];
}

const METRES_A_DEGREE = 111_195;

/** Turn to one place so that a ring of `metres` around it takes `share` of the smaller side; also the ring in pixels. */
export function closeUp(
  lon: number, lat: number, metres: number, share: number, width: number, height: number,
): { readonly project: Project; readonly ring: number } {
  const ring = (Math.min(width, height) * share) / 2;
  const north = (ring / metres) * METRES_A_DEGREE;
  const east = north * Math.cos((lat * Math.PI) / 180);
  return { ring, project: (x, y) => [width / 2 + (x - lon) * east, height / 2 - (y - lat) * north] };
}

export function bounds(values: readonly number[]): readonly [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

/** Open matters by the path of the cell they lie in; under "" those that no cell holds. */
export function perCell(matters: Iterable<Matter>, cells: readonly Cell[]): ReadonlyMap<string, number> {
  const paths = new Set(cells.map((cell) => cell.path));
  const byPath = new Map<string, number>();
  for (const { path } of matters) byPath.set(path, (byPath.get(path) ?? 0) + 1);
  const counts = new Map<string, number>();
  for (const [path, count] of byPath) {
    const cell = cellOf(path, paths);
    counts.set(cell, (counts.get(cell) ?? 0) + count);
  }
  return counts;
}

function cellOf(path: string, paths: ReadonlySet<string>): string {
  let end = path.length;
  while (end > 1) {
    const candidate = path.slice(0, end);
    if (paths.has(candidate)) return candidate;
    end = path.lastIndexOf("/", end - 2) + 1;
  }
  return "";
}

export const STEPS = 5;

/** The upper bounds of the steps 1 to 4 above zero, so that the fullest cell is in the last: [2, 4, 6, 8]. */
export function steps(most: number): readonly number[] {
  const width = Math.max(1, Math.ceil(most / (STEPS - 1)));
  return Array.from({ length: STEPS - 1 }, (_, i) => width * (i + 1));
}

/** 0 for none, else 1 to 4. */
export function stepOf(count: number, limits: readonly number[]): number {
  if (count === 0) return 0;
  const step = limits.findIndex((limit) => count <= limit);
  return step < 0 ? limits.length : step + 1;
}
