/** The public API, as the phone speaks it: one shape of answer and one of refusal; a server that is away is status 0. */
import { inEnglish } from "../shared/i18n";
import { kept } from "./store";

export interface Refusal {
  status: number;
  code: string;
  message: string;
  fields: Record<string, string[]>;
  current?: { number: string; state_label: string; version: number; last: { by: string; at: string } | null } | null;
}

export type Answer<T> = { ok: true; status: number; body: T } | { ok: false; refusal: Refusal };

const csrf = document.querySelector<HTMLMetaElement>('meta[name="csrf"]')?.content ?? "";

/** Speak to `/api/v1` + path. A Blob is sent as it is, anything else as JSON. */
export async function call<T>(method: string, path: string, body?: unknown, more: Record<string, string> = {}): Promise<Answer<T>> {
  const headers: Record<string, string> = { accept: "application/json", "accept-language": inEnglish() ? "en" : "zh-CN", ...more };
  const token = await kept<string>("token");
  if (token) headers["x-session-token"] = token;
  else if (method !== "GET") headers["x-csrftoken"] = csrf;
  const init: RequestInit = { method, headers, credentials: "same-origin" };
  if (body instanceof Blob) init.body = body;
  else if (body !== undefined) {
    headers["content-type"] = "application/json";
    init.body = JSON.stringify(body);
  }
  try {
    const response = await fetch(`/api/v1${path}`, init);
    const text = await response.text();
    const said = text ? (JSON.parse(text) as unknown) : null;
    if (response.ok) return { ok: true, status: response.status, body: said as T };
    return { ok: false, refusal: { status: response.status, ...(said as Omit<Refusal, "status">) } };
  } catch {
    return { ok: false, refusal: { status: 0, code: "OFFLINE", message: "", fields: {} } };
  }
}
