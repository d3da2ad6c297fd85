/** What the phone itself can do: shrink a photo, find where it is. The web behind it; containers may bring their own. */
import { type Prepared, prepare } from "./picture";
import type { KeptPhoto, Place } from "./shapes";

const GOOD_METRES = 30;
const PATIENCE = 15_000;

interface Answered extends Prepared {
  n: number;
}

let worker: Worker | null = null;
let count = 0;

/** A photo, shrunk and hashed by the worker; by the page itself where there is none. */
export async function shrink(report: string, slot: string, chosen: Blob): Promise<KeptPhoto> {
  const { blob, sha256 } = await (elsewhere(chosen)?.catch(() => prepare(chosen)) ?? prepare(chosen));
  return { key: `${report}/${slot}`, report, slot, blob, sha256 };
}

function elsewhere(chosen: Blob): Promise<Prepared> | null {
  const address = document.querySelector<HTMLMetaElement>('meta[name="photos"]')?.content;
  if (!address || !("OffscreenCanvas" in globalThis)) return null;
  worker ??= new Worker(address);
  const [at, n] = [worker, ++count];
  return new Promise((resolve, reject) => {
    const heard = ({ data }: MessageEvent<Answered>) => { if (data.n === n) { done(); resolve(data); } };
    const failed = () => { done(); worker = null; reject(new Error("no worker")); };
    const done = () => { at.removeEventListener("message", heard); at.removeEventListener("error", failed); };
    at.addEventListener("message", heard);
    at.addEventListener("error", failed);
    at.postMessage({ n, chosen });
  });
}

/** Look for the position: each better fix is told; it ends at a good one or after 15 s, and never blocks. Returns the way to stop. */
export function locate(found: (place: Place) => void, failed: (refused: boolean) => void): () => void {
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
