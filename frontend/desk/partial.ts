/** Server-rendered pieces: fetched, and put in place as the server's own escaped HTML. */

export interface Piece {
  status: number;
  html: string;
}

/** Fetch a piece; a server that is away answers status 0. */
export async function piece(url: string, body?: FormData): Promise<Piece> {
  try {
    const init: RequestInit = body ? { method: "POST", body } : {};
    const response = await fetch(url, { ...init, headers: { "x-requested-with": "fetch" }, credentials: "same-origin" });
    if (response.redirected && response.url.includes("/accounts/")) location.reload();
    return { status: response.status, html: await response.text() };
  } catch {
    return { status: 0, html: "" };
  }
}

/** Put a piece into its place. The HTML is ours: Django's templates escaped every value in it. */
export function place(target: Element, html: string): void {
  target.replaceChildren(document.createRange().createContextualFragment(html));
}
