/** A text as a QR code (ISO/IEC 18004), byte mode, level M, versions 1 to 10: up to 213 bytes. Made on the phone, for there may be no network. */

/** Check words per block and number of blocks at level M, by version. */
const CHECKS = [0, 10, 16, 26, 18, 24, 16, 18, 22, 22, 26];
const BLOCKS = [0, 1, 1, 1, 2, 2, 4, 4, 4, 5, 5];
const LEVEL_M = 0;
const FORMAT = { generator: 0x537, mask: 0x5412 };
const VERSION_GENERATOR = 0x1f25;

/** The eight masks: whether the module of a row and column is turned over. */
const MASKS: readonly ((y: number, x: number) => boolean)[] = [
  (y, x) => (y + x) % 2 === 0, (y) => y % 2 === 0, (_y, x) => x % 3 === 0, (y, x) => (y + x) % 3 === 0,
  (y, x) => (Math.floor(y / 2) + Math.floor(x / 3)) % 2 === 0, (y, x) => ((y * x) % 2) + ((y * x) % 3) === 0,
  (y, x) => (((y * x) % 2) + ((y * x) % 3)) % 2 === 0, (y, x) => (((y + x) % 2) + ((y * x) % 3)) % 2 === 0,
];

export interface Code {
  mask: number;
  /** Row by row; true is dark. Without the quiet zone. */
  rows: boolean[][];
}

interface Grid {
  rows: boolean[][];
  /** What belongs to the pattern itself and carries no data. */
  fixed: boolean[][];
}

/** Raises RangeError for a text that does not fit. */
export function qr(text: string): Code {
  const bytes = new TextEncoder().encode(text);
  const version = CHECKS.findIndex((_checks, each) => each > 0 && bytes.length <= room(each) - (each < 10 ? 2 : 3));
  if (version < 1) throw new RangeError("too long for a code");
  const grid = pattern(version);
  fill(grid, woven(words(bytes, version), version));
  const tries = MASKS.map((turn, mask): Code => {
    const rows = grid.rows.map((row, y) => row.map((dark, x) => dark !== (!grid.fixed[y]?.[x] && turn(y, x))));
    writeFormat(rows, mask);
    return { mask, rows };
  });
  return tries.reduce((best, each) => (ugliness(each.rows) < ugliness(best.rows) ? each : best));
}

