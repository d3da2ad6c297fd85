/** For the long proof: files reports and verbs on a phone as its screens do, through its own store, many at once. Bundled into the page by the test. */
import { blank, outgoingOf } from "../../frontend/phone/filing";
import { prepare } from "../../frontend/phone/picture";
import type { Command, KeptPhoto, Kind } from "../../frontend/phone/shapes";
import { outgoing, putAway } from "../../frontend/phone/store";
import { uuid7 } from "../../frontend/phone/uuid";

const HAZARD: Kind = { code: "hazard", name: "安全隐患", mark: "▲", emergency_notice: "", categories: [] };
const GRID = "419001001001001";

async function picture(seed: number): Promise<Blob> {
  const canvas = new OffscreenCanvas(120, 90);
  const pen = canvas.getContext("2d");
  for (let i = 0; i < 60 && pen; i++) {
    pen.fillStyle = `hsl(${(seed * 47 + i * 13) % 360} 70% 50%)`;
    pen.fillRect((seed * 31 + i * 17) % 120, (seed * 7 + i * 29) % 90, 30, 20);
  }
  return canvas.convertToBlob({ type: "image/jpeg", quality: 0.9 });
}

/** File one report with two photos; say so on the console once it is kept. */
async function report(n: number, by: number): Promise<void> {
  const draft = { ...blank("hazard", uuid7(), Date.now()), text: `第 ${n} 件` };
  const photos: KeptPhoto[] = [];
  for (const slot of ["photo-1", "photo-2"]) {
    const { blob, sha256 } = await prepare(await picture(2 * n + photos.length));
    photos.push({ key: `${draft.id}/${slot}`, report: draft.id, slot, blob, sha256 });
  }
  const deed = outgoingOf({ ...draft, photos }, HAZARD, undefined, GRID, by, Date.now());
  await putAway([deed], photos);
  console.log(`kept ${draft.id} ${photos.map((each) => each.sha256).join(" ")}`);
}

async function reports(from: number, count: number, by: number): Promise<void> {
  for (let n = from; n < from + count; n++) await report(n, by);
}

/** Keep verbs on matters in the order given: `[matter, version, verb, data]`. */
async function commands(list: [string, number, string, Record<string, unknown>][], by: number): Promise<void> {
  const before = { state_label: "", department_name: null, urgency: "normal", category_name: null };
  const deeds = list.map(([matter, version, verb, data]): Command => ({
    what: "command", id: uuid7(), matter, seq: 0, by, title: "", mark: "", made_at: Date.now(), tries: 0, next_at: 0, refused: "",
    verb, label: verb, version, at: new Date().toISOString(), data, values: {}, started: false, before, current: null,
  }));
  await putAway(deeds, []);
}

const left = async () => (await outgoing()).filter((each) => !each.refused).length;
const refused = async () => (await outgoing()).filter((each) => each.refused).map((each) => each.refused);

Object.assign(globalThis, { proof: { reports, commands, left, refused } });
