/** The filter of the queue: seen at once, kept under a name of one's own, thrown away again. */
import { t } from "../shared/i18n";
import { piece, place } from "./partial";

const NOT_ASKED = new Set(["csrfmiddlewaretoken", "name"]);

/** Wire the filter's forms under `root`; `go` loads a list by its query, Esc closes the form and goes `back`. */
export function filters(root: HTMLElement, go: (query: string) => Promise<void>, again: () => Promise<void>, back: () => void): void {
  root.addEventListener("toggle", (event) => void fill(event), true);
  root.addEventListener("keydown", (event) => {
    const box = event.target instanceof Element ? event.target.closest<HTMLDetailsElement>("[data-filter-box]") : null;
    if (!box?.open || event.key !== "Escape" || event.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    box.open = false;
    back();
  });
  root.addEventListener("submit", (event) => {
    const form = event.target instanceof HTMLFormElement ? event.target : null;
    if (form?.matches("[data-filter-form]")) {
      event.preventDefault();
      const wish = (event.submitter as HTMLButtonElement | null)?.value ?? "see";
      void (wish === "save" ? save(form, go) : go(asked(form)));
    } else if (form?.matches("[data-forget]")) {
      event.preventDefault();
      void fetch(form.action, { method: "POST", body: new FormData(form) }).then(() => again()).catch(() => undefined);
    }
  });
}

/** Open the form by its key, or from the command line with words that the content must have. */
export function openFilter(root: HTMLElement, words = ""): void {
  const box = root.querySelector<HTMLDetailsElement>("[data-filter-box]");
  if (!box) return;
  box.dataset["words"] = words;
  if (box.open) settle(box);
  box.open = true;
}

function settle(box: HTMLElement): void {
  const words = box.dataset["words"] ?? "";
  const content = box.querySelector<HTMLInputElement>("input[name=q]");
  if (words && content) content.value = words;
  box.querySelector("select")?.focus();
}

/** The form comes when it is wanted: the lists in it are long. */
async function fill(event: Event): Promise<void> {
  const box = event.target instanceof HTMLDetailsElement && event.target.matches("[data-filter-box]") ? event.target : null;
  const slot = box?.querySelector("[data-filter-slot]");
  if (!box?.open || !slot) return;
  if (slot.childElementCount === 0) {
    const answer = await piece(box.dataset["url"] ?? "");
    if (answer.status !== 200) return;
    place(slot, answer.html);
  }
  settle(box);
}

function asked(form: HTMLFormElement): string {
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string" && value && !NOT_ASKED.has(name)) query.append(name, value);
  return query.toString();
}

async function save(form: HTMLFormElement, go: (query: string) => Promise<void>): Promise<void> {
  const error = form.querySelector("[data-error]");
  try {
    const response = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { accept: "application/json" } });
    if (response.ok) return await go(asked(form));
    const answer = (await response.json()) as { message?: string; fields?: Record<string, string[]> };
    if (error) error.textContent = Object.values(answer.fields ?? {}).flat()[0] ?? answer.message ?? "";
  } catch {
    if (error) error.textContent = t("没有连上，稍后再试");
  }
}
