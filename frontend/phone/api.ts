/** The public API, as the phone speaks it: one shape of answer and one of refusal; a server that is away is status 0. */
import { inEnglish, t } from "../shared/i18n";
import type { Current } from "./shapes";
import { kept } from "./store";

export interface Refusal {
  status: number;
  code: string;
  message: string;
  fields: Record<string, string[]>;
  detail?: { url?: string };
  current?: Current | null;
  /** Milliseconds that the server asks to be left alone. */
  leave?: number;
}

export type Answer<T> = { ok: true; status: number; body: T } | { ok: false; refusal: Refusal };

const PATIENCE = 20_000;
const PATIENCE_PHOTO = 90_000;
const FORM_EXPIRED = "FORM_EXPIRED";

/** The token that our own forms must carry, once it is known. */
let csrf = "";

/** Speak to `/api/v1` + path. A Blob is sent as it is, anything else as JSON. */
export async function call<T>(method: string, path: string, body?: unknown, more: Record<string, string> = {}): Promise<Answer<T>> {
  const answer = await once<T>(method, path, body, more);
  if (answer.ok || answer.refusal.code !== FORM_EXPIRED || (await browserSession()) === null) return answer;
  return once<T>(method, path, body, more);
}

/** What to say of a refusal: the first field's own sentence, else the whole's. */
export function sentence(refusal: Refusal): string {
  return Object.values(refusal.fields).flat()[0] ?? (refusal.message || t("服务器暂时没有应答，稍后再试"));
}

/** A form of our own page by its CSRF token; for the switch of language, which is no part of the API. */
export async function sendForm(address: string, values: Record<string, string>): Promise<boolean> {
  if (!csrf && (await browserSession()) === null) return false;
  const body = new URLSearchParams({ ...values, csrfmiddlewaretoken: csrf });
  return fetch(address, { method: "POST", body, credentials: "same-origin" }).then((answer) => answer.ok, () => false);
}

async function once<T>(method: string, path: string, body: unknown, more: Record<string, string>): Promise<Answer<T>> {
  const headers: Record<string, string> = { accept: "application/json", "accept-language": inEnglish() ? "en" : "zh-CN", ...more };
  const token = await kept<string>("token");
  if (token) headers["x-session-token"] = token;
  else if (method !== "GET") headers["x-csrftoken"] = csrf;
  const patience = body instanceof Blob ? PATIENCE_PHOTO : PATIENCE;
  const init: RequestInit = { method, headers, credentials: "same-origin", signal: AbortSignal.timeout(patience) };
  if (body instanceof Blob) init.body = body;
  else if (body !== undefined) {
    headers["content-type"] = "application/json";
    init.body = JSON.stringify(body);
  }
  try {
    const response = await fetch(`/api/v1${path}`, init);
    const answer = read<T>(response.status, response.ok, await response.text());
    const leave = Number(response.headers.get("retry-after")) * 1000;
    if (!answer.ok && leave > 0) answer.refusal.leave = leave;
    return answer;
  } catch {
    return { ok: false, refusal: { status: 0, code: "OFFLINE", message: "", fields: {} } };
  }
}

/** An answer that is not ours (a gateway's page, say) is a server that does not answer. */
function read<T>(status: number, ok: boolean, text: string): Answer<T> {
  try {
    const said = text ? (JSON.parse(text) as unknown) : null;
    if (ok) return { ok: true, status, body: said as T };
    return { ok: false, refusal: { fields: {}, message: "", code: "", ...(said as Partial<Refusal>), status } };
  } catch {
    return { ok: false, refusal: { status: Math.max(status, 500), code: "NO_ANSWER", message: "", fields: {} } };
  }
}

/** A picture of the API; "none" where there is none (yet), null where nobody answered. */
export async function picture(path: string): Promise<Blob | "none" | null> {
  const token = await kept<string>("token");
  try {
    const response = await fetch(`/api/v1${path}`, { credentials: "same-origin", headers: token ? { "x-session-token": token } : {}, signal: AbortSignal.timeout(PATIENCE) });
    return response.ok ? await response.blob() : response.status === 404 ? "none" : null;
  } catch {
    return null;
  }
}

/** Whether what goes out now goes under this name: a token is one's own; a browser's session may have passed to another. */
export async function goesAs(username: string): Promise<boolean> {
  if (await kept<string>("token")) return true;
  const account = await browserSession();
  return !account || account === username;
}

/** Whose browser session this is ("" if nobody's), with the token for its forms; null without a network. */
export async function browserSession(): Promise<string | null> {
  try {
    const session = (await (await fetch("/m/session", { credentials: "same-origin" })).json()) as { account: string; csrf: string };
    csrf = session.csrf;
    return session.account;
  } catch {
    return null;
  }
}
