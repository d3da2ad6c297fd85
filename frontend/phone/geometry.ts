/** From degrees to a small screen and back: a plane around one point, good for a few kilometres. Pure. */
import type { Outline } from "./shapes";

export interface Point {
  lon: number;
  lat: number;
}

export interface View {
  /** What lies in the middle. */
  middle: Point;
  /** Pixels per degree of latitude. */
  scale: number;
  width: number;
  height: number;
}

const METRES_PER_DEGREE = 111_320;

/** The rings of an outline, outer ones and holes alike. */
export function rings(outline: Outline): [number, number][][] {
  return outline.type === "Polygon" ? outline.coordinates : outline.coordinates.flat();
}

/** A view in which all these points are to be seen, with some room around. */
export function viewOf(points: readonly (readonly [number, number])[], width: number, height: number): View {
  const [lons, lats] = [points.map(([lon]) => lon), points.map(([, lat]) => lat)];
  const [west, east, south, north] = [Math.min(...lons), Math.max(...lons), Math.min(...lats), Math.max(...lats)];
  const middle = { lon: (west + east) / 2, lat: (south + north) / 2 };
  const wide = Math.max((east - west) * shrunk(middle.lat), 1e-4);
  return { middle, scale: 0.8 * Math.min(width / wide, height / Math.max(north - south, 1e-4)), width, height };
}

export function toScreen(view: View, { lon, lat }: Point): [number, number] {
  return [view.width / 2 + (lon - view.middle.lon) * shrunk(view.middle.lat) * view.scale, view.height / 2 - (lat - view.middle.lat) * view.scale];
}

export function toPoint(view: View, x: number, y: number): Point {
  return { lon: view.middle.lon + (x - view.width / 2) / (shrunk(view.middle.lat) * view.scale), lat: view.middle.lat - (y - view.height / 2) / view.scale };
}

/** How many metres a pixel is. */
export function metresPerPixel(view: View): number {
  return METRES_PER_DEGREE / view.scale;
}

function shrunk(lat: number): number {
  return Math.cos((lat * Math.PI) / 180);
}
