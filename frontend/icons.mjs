/**
 * Draws `shared/icon.svg` as the PNGs that home screens ask for: the icon as it is, and one without corners whose shapes
 * lie within the circle that any mask leaves (`maskable`, and Apple's). Knows what that drawing is made of and no more:
 * one rounded rectangle, circles, and polygons of M, L, H, V and Z. A shape that it does not know is an error.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deflateSync } from "node:zlib";

const UNITS = 64;
const FINE = 4;
/** File, side in pixels, and, where it has no corners of its own, how large its shapes are drawn. */
const ICONS = [["icon-192.png", 192], ["icon-512.png", 512], ["icon-maskable-512.png", 512, 0.72], ["icon-apple-180.png", 180, 0.86]];

export function drawIcons(source, folder) {
  const drawing = read(readFileSync(source, "utf8"));
  for (const [name, size, scale] of ICONS) writeFileSync(join(folder, name), png(draw(drawing, size, scale), size));
}

function read(svg) {
  const number = (text, name) => Number(new RegExp(`\\b${name}="([\\d.]+)"`).exec(text)?.[1]);
  const elements = [...svg.matchAll(/<(rect|circle|path|\w+)\b([^>]*)>/g)];
  const unknown = elements.find(([, name]) => !["svg", "g", "rect", "circle", "path"].includes(name));
  if (unknown) throw new Error(`icons.mjs cannot draw <${unknown[1]}>`);
  const [ground] = elements.filter(([, name]) => name === "rect");
  const shapes = elements.flatMap(([, name, text]) => {
    if (name === "circle") return [circle(number(text, "cx"), number(text, "cy"), number(text, "r"))];
    return name === "path" ? [polygon(/\bd="([^"]+)"/.exec(text)[1])] : [];
  });
  return { colour: colour(/fill="(#\w{6})"/.exec(ground[2])[1]), radius: number(ground[2], "rx"), shapes };
}

function colour(hex) {
  return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
}

function circle(cx, cy, r) {
  return (x, y) => (x - cx) ** 2 + (y - cy) ** 2 <= r * r;
}

/** A polygon of absolute M, L (said or not), H and V, and of their relative forms. */
function polygon(d) {
  const points = [];
  let [x, y] = [0, 0];
  for (const [, command, text] of d.matchAll(/([a-zA-Z])([^a-zA-Z]*)/g)) {
    const values = text.match(/-?[\d.]+/g)?.map(Number) ?? [];
    const [fromX, fromY] = command === command.toLowerCase() ? [x, y] : [0, 0];
    const kind = command.toUpperCase();
    if (!"MLHVZ".includes(kind)) throw new Error(`icons.mjs cannot draw ${command}`);
    if (kind === "H") x = fromX + values[0];
    if (kind === "V") y = fromY + values[0];
    if (kind === "H" || kind === "V") points.push([x, y]);
    if (kind === "M" || kind === "L") for (let at = 0; at < values.length; at += 2) points.push([x, y] = [fromX + values[at], fromY + values[at + 1]]);
  }
  return (px, py) => points.reduce((inside, [ax, ay], at) => {
    const [bx, by] = points[(at + 1) % points.length];
    return ay > py !== by > py && px < ((bx - ax) * (py - ay)) / (by - ay) + ax ? !inside : inside;
  }, false);
}

/** RGBA, each pixel the mean of FINE × FINE points. */
function draw({ colour: ground, radius, shapes }, size, scale) {
  const pixels = Buffer.alloc(size * size * 4);
  const middle = UNITS / 2;
  for (let at = 0; at < size * size; at++) {
    let [solid, white] = [0, 0];
    for (let part = 0; part < FINE * FINE; part++) {
      const x = (((at % size) + ((part % FINE) + 0.5) / FINE) * UNITS) / size;
      const y = ((Math.floor(at / size) + (Math.floor(part / FINE) + 0.5) / FINE) * UNITS) / size;
      if (!scale && !inRounded(x, y, radius)) continue;
      solid += 1;
      const [sx, sy] = [x, y].map((value) => (value - middle) / (scale ?? 1) + middle);
      if (shapes.some((inside) => inside(sx, sy))) white += 1;
    }
    const share = solid ? white / solid : 0;
    ground.forEach((value, channel) => { pixels[4 * at + channel] = Math.round(value + (255 - value) * share); });
    pixels[4 * at + 3] = Math.round((255 * solid) / (FINE * FINE));
  }
  return pixels;
}

function inRounded(x, y, radius) {
  const [dx, dy] = [x, y].map((value) => Math.max(radius - value, value - (UNITS - radius), 0));
  return dx * dx + dy * dy <= radius * radius;
}

function png(pixels, size) {
  const lines = Buffer.concat(Array.from({ length: size }, (_none, y) => Buffer.concat([Buffer.from([0]), pixels.subarray(4 * y * size, 4 * (y + 1) * size)])));
  const head = Buffer.alloc(13);
  head.writeUInt32BE(size, 0);
  head.writeUInt32BE(size, 4);
  head.set([8, 6, 0, 0, 0], 8);
  return Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), chunk("IHDR", head), chunk("IDAT", deflateSync(lines, { level: 9 })), chunk("IEND", Buffer.alloc(0))]);
}

function chunk(name, data) {
  const body = Buffer.concat([Buffer.from(name, "latin1"), data]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(data.length, 0);
  whole.set(body, 4);
  whole.writeUInt32BE(crc(body), body.length + 4);
  return whole;
}

function crc(bytes) {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
  }
  return ~value >>> 0;
}
