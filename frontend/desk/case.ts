/** The middle and right columns: one matter, its verbs, its photos. It changes under nobody who is writing in it. */
import { t } from "../shared/i18n";
import { piece, place } from "./partial";
import { reveal } from "./reveal";

const PHOTO_PATIENCE = 2_000;
const PHOTO_TRIES = 6;

export class Case {
  private asking: AbortController | null = null;
  private looking: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly root: HTMLElement,
    private readonly desk: string,
    private readonly act: (url: string, verb: string) => void,
    private readonly shown: (number: string) => void,
    private readonly say: (text: string, bad?: boolean) => void,
  ) {
    root.addEventListener("click", (event) => this.clicked(event));
    root.addEventListener("change", (event) => void this.photo(event));
    root.addEventListener("submit", (event) => reveal(event, root));
    this.awaitPhotos(PHOTO_TRIES);
  }

  /** The open matter's number; "" where none is open. */
  get number(): string {
    return this.article()?.dataset["number"] ?? "";
  }

  get id(): string {
    return this.article()?.dataset["id"] ?? "";
  }

  get version(): number {
    return Number(this.article()?.dataset["version"] ?? 0);
  }

  /** Show a matter; `enter` puts the focus into it. Of several asked for, only the last is shown. */
  async show(number: string, enter = false): Promise<void> {
    this.asking?.abort();
    const asking = (this.asking = new AbortController());
    const answer = await piece(`${this.desk}${encodeURIComponent(number)}/case`, undefined, asking.signal);
    if (answer.status === 200 && this.asking === asking) this.put(answer.html);
    else if (answer.status !== -1) this.say(answer.status === 404 ? t("这件事已不在您的范围内") : t("没有连上，稍后再试"), true);
    if (enter) this.focus();
  }

  /** The open matter changed elsewhere: show it as it is now, or say so to somebody who is writing or copying here. */
  async renew(): Promise<void> {
    if (this.isInUse()) this.article()?.classList.add("changed");
    else await this.show(this.number);
  }

  /** Put a matter that the server has just sent; the same matter keeps its place on the screen. */
  put(html: string): void {
    const before = this.id;
    const tops = this.columns().map((column) => column.scrollTop);
    place(this.root, html);
    if (this.id === before) this.columns().forEach((column, index) => { column.scrollTop = tops[index] ?? 0; });
    const note = this.article()?.dataset["note"];
    if (note) this.say(note);
    this.shown(this.number);
    this.awaitPhotos(PHOTO_TRIES);
  }

  /** Put the focus on the matter's heading. */
  focus(): void {
    this.root.querySelector<HTMLElement>("#case-title")?.focus();
  }

  /** Press the button with this key; false if there is none. */
  key(key: string): boolean {
    const button = this.root.querySelector<HTMLButtonElement>(`[data-verb][data-key="${CSS.escape(key)}"]`);
    button?.click();
    return button !== null;
  }

  /** The undo that the server offers on this matter: its address and the seconds left. */
  undo(): { url: string; seconds: number } | null {
    const button = this.root.querySelector<HTMLElement>("[data-seconds]");
    return button && { url: button.dataset["url"] ?? "", seconds: Number(button.dataset["seconds"]) };
  }

  /** Open the printed order and print it. */
  print(): void {
    const link = this.root.querySelector<HTMLAnchorElement>("[data-print]");
    const page = link && open(link.href);
    page?.addEventListener("load", () => page.print());
  }

  private article(): HTMLElement | null {
    return this.root.querySelector<HTMLElement>("article.case");
  }

  private columns(): Element[] {
    return [this.root, ...this.root.querySelectorAll(".case, .context")];
  }

  private isInUse(): boolean {
    const at = document.activeElement;
    const writing = at instanceof HTMLElement && this.root.contains(at) && /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName);
    const chosen = getSelection();
    const copying = chosen !== null && !chosen.isCollapsed && this.root.contains(chosen.anchorNode);
    return writing || copying || this.root.querySelector("details[open]") !== null;
  }

  private clicked(event: MouseEvent): void {
    const target = event.target instanceof Element ? event.target : null;
    const verb = target?.closest<HTMLElement>("[data-verb]");
    const other = target?.closest<HTMLElement>("[data-open]");
    if (target?.closest("[data-renew]")) void this.show(this.number);
    if (verb) this.act(verb.dataset["url"] ?? "", verb.dataset["verb"] ?? "");
    if (other && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      void this.show(other.dataset["open"] ?? "", true);
    }
    if (target?.closest("[data-print]") && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      this.print();
    }
  }

  private async photo(event: Event): Promise<void> {
    const form = event.target instanceof HTMLInputElement ? event.target.closest<HTMLFormElement>("[data-photo]") : null;
    if (!form) return;
    this.say(t("正在传照片…"));
    const answer = await piece(form.action, new FormData(form));
    if (answer.status === 200) this.put(answer.html);
    else this.say(answer.status === 0 ? t("没有连上，照片没有送出，请再选一次") : t("这张照片没有收下，请换一张"), true);
    form.reset();
  }

  /** A photo is shown once the worker has made its picture: look again a few times. */
  private awaitPhotos(tries: number): void {
    clearTimeout(this.looking);
    if (tries === 0 || !this.root.querySelector("[data-wait]")) return;
    const number = this.number;
    this.looking = setTimeout(async () => {
      const answer = await piece(`${this.desk}${encodeURIComponent(number)}/case`);
      if (this.number !== number || answer.status !== 200 || this.isInUse()) return;
      this.put(answer.html);
      this.awaitPhotos(tries - 1);
    }, PHOTO_PATIENCE);
  }
}