/** Dark modules as the path of an SVG, a unit each; `quiet` units of margin. */
export function path({ rows }: Code, quiet = 4): string {
  return rows.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x + quiet} ${y + quiet}h1v1h-1z`] : []))).join("");
}

/** All words that a version holds, data and checks. */
function capacity(version: number): number {
  const aligned = version > 1 ? Math.floor(version / 7) + 2 : 0;
  const modules = (16 * version + 128) * version + 64 - (aligned && (25 * aligned - 10) * aligned - 55) - (version > 6 ? 36 : 0);
  return Math.floor(modules / 8);
}

function room(version: number): number {
  return capacity(version) - (CHECKS[version] ?? 0) * (BLOCKS[version] ?? 0);
}

/** Mode, length, bytes, end, and padding up to the room of the version. */
function words(bytes: Uint8Array, version: number): number[] {
  const bits: number[] = [];
  const put = (value: number, length: number) => { for (let at = length - 1; at >= 0; at--) bits.push((value >> at) & 1); };
  put(4, 4);
  put(bytes.length, version < 10 ? 8 : 16);
  for (const byte of bytes) put(byte, 8);
  put(0, Math.min(4, room(version) * 8 - bits.length));
  put(0, (8 - (bits.length % 8)) % 8);
  for (let pad = 0xec; bits.length < room(version) * 8; pad ^= 0xec ^ 0x11) put(pad, 8);
  return Array.from({ length: bits.length / 8 }, (_none, at) => bits.slice(8 * at, 8 * at + 8).reduce((word, bit) => 2 * word + bit, 0));
}

/** Blocks with their check words, one word of each in turn. */
function woven(data: readonly number[], version: number): number[] {
  const [count, checks] = [BLOCKS[version] ?? 1, CHECKS[version] ?? 0];
  const short = Math.floor(data.length / count);
  const long = data.length % count;
  const divisor = generator(checks);
  const starts = Array.from({ length: count + 1 }, (_none, block) => block * short + Math.max(0, block - (count - long)));
  const blocks = Array.from({ length: count }, (_none, block) => data.slice(starts[block], starts[block + 1]));
  const rests = blocks.map((block) => remainder(block, divisor));
  const turn = (lists: number[][]) => Array.from({ length: Math.max(...lists.map((each) => each.length)) }, (_none, at) => lists.flatMap((each) => each.slice(at, at + 1))).flat();
  return [...turn(blocks), ...turn(rests)];
}

/** Multiply in GF(2⁸) modulo x⁸+x⁴+x³+x²+1. */
function times(one: number, other: number): number {
  let product = 0;
  for (let at = 7; at >= 0; at--) product = ((product << 1) ^ ((product >> 7) * 0x11d)) ^ (((other >> at) & 1) * one);
  return product;
}

function generator(degree: number): number[] {
  let found = [1];
  for (let at = 0, root = 1; at < degree; at++, root = times(root, 2)) found = [...found, 0].map((each, index) => each ^ times(found[index - 1] ?? 0, root));
  return found.slice(1);
}

function remainder(data: readonly number[], divisor: readonly number[]): number[] {
  let rest = divisor.map(() => 0);
  for (const word of data) {
    const factor = word ^ (rest[0] ?? 0);
    rest = [...rest.slice(1), 0].map((each, at) => each ^ times(divisor[at] ?? 0, factor));
  }
  return rest;
}

/** Finders, timing, alignment and version: what every code of this version has. */
function pattern(version: number): Grid {
  const size = 17 + 4 * version;
  const blank = () => Array.from({ length: size }, () => new Array<boolean>(size).fill(false));
  const grid: Grid = { rows: blank(), fixed: blank() };
  for (let at = 0; at < size; at++) {
    set(grid, 6, at, at % 2 === 0);
    set(grid, at, 6, at % 2 === 0);
  }
  for (const [y, x] of [[3, 3], [3, size - 4], [size - 4, 3]] as const) square(grid, y, x, 4, (ring) => ring !== 2 && ring !== 4);
  const places = alignment(version);
  const inCorner = (y: number, x: number) => y + x === 12 || (y + x === size - 1 && (y === 6 || x === 6));
  for (const y of places) for (const x of places) if (!inCorner(y, x)) square(grid, y, x, 2, (ring) => ring !== 1);
  reserve(grid, size);
  if (version > 6) writeVersion(grid, version, size);
  return grid;
}

function set(grid: Grid, y: number, x: number, dark: boolean): void {
  const [row, fixed] = [grid.rows[y], grid.fixed[y]];
  if (!row || !fixed || x < 0 || x >= row.length) return;
  [row[x], fixed[x]] = [dark, true];
}

/** Rings around a middle, each dark or light. */
function square(grid: Grid, y: number, x: number, reach: number, dark: (ring: number) => boolean): void {
  for (let dy = -reach; dy <= reach; dy++) for (let dx = -reach; dx <= reach; dx++) set(grid, y + dy, x + dx, dark(Math.max(Math.abs(dy), Math.abs(dx))));
}

function alignment(version: number): number[] {
  if (version === 1) return [];
  const [last, count] = [10 + 4 * version, Math.floor(version / 7) + 2];
  const step = Math.ceil((last - 6) / (count - 1) / 2) * 2;
  return [6, ...Array.from({ length: count - 1 }, (_none, at) => last - step * (count - 2 - at))];
}

function reserve(grid: Grid, size: number): void {
  for (let at = 0; at < 9; at++) {
    if (at !== 6) set(grid, 8, at, false);
    if (at !== 6) set(grid, at, 8, false);
    if (at < 8) set(grid, 8, size - 1 - at, false);
    if (at < 8) set(grid, size - 1 - at, 8, at === 7);
  }
}

/** `value` followed by its check bits: 15 for the format, 18 for the version. */
function checked(value: number, generator: number, bits: number): number {
  let rest = value;
  for (let at = 0; at < bits; at++) rest = (rest << 1) ^ ((rest >> (bits - 1)) * generator);
  return (value << bits) | rest;
}

function writeVersion(grid: Grid, version: number, size: number): void {
  const bits = checked(version, VERSION_GENERATOR, 12);
  for (let at = 0; at < 18; at++) {
    const [far, near] = [size - 11 + (at % 3), Math.floor(at / 3)];
    set(grid, near, far, ((bits >> at) & 1) === 1);
    set(grid, far, near, ((bits >> at) & 1) === 1);
  }
}

function writeFormat(rows: boolean[][], mask: number): void {
  const bits = checked((LEVEL_M << 3) | mask, FORMAT.generator, 10) ^ FORMAT.mask;
  const size = rows.length;
  const put = (y: number, x: number, at: number) => { const row = rows[y]; if (row) row[x] = ((bits >> at) & 1) === 1; };
  for (let at = 0; at < 15; at++) {
    put(at < 6 ? at : at < 8 ? at + 1 : size - 15 + at, 8, at);
    put(8, at < 8 ? size - 1 - at : at === 8 ? 7 : 14 - at, at);
  }
}

/** Lay the words out in columns of two, up and down, from the right. */
function fill({ rows, fixed }: Grid, data: readonly number[]): void {
  const size = rows.length;
  let bit = 0;
  for (let right = size - 1; right > 0; right -= right === 8 ? 3 : 2) {
    const upward = ((right + 1) & 2) === 0;
    for (let step = 0; step < size; step++) {
      const y = upward ? size - 1 - step : step;
      for (const x of [right, right - 1]) {
        const row = rows[y];
        if (!row || fixed[y]?.[x]) continue;
        row[x] = (((data[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1) === 1;
        bit += 1;
      }
    }
  }
}

/** How hard it is to read: long runs, blocks, what looks like a finder, more dark than light. The least ugly mask is taken. */
function ugliness(rows: readonly boolean[][]): number {
  const lines = [...rows, ...rows.map((_row, x) => rows.map((row) => row[x] ?? false))].map((line) => line.map(Number).join(""));
  const runs = lines.flatMap((line) => line.match(/0{5,}|1{5,}/g) ?? []).reduce((sum, run) => sum + run.length - 2, 0);
  const finders = lines.reduce((sum, line) => sum + (line.match(/(?=00001011101|10111010000)/g)?.length ?? 0), 0);
  let blocks = 0;
  rows.forEach((row, y) => row.forEach((dark, x) => { if (y && x && row[x - 1] === dark && rows[y - 1]?.[x] === dark && rows[y - 1]?.[x - 1] === dark) blocks += 1; }));
  const share = rows.flat().filter(Boolean).length / rows.length ** 2;
  return runs + 3 * blocks + 40 * finders + 10 * Math.floor(Math.abs(share - 0.5) * 20);
}
