/** What a code that was scanned or typed stands for. Pure. */

/** A receipt with its 验真码, or the grid of a door. */
export type Meaning = { what: "receipt"; number: string; code: string } | { what: "grid"; code: string };

const NUMBER = /(?<!\d)(\d{6})-?(\d{5})(?!\d)/;
const PROOF = /^[0-9A-Z]{4}-?[0-9A-Z]{4}$/;
const GRID = /^\d{15}$/;

/** The address of a receipt or of a door; a number with its 验真码; the code of a grid. Null for anything else. */
export function meaningOf(text: string): Meaning | null {
  const said = text.trim();
  const address = /^https?:\/\/[^/?#]+(\/[^?#]*)(?:\?([^#]*))?/.exec(said);
  if (address) return ofAddress(address[1] ?? "", new URLSearchParams(address[2]));
  if (GRID.test(said)) return { what: "grid", code: said };
  const found = NUMBER.exec(said);
  const code = found ? said.replace(found[0], "").replace(/[\s,，、:：]/g, "").toUpperCase() : "";
  return found && PROOF.test(code) ? { what: "receipt", number: `${found[1]}-${found[2]}`, code } : null;
}

function ofAddress(path: string, asked: URLSearchParams): Meaning | null {
  const door = /^\/g\/(\d{15})\/?$/.exec(path);
  if (door) return { what: "grid", code: door[1] ?? "" };
  const [number, code] = [asked.get("n"), asked.get("c")];
  return /^\/verify\/?$/.test(path) && number && code ? { what: "receipt", number, code } : null;
}
