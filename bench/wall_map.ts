/** Bundled by `bench/wall.py`: redraws the wall's own map with many points, and says how long each redraw took. */
import { draw } from "../frontend/wall/drawing";
import type { Cell } from "../frontend/wall/geometry";
import type { Timed } from "../frontend/wall/matters";

declare global {
  interface Window {
    redraw: (points: number, rounds: number) => number[];
  }
}

const ROWS = 24;
const NOW = Date.parse("2026-11-23T06:00:00Z");
const KINDS = ["petition", "hazard", "security"];

/** 576 cells, as many as the demo county has communities. */
const cells: readonly Cell[] = Array.from({ length: ROWS * ROWS }, (_, i) => {
  const west = 112 + (i % ROWS) * 0.03;
  const south = 34.9 + Math.floor(i / ROWS) * 0.015;
  const ring = [[west, south], [west + 0.03, south], [west + 0.03, south + 0.015], [west, south + 0.015], [west, south]] as const;
  return { code: String(i), name: "沁园", path: `/419001/${i}/`, rings: [ring] };
});

function matter(i: number): Timed {
  const cell = (i * 7919) % cells.length;
  return {
    id: String(i), number: String(i), kind: KINDS[i % 3] ?? "", category: "", state: "reported",
    urgency: i % 50 === 0 ? "urgent" : "normal", area: "", area_name: "", path: `/419001/${cell}/1/`, department: "", due_at: null,
    overdue: false, lon: 112 + ((i * 31) % 7200) / 10_000, lat: 34.9 + ((i * 17) % 3600) / 10_000, reported_at: "", version: 1,
    due: i % 3 === 0 ? NOW - 1 : null, reported: NOW - 60_000,
  };
}

window.redraw = (points, rounds) => {
  const canvas = document.querySelector("canvas");
  if (!canvas) throw new Error("no canvas");
  const matters = Array.from({ length: points }, (_, i) => matter(i));
  const data = { cells, borders: cells.slice(0, 16), words: {} };
  return Array.from({ length: rounds }, () => {
    const began = performance.now();
    draw(canvas, data, matters, NOW, () => "●");
    canvas.getContext("2d")?.getImageData(0, 0, 1, 1); // waits until the pixels are there
    return performance.now() - began;
  });
};
