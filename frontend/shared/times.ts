/**
 * Times as people read them, always in Asia/Shanghai and always from the server's clock.
 * Instants travel as ISO 8601 texts with an offset, and are counted here in milliseconds since 1970.
 */
const ZONE = "Asia/Shanghai";

const clockFormat = new Intl.DateTimeFormat("zh-CN", {
  timeZone: ZONE, hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23",
});
const dayFormat = new Intl.DateTimeFormat("sv-SE", { timeZone: ZONE, year: "numeric", month: "2-digit", day: "2-digit" });

/** 14:32:07 */
export function clock(at: number): string {
  return clockFormat.format(at);
}

/** 14:32 */
export function minute(at: number): string {
  return clock(at).slice(0, 5);
}

/** 2026-11-22, the day of this instant in Shanghai. */
export function day(at: number): string {
  return dayFormat.format(at);
}

/** 11-22 14:32; only 14:32 if it is the same day as `now`. */
export function moment(at: number, now: number): string {
  return day(at) === day(now) ? minute(at) : `${day(at).slice(5)} ${minute(at)}`;
}

/** The instant of an ISO text in milliseconds; null stays null. */
export function instant(text: string | null): number | null {
  return text === null ? null : Date.parse(text);
}

/**
 * How long until (or, with a minus, since) something: `00:47` in hours and minutes below two days, else whole days.
 * `unit` is the word for days, so that the module knows no language.
 */
export function span(milliseconds: number, unit: string): string {
  const sign = milliseconds < 0 ? "-" : "";
  const minutes = Math.floor(Math.abs(milliseconds) / 60_000);
  if (minutes >= 48 * 60) return `${sign}${Math.floor(minutes / 1440)}${unit}`;
  return `${sign}${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
}

function pad(number: number): string {
  return String(number).padStart(2, "0");
}
