/** A text as the QR code of a slip, drawn on the phone, for there may be no network. */
import { encode } from "uqr";

/** Units of light around a code, without which it cannot be read. */
const QUIET = 4;

export interface Code {
  mask: number;
  /** Row by row, the quiet zone included; true is dark. */
  rows: boolean[][];
}

export function qr(text: string): Code {
  const { maskPattern: mask, data: rows } = encode(text, { ecc: "M", boostEcc: false, border: QUIET });
  return { mask, rows };
}

/** Dark modules as the path of an SVG, a unit each. */
export function path({ rows }: Code): string {
  return rows.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join("");
}
