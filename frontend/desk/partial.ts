/** Server-rendered pieces: fetched, and put in place as the server's own escaped HTML. */

export interface Piece {
  /** HTTP status; 0 when the server is away, 401 when the session has ended, -1 when the answer is no longer wanted. */
  status: number;
  html: string;
}

/** Fetch a piece, or send a form and fetch what it makes. */
export async function piece(url: string, body?: FormData, wanted?: AbortSignal): Promise<Piece> {
  const init: RequestInit = { headers: { "x-requested-with": "fetch" }, credentials: "same-origin" };
  if (body) Object.assign(init, { method: "POST", body });
  if (wanted) init.signal = wanted;
  try {
    const response = await fetch(url, init);
    if (response.redirected && new URL(response.url).pathname.startsWith("/accounts/")) return { status: 401, html: "" };
    return { status: response.status, html: await response.text() };
  } catch {
    return { status: wanted?.aborted ? -1 : 0, html: "" };
  }
}

/** The HTML as nodes. It is ours: Django's templates escaped every value in it. */
export function parsed(html: string): DocumentFragment {
  return document.createRange().createContextualFragment(html);
}

/** Put a piece into its place. */
export function place(target: Element, html: string): void {
  target.replaceChildren(parsed(html));
}

/** The page's own token: what our own pages send along, and no other page can. */
export function token(): string {
  return document.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]")?.value ?? "";
}
