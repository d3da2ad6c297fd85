/**
 * What the first screen does without: a file of its own, kept on the phone with the rest and opened when it is needed.
 * Pure functions only, so that nothing is there twice.
 */
export { meaningOf } from "./codes";
export { adapters } from "./containers";
export { path, qr } from "./qr";
export { scan } from "./reading";
