/** On duty: which alarms stand, what sounds, what was muted, and who may answer at this wall. */
import { computed, signal } from "@preact/signals";
import { acknowledge } from "../shared/alarms";
import type { Alarm, Alarms } from "../shared/frames";
import { t } from "../shared/i18n";
import { mutedLeft, ring, type Ringing, SILENT } from "../shared/ringing";
import { play, voice, wake } from "./sound";
import { fresh, room, stalled } from "./state";

const page = document.getElementById("wall");
/** Whether somebody who may answer is signed in at this wall. */
export const answers = page?.dataset["answers"] === "yes";
const token = page?.dataset["csrf"] ?? "";

export const alarms = signal<Alarms | null>(null);
/** What is said beside the alarms for some seconds. */
export const said = signal("");
/** Seconds for which the sound is still muted. */
export const muted = signal(0);
const answered = signal<ReadonlySet<string>>(new Set());

/** Our own feed stands still for a minute, or its numbering does: 二级, raised here, for nobody else could. */
export const own = computed(() => fresh.value === "dead" || (fresh.value === "late" && stalled.value));

let ringing: Ringing = SILENT;
let known = false;
let quiet: ReturnType<typeof setTimeout> | undefined;

/** With what was answered here a moment ago taken as answered. */
function standing(): readonly Alarm[] {
  return (alarms.value?.list ?? []).map((alarm) =>
    answered.value.has(alarm.id) && alarm.standing === "unacknowledged" ? { ...alarm, standing: "acknowledged" } : alarm,
  );
}

export const list = computed(standing);

/** New alarms came over the feed: sound at once if they call. */
export function heard(told: Alarms): void {
  alarms.value = told;
  answered.value = new Set();
  sound();
}

/** Play what is due; called with each message and once a second. */
export function sound(now = performance.now()): void {
  const before = known ? ringing : SILENT;
  const [due, after] = ring(before, list.value, own.value, now);
  known ||= alarms.value !== null;
  ringing = after;
  muted.value = Math.ceil(mutedLeft(ringing, now) / 1000);
  if (due) play(due);
}

/** M: five minutes of quiet, two of them for 一级; again: no longer. */
export function mute(now = performance.now()): void {
  ringing = { ...ringing, mutedAt: ringing.mutedAt === null ? now : null };
  muted.value = Math.ceil(mutedLeft(ringing, now) / 1000);
}

function say(text: string): void {
  said.value = text;
  clearTimeout(quiet);
  quiet = setTimeout(() => (said.value = ""), 8_000);
}

/** 1 to 3: answer the alarm in that row, by the name of whoever is signed in here. */
export async function answer(alarm: Alarm): Promise<void> {
  if (!answers) {
    say(t("请在工作台确认"));
    return;
  }
  const status = await acknowledge(alarm.id, token);
  if (status === 200) answered.value = new Set([...answered.value, alarm.id]);
  else say(status === 401 || status === 403 ? t("请在工作台确认") : t("确认没有送达，请再按一次"));
}

/** T: both sounds, and where somebody is on duty here, a line that says who heard them. */
export async function test(): Promise<void> {
  await wake();
  play("call");
  setTimeout(() => play("chime"), 1_400);
  if (voice.value !== "on") return say(t("没有声音：请检查这台电脑"));
  if (!answers) return say(t("试音，未登记：这里没有人登录"));
  const headers = { "X-CSRFToken": token, "content-type": "application/json" };
  const body = JSON.stringify({ area: room.value?.area.code ?? "" });
  const done = await fetch("/api/v1/alarms/sound-test", { method: "POST", headers, body }).catch(() => null);
  say(done?.ok ? t("试音已登记") : t("试音没有登记"));
}
