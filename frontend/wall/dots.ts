/** Very many points: written as pixels into one picture, because a path for each would take a second. */
import type { Project } from "./geometry";

/** Above so many points shapes could not be told apart anyway. */
export const MANY = 2_000;

interface Placed {
  readonly lon: number | null;
  readonly lat: number | null;
}

/** Draw each group in its colour (`#rrggbb`), the later over the earlier, a square of a quarter rem for each point. */
export function dots(
  pen: CanvasRenderingContext2D, groups: readonly (readonly [readonly Placed[], string])[], project: Project, rem: number,
): void {
  const scale = pen.getTransform().a;
  const { width, height } = pen.canvas;
  const picture = new ImageData(width, height);
  const pixels = new Uint32Array(picture.data.buffer);
  const side = Math.max(2, Math.round(rem * scale * 0.22));
  // Both projections are straight in each axis, so two points tell all of it: no array for each of very many points.
  const [x0, y0] = project(0, 0);
  const [x1, y1] = project(1, 1);
  const [east, north] = [(x1 - x0) * scale, (y1 - y0) * scale];
  const [left, top] = [x0 * scale - side / 2, y0 * scale - side / 2];
  for (const [placed, colour] of groups) {
    const ink = inkOf(colour);
    for (const { lon, lat } of placed) {
      if (lon === null || lat === null) continue;
      square(pixels, width, height, Math.round(left + lon * east), Math.round(top + lat * north), side, ink);
    }
  }
  const sheet = new OffscreenCanvas(width, height);
  sheet.getContext("2d")?.putImageData(picture, 0, 0);
  pen.drawImage(sheet, 0, 0, width / scale, height / scale);
}

function square(pixels: Uint32Array, width: number, height: number, left: number, top: number, side: number, ink: number): void {
  const [west, east] = [Math.max(0, left), Math.min(width, left + side)];
  const south = Math.min(height, top + side);
  for (let y = Math.max(0, top); y < south; y += 1) {
    for (let at = y * width + west; at < y * width + east; at += 1) pixels[at] = ink;
  }
}

/** `#rrggbb` as the machine's own word: alpha, blue, green, red. */
function inkOf(colour: string): number {
  const value = Number.parseInt(colour.slice(1), 16);
  return ((0xff << 24) | ((value & 0xff) << 16) | (value & 0xff00) | (value >> 16)) >>> 0;
}
