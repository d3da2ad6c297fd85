/**
 * Words of the pages. The source is Chinese; English is looked up in the dictionary that each face hands to `speak`.
 * The page's language is the `lang` of its `<html>`; a text without an entry stays Chinese.
 */
export type Dictionary = Readonly<Record<string, string>>;

let dictionary: Dictionary = {};

/** Whether this page is shown in English. */
export function inEnglish(): boolean {
  return typeof document !== "undefined" && document.documentElement.lang.toLowerCase().startsWith("en");
}

/** Take these dictionaries for every later `t`; does nothing on a Chinese page. Call it once, before the first text. */
export function speak(...dictionaries: Dictionary[]): void {
  dictionary = inEnglish() ? Object.assign({}, ...dictionaries) : {};
}

/** The text in the page's language; `{name}` is replaced by `values.name`. */
export function t(text: string, values: Readonly<Record<string, string | number>> = {}): string {
  return (dictionary[text] ?? text).replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
