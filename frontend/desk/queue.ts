/** The left column: which row is open, moving through the rows, and what is new. Rows never move under the hand. */
import { t } from "../shared/i18n";
import { merge, rowsOf } from "./merge";
import { parsed, piece, place } from "./partial";

const EVERY = 60_000;
const AT_MOST_EVERY = 3_000;
const SOON = 400;

export class Queue {
  private turn = 0;
  private updated = 0;
  private planned: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly root: HTMLElement,
    private readonly news: HTMLButtonElement,
    private readonly url: string,
    private readonly open: (number: string, enter: boolean) => void,
  ) {
    root.addEventListener("click", (event) => this.clicked(event));
    news.addEventListener("click", () => void this.refresh());
    setInterval(() => this.changed(), EVERY);
  }

  /** Mark the row of a matter as the open one. */
  mark(number: string): void {
    for (const row of this.rows()) {
      if (row.dataset["number"] === number) row.setAttribute("aria-current", "true");
      else row.removeAttribute("aria-current");
    }
  }

  /** Open the next row that is still here (1), or the one before (-1). */
  step(by: 1 | -1): void {
    const rows = this.rows();
    let at = rows.findIndex((row) => row.hasAttribute("aria-current"));
    do at += by; while (rows[at]?.closest(".gone"));
    const next = at < 0 ? rows.find((row) => !row.closest(".gone")) : rows[at];
    if (next && !next.hasAttribute("aria-current")) this.choose(next, false);
    this.focus();
  }

  /** The open row, and the one that a step this way would reach. */
  around(by: 1 | -1): HTMLElement[] {
    const rows = this.rows().filter((row) => !row.closest(".gone"));
    const at = rows.findIndex((row) => row.hasAttribute("aria-current"));
    return [rows[at], rows[at + by]].filter((row): row is HTMLElement => row !== undefined);
  }

  /** Put the focus on the open row, or on the first one; false if there is none. */
  focus(): boolean {
    const row = this.rows().find((each) => each.hasAttribute("aria-current")) ?? this.rows()[0];
    row?.focus();
    return row !== undefined;
  }

  /** Change to the box with this key. */
  box(key: string): boolean {
    const link = this.root.querySelector<HTMLAnchorElement>(`.boxes [data-key="${CSS.escape(key)}"]`);
    if (link) void this.load(`box=${link.dataset["box"] ?? ""}`);
    return link !== null;
  }

  /** Something changed elsewhere: soon bring the rows up to date where they stand. */
  changed(): void {
    if (this.planned !== undefined) return;
    const wait = Math.max(SOON, this.updated + AT_MOST_EVERY - Date.now());
    this.planned = setTimeout(() => {
      this.planned = undefined;
      void this.update();
    }, wait);
  }

  /** Bring the rows up to date without moving one. */
  async update(): Promise<void> {
    const turn = this.turn;
    this.updated = Date.now();
    const answer = await piece(`${this.url}?${this.query()}`);
    if (answer.status !== 200 || turn !== this.turn) return;
    const fresh = parsed(answer.html);
    if (rowsOf(this.root).size === 0 && rowsOf(fresh).size > 0) this.put(answer.html);
    else this.tell(merge(this.root, fresh));
  }

  /** Load the list again, whole. */
  async refresh(): Promise<void> {
    await this.load(this.query());
  }

  /** Load what a search finds; of nothing, the box that was open. */
  async find(words: string): Promise<void> {
    const query = new URLSearchParams({ box: this.list()?.dataset["box"] ?? "" });
    if (words) query.set("q", words);
    await this.load(query.toString());
  }

  /** Load the list of this query. */
  async load(query: string): Promise<void> {
    const turn = ++this.turn;
    const answer = await piece(`${this.url}?${query}`);
    if (answer.status === 200 && turn === this.turn) this.put(answer.html);
  }

  private put(html: string): void {
    const number = this.rows().find((row) => row.hasAttribute("aria-current"))?.dataset["number"] ?? "";
    const held = this.root.contains(document.activeElement);
    place(this.root, html);
    this.tell({ arrived: 0, left: 0 });
    this.mark(number);
    this.rows().find((row) => row.hasAttribute("aria-current"))?.scrollIntoView({ block: "nearest" });
    if (held) this.focus();
  }

  private tell({ arrived, left }: { arrived: number; left: number }): void {
    this.news.hidden = arrived + left === 0;
    const words = [arrived && t("{n} 条新", { n: arrived }), left && t("{n} 条已不在此列", { n: left })];
    this.news.textContent = t("{what} · 按 N 更新", { what: words.filter(Boolean).join(" · ") });
  }

  private clicked(event: MouseEvent): void {
    const target = event.target instanceof Element ? event.target : null;
    const row = target?.closest<HTMLElement>(".queue-row");
    const link = target?.closest<HTMLAnchorElement>("a[data-box], a[data-more]");
    if (event.ctrlKey || event.metaKey || (!row && !link)) return;
    event.preventDefault();
    if (row) this.choose(row, event.detail === 0);
    else if (link) void this.load(new URL(link.href).search.slice(1));
  }

  private choose(row: HTMLElement, enter: boolean): void {
    const number = row.dataset["number"] ?? "";
    this.mark(number);
    this.open(number, enter);
  }

  private query(): string {
    const { box = "", filter = "", limit = "" } = this.list()?.dataset ?? {};
    const query = new URLSearchParams(filter);
    query.set("box", box);
    query.set("rows", limit);
    return query.toString();
  }

  private list(): HTMLElement | null {
    return this.root.querySelector<HTMLElement>("[data-rows]");
  }

  private rows(): HTMLElement[] {
    return [...this.root.querySelectorAll<HTMLElement>(".queue-row")];
  }
}
