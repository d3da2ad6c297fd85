/** What the phone itself can do: shrink a photo, find where it is. The web behind it; containers may bring their own. */
import type { KeptPhoto, Place } from "./shapes";

const LONGEST_SIDE = 1600;
const QUALITY = 0.75;
const GOOD_METRES = 30;
const PATIENCE = 15_000;

/** A photo as it will be sent: 1600 px, JPEG, with its SHA-256 in base64. What cannot be decoded here goes as it is. */
export async function shrink(report: string, slot: string, chosen: Blob): Promise<KeptPhoto> {
  const blob = (await smaller(chosen).catch(() => null)) ?? chosen;
  const digest = await crypto.subtle.digest("SHA-256", await blob.arrayBuffer());
  const sha256 = btoa(String.fromCharCode(...new Uint8Array(digest)));
  return { key: `${report}/${slot}`, report, slot, blob, sha256 };
}

async function smaller(chosen: Blob): Promise<Blob | null> {
  const bitmap = await createImageBitmap(chosen, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(bitmap.width * scale);
  canvas.height = Math.round(bitmap.height * scale);
  canvas.getContext("2d")?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
}

/** Look for the position: each better fix is told; it ends at a good one or after 15 s, and never blocks. Returns the way to stop. */
export function locate(found: (place: Place) => void, failed: () => void): () => void {
  if (!("geolocation" in navigator)) {
    failed();
    return () => undefined;
  }
  let best = Number.POSITIVE_INFINITY;
  const stop = () => {
    clearTimeout(timer);
    navigator.geolocation.clearWatch(watch);
  };
  const giveUp = () => {
    stop();
    if (best === Number.POSITIVE_INFINITY) failed();
  };
  const better = ({ coords, timestamp }: GeolocationPosition) => {
    if (coords.accuracy >= best) return;
    best = coords.accuracy;
    found(place(coords, timestamp));
    if (best <= GOOD_METRES) stop();
  };
  const timer = setTimeout(giveUp, PATIENCE);
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
