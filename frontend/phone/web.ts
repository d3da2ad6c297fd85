/** What a browser can do by itself: the device where no container is. */
import type { Device, Recording } from "./device";
import { later } from "./opening";
import type { Place } from "./shapes";

const GOOD_METRES = 30;
const PATIENCE = 15_000;
const KINDS = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];
const BITS = 32_000;

/** What is given: words with an address, or a file. */
export interface Shared {
  title: string;
  text?: string;
  file?: File;
}

export type Given = "shared" | "kept" | "left";

export const web: Device = {
  photo: null,
  locate,
  scan: "BarcodeDetector" in globalThis && "mediaDevices" in navigator ? async (video, givenUp) => (await later()).scan(video, givenUp) : null,
  record: "MediaRecorder" in globalThis && "mediaDevices" in navigator ? record : null,
  share,
};

/** Look for the position: each better fix is told; it ends at a good one or after 15 s, and never blocks. Returns the way to stop. */
function locate(found: (place: Place) => void, failed: (refused: boolean) => void): () => void {
  if (!("geolocation" in navigator)) {
    failed(false);
    return () => undefined;
  }
  let best = Number.POSITIVE_INFINITY;
  const stop = () => {
    clearTimeout(timer);
    navigator.geolocation.clearWatch(watch);
  };
  const giveUp = (error?: GeolocationPositionError) => {
    stop();
    if (best === Number.POSITIVE_INFINITY) failed(error?.code === 1);
  };
  const better = ({ coords, timestamp }: GeolocationPosition) => {
    if (coords.accuracy >= best) return;
    best = coords.accuracy;
    found(place(coords, timestamp));
    if (best <= GOOD_METRES) stop();
  };
  const timer = setTimeout(() => giveUp(), PATIENCE);
  const watch = navigator.geolocation.watchPosition(better, giveUp, { enableHighAccuracy: true, timeout: PATIENCE, maximumAge: 0 });
  return stop;
}

function place(coords: GeolocationCoordinates, timestamp: number): Place {
  return {
    lon: coords.longitude,
    lat: coords.latitude,
    datum: "WGS84",
    accuracy_metres: Math.round(coords.accuracy),
    source: "gnss",
    fixed_at: new Date(timestamp).toISOString(),
  };
}

async function record(): Promise<Recording> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const mimeType = KINDS.find((kind) => MediaRecorder.isTypeSupported(kind)) ?? "";
  const recorder = new MediaRecorder(stream, { mimeType, audioBitsPerSecond: BITS });
  const parts: Blob[] = [];
  recorder.ondataavailable = ({ data }) => parts.push(data);
  const done = new Promise<Blob>((resolve) => {
    recorder.onstop = () => {
      stream.getTracks().forEach((track) => track.stop());
      resolve(new Blob(parts, { type: mimeType.split(";")[0] ?? "" }));
    };
  });
  recorder.start();
  return { stop: () => { if (recorder.state !== "inactive") recorder.stop(); }, done };
}

/** `shared`: handed to another app; `kept`: copied, or saved as a file; `left`: the person thought better of it, or it cannot be done. */
async function share({ title, text = "", file }: Shared): Promise<Given> {
  const given: ShareData = file ? { title, files: [file] } : { title, text };
  if (navigator.canShare?.(given)) {
    try {
      await navigator.share(given);
      return "shared";
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") return "left";
    }
  }
  if (file) save(file);
  else return navigator.clipboard?.writeText(text).then(() => "kept" as const, () => "left" as const) ?? "left";
  return "kept";
}

function save(file: File): void {
  const address = URL.createObjectURL(file);
  Object.assign(document.createElement("a"), { href: address, download: file.name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
