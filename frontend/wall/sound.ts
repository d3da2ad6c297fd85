/** The wall's voice: synthesised, no files. Silent until the browser lets it sound; `voice` says whether it may. */
import { signal } from "@preact/signals";
import type { Sound } from "../shared/ringing";

/** "suspended": the browser waits for a hand on the machine; "none": it has no sound at all. */
export type Voice = "on" | "suspended" | "none";

/** Each beep: pitch in hertz, start and length in seconds. */
const SCORES: Readonly<Record<Sound, readonly (readonly [number, number, number])[]>> = {
  call: [[880, 0, 0.22], [660, 0.28, 0.22], [880, 0.56, 0.22]],
  chime: [[660, 0, 0.5], [528, 0.18, 0.7]],
};

export const voice = signal<Voice>("suspended");
let context: AudioContext | null = null;

/** Look for a voice; where the browser already allows it, it is on from here. */
export function begin(): void {
  if (typeof AudioContext === "undefined") {
    voice.value = "none";
    return;
  }
  context = new AudioContext();
  context.onstatechange = heed;
  heed();
}

/** Wake it, from a key or a click. */
export async function wake(): Promise<void> {
  await context?.resume().catch(() => undefined);
  heed();
}

function heed(): void {
  if (context) voice.value = context.state === "running" ? "on" : "suspended";
}

export function play(sound: Sound): void {
  if (!context || context.state !== "running") return;
  for (const [pitch, start, length] of SCORES[sound]) beep(context, pitch, context.currentTime + start, length, sound);
}

/** One beep with soft edges; everything it was made of is let go of when it ends. */
function beep(of: AudioContext, pitch: number, at: number, length: number, sound: Sound): void {
  const tone = of.createOscillator();
  const level = of.createGain();
  tone.type = sound === "call" ? "square" : "sine";
  tone.frequency.value = pitch;
  level.gain.setValueAtTime(0, at);
  level.gain.linearRampToValueAtTime(sound === "call" ? 0.25 : 0.4, at + 0.01);
  level.gain.setTargetAtTime(0, at + length - 0.05, 0.03);
  tone.connect(level).connect(of.destination);
  tone.start(at);
  tone.stop(at + length + 0.2);
  tone.onended = () => {
    tone.disconnect();
    level.disconnect();
  };
}
