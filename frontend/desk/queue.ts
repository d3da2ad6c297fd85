/** The left column: which row is open, moving through the rows, and what is new. Rows never move under the hand. */
import { t } from "../shared/i18n";
import { piece, place } from "./partial";

export class Queue {
  private waiting = new Set<string>();

  constructor(
    private readonly root: HTMLElement,
    private readonly news: HTMLButtonElement,
    private readonly url: string,
    private readonly open: (number: string) => void,
  ) {
    root.addEventListener("click", (event) => this.clicked(event));
    news.addEventListener("click", () => void this.refresh());
  }

  /** The number of the row that is open, "" if none. */
  get current(): string {
    return this.marked()?.dataset["number"] ?? "";
  }

  /** Mark the row of a matter as the open one. */
  mark(number: string): void {
    for (const row of this.rows()) {
      if (row.dataset["number"] === number) row.setAttribute("aria-current", "true");
      else row.removeAttribute("aria-current");
    }
    this.marked()?.scrollIntoView({ block: "nearest" });
  }

  /** Open the next row (1) or the one before (-1). */
  step(by: 1 | -1): void {
    const rows = this.rows();
    const at = rows.findIndex((row) => row.hasAttribute("aria-current"));
    const next = rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + by))];
    if (next) this.choose(next);
  }

  /** Change to the box with this key. */
  box(key: string): boolean {
    const link = this.root.querySelector<HTMLAnchorElement>(`[data-box][data-key="${key}"]`);
    if (!link) return false;
    void this.load(link.href.replace(/^.*\?/, ""));
    return true;
  }

  /** Something changed elsewhere: say how much, do not move anything. */
  changed(ids: string[]): void {
    for (const id of ids) this.waiting.add(id);
    this.news.hidden = this.waiting.size === 0;
    this.news.textContent = t("{n} 条变化 · 按 N 显示", { n: this.waiting.size });
  }

  /** Load the box again, keeping the open row. */
  async refresh(): Promise<void> {
    const list = this.root.querySelector<HTMLElement>("[data-rows]");
    const query = new URLSearchParams({ box: list?.dataset["box"] ?? "" });
    if (list?.dataset["search"]) query.set("q", list.dataset["search"]);
    await this.load(query.toString());
  }

  /** Load what a search finds. */
  async find(words: string): Promise<void> {
    await this.load(new URLSearchParams({ q: words }).toString());
  }

  private async load(query: string): Promise<void> {
    const number = this.current;
    const answer = await piece(`${this.url}?${query}`);
    if (answer.status !== 200) return;
    place(this.root, answer.html);
    this.waiting.clear();
    this.news.hidden = true;
    this.mark(number);
  }

  private clicked(event: MouseEvent): void {
    const target = event.target instanceof Element ? event.target : null;
    const row = target?.closest<HTMLElement>(".queue-row");
    const box = target?.closest<HTMLAnchorElement>("[data-box][data-key]");
    if (event.ctrlKey || event.metaKey || (!row && !box)) return;
    event.preventDefault();
    if (row) this.choose(row);
    else if (box) this.box(box.dataset["key"] ?? "");
  }

  private choose(row: HTMLElement): void {
    this.mark(row.dataset["number"] ?? "");
    this.open(row.dataset["number"] ?? "");
  }

  private rows(): HTMLElement[] {
    return [...this.root.querySelectorAll<HTMLElement>(".queue-row")];
  }

  private marked(): HTMLElement | null {
    return this.root.querySelector<HTMLElement>('.queue-row[aria-current="true"]');
  }
}
