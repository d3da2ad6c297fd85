/** Opens `later.ts`, whose address the page knows. */
type Later = typeof import("./later");

let opened: Promise<Later> | null = null;

/** Rejects where it is neither on the phone nor to be had. */
export function later(): Promise<Later> {
  const address = document.querySelector<HTMLMetaElement>('meta[name="later"]')?.content ?? "";
  opened ??= import(address) as Promise<Later>;
  opened.catch(() => { opened = null; });
  return opened;
}
