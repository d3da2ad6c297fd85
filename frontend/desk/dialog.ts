/** The form of a verb, in a dialog: sent without leaving the page; what was typed is never lost. */
import { t } from "../shared/i18n";
import { parsed, piece, place } from "./partial";
import { number, pickable } from "./pick";

const FIRST_FIELD = "select, textarea, input:not([type=hidden], [type=radio]), input[type=radio]:checked, input[type=radio]";

export class VerbDialog {
  private sending = false;

  constructor(
    private readonly dialog: HTMLDialogElement,
    private readonly done: (html: string) => void,
    private readonly reload: () => void,
    private readonly say: (text: string, bad?: boolean) => void,
    private readonly results: (list: HTMLElement) => void,
  ) {
    pickable(dialog);
    dialog.addEventListener("submit", (event) => void this.submit(event));
    dialog.addEventListener("click", (event) => this.clicked(event));
  }

  get isOpen(): boolean {
    return this.dialog.open;
  }

  /** Ask the server for the form; a verb that asks nothing is done at once when `atOnce` says so. */
  async open(url: string, atOnce: boolean): Promise<void> {
    if (this.sending) return;
    const answer = await piece(url);
    if (answer.status !== 200 || this.dialog.open) {
      if (answer.status !== 200) this.say(why(answer.status), true);
      return;
    }
    place(this.dialog, answer.html);
    const form = this.dialog.querySelector<HTMLFormElement>("[data-verb-form]");
    if (atOnce && form && !form.querySelector(".changes")) await this.send(form);
    else this.show();
  }

  /** Send a deed that was shown elsewhere; what refuses it opens here as its form. True if it was done. */
  async deed(form: HTMLFormElement): Promise<boolean> {
    const answer = await piece(form.action, new FormData(form));
    if (answer.status === 200) {
      this.done(answer.html);
      return true;
    }
    if (isForm(answer.html)) {
      place(this.dialog, answer.html);
      this.show();
    } else {
      this.say(why(answer.status), true);
    }
    return false;
  }

  private show(): void {
    number(this.dialog);
    if (!this.dialog.open) this.dialog.showModal();
    const bad = this.dialog.querySelector<HTMLElement>('[aria-invalid="true"]');
    const empty = this.dialog.querySelector<HTMLInputElement>("input:has(+ select[data-fills])")?.value === "";
    const first = (empty && this.dialog.querySelector<HTMLElement>("select[data-fills]")) || this.dialog.querySelector<HTMLElement>(FIRST_FIELD);
    const told = this.dialog.querySelector(".changes") !== null;
    (bad ?? first ?? this.dialog.querySelector<HTMLElement>("button[type=submit]"))?.focus({ preventScroll: told });
    if (told) this.dialog.scrollTop = 0;
    for (const list of this.dialog.querySelectorAll("select[data-pick]")) list.querySelector<HTMLOptionElement>("option:checked")?.scrollIntoView({ block: "nearest" });
  }

  private async submit(event: SubmitEvent): Promise<void> {
    const form = event.target instanceof HTMLFormElement ? event.target : null;
    if (!form?.matches("[data-verb-form]")) return;
    event.preventDefault();
    await this.send(form);
  }

  private async send(form: HTMLFormElement): Promise<void> {
    if (this.sending) return;
    this.sending = true;
    let answer = await piece(form.action, new FormData(form));
    if (answer.status === 403 && !isForm(answer.html) && (await renewToken(form))) answer = await piece(form.action, new FormData(form));
    this.sending = false;
    const list = answer.status === 200 ? results(answer.html) : null;
    if (list) {
      this.dialog.replaceChildren(list);
      if (!this.dialog.open) this.dialog.showModal();
      list.querySelector("button")?.focus();
      this.results(list);
    } else if (answer.status === 200) {
      this.dialog.close();
      this.done(answer.html);
    } else if (isForm(answer.html)) {
      place(this.dialog, answer.html);
      this.show();
    } else {
      if (!this.dialog.open) this.show();
      this.warn(form, why(answer.status));
    }
  }

  /** Say beside the form why it was not taken; nothing of what was typed changes. */
  private warn(form: HTMLFormElement, text: string): void {
    const old = form.querySelector("[data-warning]");
    const warning = old ?? document.createElement("p");
    warning.className = "message error";
    warning.setAttribute("role", "alert");
    warning.setAttribute("data-warning", "");
    warning.textContent = text;
    if (!old) form.querySelector("h2")?.after(warning);
  }

  private clicked(event: MouseEvent): void {
    const target = event.target instanceof Element ? event.target : null;
    if (target?.closest("[data-cancel]")) this.dialog.close();
    const instead = target?.closest<HTMLElement>("[data-instead]");
    if (instead) void this.instead(instead.dataset["instead"] ?? "");
    if (target?.closest("[data-reload]")) {
      this.dialog.close();
      this.reload();
    }
  }

  /** Go on with another verb, and take along what was written. */
  private async instead(url: string): Promise<void> {
    const written = [...this.dialog.querySelectorAll("textarea")].map((each) => each.value).filter(Boolean).join("\n");
    const answer = await piece(url);
    if (answer.status !== 200) {
      const form = this.dialog.querySelector<HTMLFormElement>("[data-verb-form]");
      if (form) this.warn(form, why(answer.status));
      return;
    }
    place(this.dialog, answer.html);
    const text = this.dialog.querySelector("textarea");
    if (text && !text.value) text.value = written;
    this.show();
  }
}

/** The list of what became of several matters, if this is one. */
function results(html: string): HTMLElement | null {
  return parsed(html).querySelector<HTMLElement>("[data-results]");
}

function isForm(html: string): boolean {
  return html.includes("data-verb-form");
}

/** After signing in again elsewhere the form's own token is old: fetch the form anew and take its token. */
async function renewToken(form: HTMLFormElement): Promise<boolean> {
  const fresh = await piece(form.action);
  const name = "input[name=csrfmiddlewaretoken]";
  const now = fresh.status === 200 ? parsed(fresh.html).querySelector<HTMLInputElement>(name) : null;
  const held = form.querySelector<HTMLInputElement>(name);
  if (!now || !held) return false;
  held.value = now.value;
  return true;
}

function why(status: number): string {
  if (status === 401) return t("登录已失效：请在另一个窗口登录，再回来点一次；所填内容还在");
  if (status === 403) return t("您没有权限做这一步");
  if (status === 404) return t("这件事已不在您的范围内");
  return t("没有连上，未保存，请重试；所填内容还在");
}
