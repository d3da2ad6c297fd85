/** Draws the texts it is given as QR codes, and prints them: the mask, and the rows as 0 and 1. */
import { readFileSync } from "node:fs";
import { qr } from "../../frontend/phone/qr";

const texts = JSON.parse(readFileSync(0, "utf8")) as string[];
console.log(JSON.stringify(texts.map(qr).map(({ mask, rows }) => [mask, rows.map((row) => row.map(Number))])));
