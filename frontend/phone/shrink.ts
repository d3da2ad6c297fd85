/** A chosen photo, made ready to be kept: shrunk and hashed away from the page. */
import { type Prepared, prepare } from "./picture";
import type { KeptPhoto } from "./shapes";

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
