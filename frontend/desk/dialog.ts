/** The form of a verb, in a dialog: sent without leaving the page; what was typed is never lost. */
import { t } from "../shared/i18n";
import { piece, place } from "./partial";

export class VerbDialog {
  private sending = false;

  constructor(
    private readonly dialog: HTMLDialogElement,
    private readonly done: (html: string) => void,
    private readonly reload: () => void,
    private readonly say: (text: string, bad?: boolean) => void,
  ) {
    dialog.addEventListener("submit", (event) => void this.submit(event));
    dialog.addEventListener("click", (event) => this.clicked(event));
  }

  get isOpen(): boolean {
    return this.dialog.open;
  }

  /** Ask the server for the form; a verb that asks nothing is done at once when `atOnce` says so. */
  async open(url: string, atOnce: boolean): Promise<void> {
    const answer = await piece(url);
    if (answer.status !== 200) {
      this.say(answer.status === 0 ? t("没有连上，稍后再试") : t("现在不能这样做，请看最新状态"), true);
      return;
    }
    place(this.dialog, answer.html);
    const form = this.dialog.querySelector<HTMLFormElement>("[data-verb-form]");
    if (atOnce && form) {
      await this.send(form);
      return;
    }
    this.show();
  }

  private show(): void {
    if (!this.dialog.open) this.dialog.showModal();
    const bad = this.dialog.querySelector<HTMLElement>('[aria-invalid="true"]');
    const first = this.dialog.querySelector<HTMLElement>("select, textarea, input:not([type=hidden])");
    (bad ?? first ?? this.dialog.querySelector<HTMLElement>("button[type=submit]"))?.focus();
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
    const answer = await piece(form.action, new FormData(form));
    this.sending = false;
    if (answer.status === 200) {
      this.dialog.close();
      this.done(answer.html);
    } else if (answer.status === 422 || answer.status === 409) {
      place(this.dialog, answer.html);
      this.show();
    } else {
      this.show();
      this.say(t("未保存，请重试；所填内容还在"), true);
    }
  }

  private clicked(event: MouseEvent): void {
    const target = event.target instanceof Element ? event.target : null;
    if (target?.closest("[data-cancel]")) this.dialog.close();
    if (target?.closest("[data-reload]")) {
      this.dialog.close();
      this.reload();
    }
  }
}
