/** The middle and right columns: one matter, its verbs, its photos, the reporter behind the mask. */
import { t } from "../shared/i18n";
import { piece, place } from "./partial";

export class Case {
  private counting: ReturnType<typeof setInterval> | undefined;

  constructor(
    private readonly root: HTMLElement,
    private readonly desk: string,
    private readonly act: (url: string, verb: string) => void,
    private readonly say: (text: string, bad?: boolean) => void,
  ) {
    root.addEventListener("click", (event) => this.clicked(event));
    root.addEventListener("change", (event) => void this.photo(event));
    root.addEventListener("submit", (event) => void this.reveal(event));
    this.countdown();
  }

  /** The open matter's number and id; "" where none is open. */
  get number(): string {
    return this.article()?.dataset["number"] ?? "";
  }

  get id(): string {
    return this.article()?.dataset["id"] ?? "";
  }

  get version(): number {
    return Number(this.article()?.dataset["version"] ?? 0);
  }

  /** Show a matter. */
  async show(number: string): Promise<void> {
    const answer = await piece(`${this.desk}${encodeURIComponent(number)}/case`);
    if (answer.status === 200) this.put(answer.html);
    else this.say(answer.status === 404 ? t("这件事已不在您的范围内") : t("没有连上，稍后再试"), true);
  }

  /** Put a matter that the server has just sent. */
  put(html: string): void {
    place(this.root, html);
    const note = this.article()?.dataset["note"];
    if (note) this.say(note);
    this.countdown();
  }

  /** Press the button with this key; false if there is none. */
  key(key: string): boolean {
    const button = this.root.querySelector<HTMLButtonElement>(`[data-verb][data-key="${key}"]:not(:disabled)`);
    if (button) button.click();
    return button !== null;
  }

  /** Open the printed order. */
  print(): void {
    this.root.querySelector<HTMLAnchorElement>("[data-print]")?.click();
  }

  private article(): HTMLElement | null {
    return this.root.querySelector<HTMLElement>("article.case");
  }

  private clicked(event: MouseEvent): void {
    const target = event.target instanceof Element ? event.target : null;
    const verb = target?.closest<HTMLElement>("[data-verb]");
    const other = target?.closest<HTMLElement>("[data-open]");
    if (verb) this.act(verb.dataset["url"] ?? "", verb.dataset["verb"] ?? "");
    if (other && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      void this.show(other.dataset["open"] ?? "");
    }
  }

  private async photo(event: Event): Promise<void> {
    const form = event.target instanceof HTMLInputElement ? event.target.closest<HTMLFormElement>("[data-photo]") : null;
    if (!form) return;
    this.say(t("正在传照片…"));
    const answer = await piece(form.action, new FormData(form));
    if (answer.status === 200) this.put(answer.html);
    else this.say(t("这张照片没有收下，请换一张"), true);
  }

  private async reveal(event: SubmitEvent): Promise<void> {
    const form = event.target instanceof HTMLFormElement && event.target.matches("[data-reveal]") ? event.target : null;
    if (!form) return;
    event.preventDefault();
    const response = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { accept: "application/json" } });
    const answer = await response.json();
    const error = form.querySelector("[data-error]");
    if (!response.ok) {
      if (error) error.textContent = [...Object.values(answer.fields as Record<string, string[]>).flat(), answer.message][0] ?? "";
      return;
    }
    const shown = Object.entries(answer.values as Record<string, string>);
    for (const [name, value] of shown) this.unmask(name, value);
  }

  /** Show a value for a minute. */
  private unmask(name: string, value: string): void {
    const cell = this.root.querySelector(`[data-field="${name}"]`);
    if (!cell) return;
    const masked = cell.textContent;
    cell.textContent = value || "—";
    setTimeout(() => { cell.textContent = masked; }, 60_000);
  }

  private countdown(): void {
    clearInterval(this.counting);
    const button = this.root.querySelector<HTMLButtonElement>("[data-seconds]");
    if (!button) return;
    let left = Number(button.dataset["seconds"]);
    this.counting = setInterval(() => {
      left -= 1;
      const shown = button.querySelector("[data-countdown]");
      if (shown) shown.textContent = String(left);
      if (left <= 0) {
        button.remove();
        clearInterval(this.counting);
      }
    }, 1000);
  }
}
