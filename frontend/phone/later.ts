/**
 * What the first screen does without: a file of its own, kept on the phone with the rest and opened when it is needed.
 * What it shares with the page it takes from the page (`common.ts`), so that nothing is there twice.
 */
import { type Dictionary, speak } from "../shared/i18n";
import words from "./en.later.json";

export { Camera } from "./camera";
export { adapters } from "./containers";
export { PlaceMap } from "./map";
export { scan } from "./reading";
export { Scan } from "./scan";
export { Settings } from "./settings";
export { Slip } from "./slip";
export { Spot } from "./spot";
export { Unsent } from "./unsent";

speak((globalThis as { english?: Dictionary }).english ?? {}, words);
