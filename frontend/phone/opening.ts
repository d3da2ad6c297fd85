/** Opens `later.ts`, whose address the page knows. */
export type Later = typeof import("./later");

/** What is open already. */
export const opened: { later: Later | null } = { later: null };

let opening: Promise<Later> | null = null;

/** Rejects where it is neither on the phone nor to be had. */
export function later(): Promise<Later> {
  const address = document.querySelector<HTMLMetaElement>('meta[name="later"]')?.content ?? "";
  opening ??= (import(address) as Promise<Later>).then((found) => (opened.later = found));
  opening.catch(() => { opening = null; });
  return opening;
}
