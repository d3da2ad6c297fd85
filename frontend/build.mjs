/**
 * Bundles the faces into `dist/`, from where Django serves them under /static/.
 *
 * An entry point is any of `<face>/main.ts(x)` → `<face>.js`, `<face>/<face>.css` → `<face>.css`, `<face>/sw.ts` → `<face>-sw.js`,
 * `<face>/photos.worker.ts` → `<face>-photos.js`, `<face>/english.ts` → `<face>-en.js`, and `shared/base.css`, the style sheet of the server's own pages;
 * `<face>/later.ts` → `<face>-later.js` is bundled by itself (`later.mjs`): the page opens it when it is needed;
 * `shared/icon.svg` is also drawn as the PNGs of home screens. Names carry no hash here: Django's manifest adds it.
 * `--watch` builds again at every change; `--out=DIR` writes elsewhere.
 */
import { existsSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { drawIcons } from "./icons.mjs";
import { checkNothingTwice, fromThePage } from "./later.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const faces = ["wall", "phone", "desk", "board", "door"];
const watch = process.argv.includes("--watch");
const out = process.argv.find((word) => word.startsWith("--out="))?.slice(6) ?? join(here, "dist");

function entries() {
  const found = [
    { in: join(here, "shared/base.css"), out: "base" },
    { in: join(here, "shared/icon.svg"), out: "icon" },
  ];
  for (const face of faces) {
    const sources = [[face, "main.ts"], [face, "main.tsx"], [face, `${face}.css`], [`${face}-sw`, "sw.ts"], [`${face}-photos`, "photos.worker.ts"], [`${face}-en`, "english.ts"]];
    for (const [name, file] of sources) {
      const path = join(here, face, file);
      if (existsSync(path)) found.push({ in: path, out: name });
    }
  }
  return found;
}

const options = {
  absWorkingDir: here,
  entryPoints: entries(),
  outdir: out,
  bundle: true,
  minify: !watch,
  format: "esm",
  target: ["chrome109", "safari15.4", "firefox115"],
  jsx: "automatic",
  jsxImportSource: "preact",
  charset: "utf8",
  legalComments: "none",
  loader: { ".png": "dataurl", ".svg": "copy" },
  define: { "process.env.NODE_ENV": '"production"' },
  logLevel: "info",
};

const later = join(here, "phone/later.ts");
const laterOptions = { ...options, entryPoints: [{ in: later, out: "phone-later" }], plugins: [fromThePage(later)], metafile: true };

if (watch) {
  for (const each of [options, laterOptions]) await (await esbuild.context(each)).watch();
} else {
  rmSync(out, { recursive: true, force: true });
  const page = await esbuild.build({ ...options, entryPoints: [{ in: join(here, "phone/main.tsx"), out: "phone" }], write: false, metafile: true });
  checkNothingTwice(page, await esbuild.build(laterOptions));
  await esbuild.build(options);
  drawIcons(join(here, "shared/icon.svg"), out);
}
