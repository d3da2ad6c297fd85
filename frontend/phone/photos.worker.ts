/** Shrinks and hashes photos away from the page, so that typing never waits for it. */
import { prepare } from "./picture";

addEventListener("message", ({ data: { n, chosen } }: MessageEvent<{ n: number; chosen: Blob }>) => {
  void prepare(chosen).then((prepared) => postMessage({ n, ...prepared }));
});
