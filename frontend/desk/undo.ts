/** 撤销 for ten seconds: the button in the matter counts down, and one in the foot once the next matter is open. */
import { t } from "../shared/i18n";

export class Undo {
  private url = "";
  private ends = 0;
  private ticking: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly button: HTMLButtonElement, private readonly act: (url: string) => void) {
    button.addEventListener("click", () => this.go());
  }

  /** Offer to take back the last deed on a matter, for so many seconds; of two, the later one. */
  offer(number: string, url: string, seconds: number): void {
    const ends = Date.now() + seconds * 1000;
    if (this.url && ends < this.ends) return;
    this.url = url;
    this.ends = ends;
    this.button.dataset["number"] = number;
    clearInterval(this.ticking);
    this.ticking = setInterval(() => this.tick(), 250);
    this.tick();
  }

  /** Take it back; false if there is nothing to take back any more. */
  go(): boolean {
    if (!this.url) return false;
    const url = this.url;
    this.over();
    this.act(url);
    return true;
  }

  private tick(): void {
    const left = Math.ceil((this.ends - Date.now()) / 1000);
    if (left <= 0) {
      this.over();
      return;
    }
    this.button.hidden = document.querySelector("[data-seconds]") !== null;
    this.button.textContent = t("撤销 {number} · {n} 秒 · U", { number: this.button.dataset["number"] ?? "", n: left });
    for (const shown of document.querySelectorAll("[data-countdown]")) shown.textContent = String(left);
  }

  private over(): void {
    clearInterval(this.ticking);
    this.url = "";
    this.button.hidden = true;
    for (const button of document.querySelectorAll("[data-seconds]")) button.remove();
  }
}
