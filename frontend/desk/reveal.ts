/** 查看来访人: the asked fields in plain for a minute, against a reason that is kept. */
import { t } from "../shared/i18n";

const A_MINUTE = 60_000;

/** Send the form of a reveal, if this is one. */
export function reveal(event: SubmitEvent, root: HTMLElement): void {
  const form = event.target instanceof HTMLFormElement && event.target.matches("[data-reveal]") ? event.target : null;
  if (!form) return;
  event.preventDefault();
  void ask(form, root);
}

async function ask(form: HTMLFormElement, root: HTMLElement): Promise<void> {
  const error = form.querySelector("[data-error]");
  try {
    const response = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { accept: "application/json" } });
    const answer = (await response.json()) as { values?: Record<string, string>; fields?: Record<string, string[]>; message?: string };
    if (error) error.textContent = response.ok ? "" : (Object.values(answer.fields ?? {}).flat()[0] ?? answer.message ?? "");
    for (const [name, value] of Object.entries(answer.values ?? {})) unmask(root, name, value);
    if (response.ok) known(root);
  } catch {
    if (error) error.textContent = t("没有连上，稍后再试");
  }
}

function unmask(root: HTMLElement, name: string, value: string): void {
  const cell = root.querySelector(`[data-field="${name}"]`);
  if (!cell) return;
  const masked = cell.textContent;
  cell.textContent = value || "—";
  setTimeout(() => { cell.textContent = masked; }, A_MINUTE);
}

/** The reveal itself was one entry more: the page need not be told that its matter changed. */
function known(root: HTMLElement): void {
  const article = root.querySelector<HTMLElement>("article.case");
  if (article) article.dataset["version"] = String(Number(article.dataset["version"]) + 1);
}
