/** For `<face>/later.ts`: what stands in `<face>/common.ts` comes from the page that opens it, and nothing is there twice. */
import { readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

const IMPORT = /^import \* as \w+ from "([^"]+)";$/gm;

/** A plugin of esbuild. Fails where `later.ts` holds what the page's own script holds too. */
export function fromThePage(later) {
  const shared = new Set([...readFileSync(join(dirname(later), "common.ts"), "utf8").matchAll(IMPORT)].map(([, from]) => from));
  const local = new Set([...shared].filter((each) => each.startsWith(".")).map((each) => join(dirname(later), each)));
  return {
    name: "from-the-page",
    setup(build) {
      build.onResolve({ filter: /./ }, ({ path, resolveDir, kind }) => {
        const isShared = kind !== "entry-point" && (shared.has(path) || local.has(join(resolveDir, path)));
        return isShared ? { path: basename(path), namespace: "page" } : null;
      });
      build.onLoad({ filter: /./, namespace: "page" }, ({ path }) => ({ contents: `module.exports = globalThis.common[${JSON.stringify(path)}]` }));
    },
  };
}

/** Throw where a module has bytes in both bundles. */
export function checkNothingTwice(page, later) {
  const bytes = ({ metafile }) => Object.values(metafile.outputs).flatMap(({ inputs }) => Object.entries(inputs)).filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([name]) => name);
  const both = bytes(later).filter((name) => bytes(page).includes(name));
  if (both.length > 0) throw new Error(`in the page and in later.ts: ${both.join(", ")}; name it in common.ts, or move it`);
}
