/** Several rows picked: by their boxes, or by Shift with J and K. A verb's key then means all of them, after a preview. */
import { t } from "../shared/i18n";

const MOST = 50;

export class Together {
  constructor(
    private readonly bar: HTMLElement,
    private readonly queue: HTMLElement,
    private readonly act: (url: string) => void,
  ) {
    queue.addEventListener("change", () => this.show());
    new MutationObserver(() => this.show()).observe(queue, { childList: true, subtree: true });
    bar.addEventListener("click", (event) => this.clicked(event));
  }

  /** Pick these rows too. */
  extend(rows: readonly HTMLElement[]): void {
    for (const row of rows) {
      const box = row.closest("[data-row]")?.querySelector<HTMLInputElement>("[data-pick-row]");
      if (box) box.checked = true;
    }
    this.show();
  }

  /** Press the button with this key for all that are picked; false if nothing is, or no button has the key. */
  key(key: string): boolean {
    if (this.bar.hidden) return false;
    const button = this.bar.querySelector<HTMLButtonElement>(`[data-together-verb][data-key="${CSS.escape(key)}"]`);
    button?.click();
    return button !== null;
  }

  /** Pick nothing any more; false if nothing was. */
  none(): boolean {
    const boxes = this.boxes();
    for (const box of boxes) box.checked = false;
    this.show();
    return boxes.length > 0;
  }

  /** After the verb: only what was refused stays picked. */
  keep(results: HTMLElement): void {
    const refused = new Set([...results.querySelectorAll<HTMLElement>('[data-result="refused"]')].map((each) => each.dataset["number"]));
    for (const box of this.boxes()) box.checked = refused.has(box.value.split(":")[0] ?? "");
    this.show();
  }

  private boxes(): HTMLInputElement[] {
    return [...this.queue.querySelectorAll<HTMLInputElement>("[data-pick-row]:checked")];
  }

  private show(): void {
    const count = this.boxes().length;
    const words = t("已选 {n} 件", { n: count });
    const said = this.bar.querySelector("[data-together-count]");
    if (said && said.textContent !== words) said.textContent = words;
    this.bar.hidden = count === 0;
  }

  private clicked(event: MouseEvent): void {
    const target = event.target instanceof Element ? event.target : null;
    const verb = target?.closest<HTMLElement>("[data-together-verb]");
    if (target?.closest("[data-together-none]")) this.none();
    if (!verb) return;
    const query = new URLSearchParams(this.boxes().slice(0, MOST).map((box) => ["n", box.value]));
    this.act(`${verb.dataset["url"] ?? ""}?${query.toString()}`);
  }
}
