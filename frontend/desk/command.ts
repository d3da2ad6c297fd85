/** The command line in the search box: read by the server as it is typed, shown in words, done on Enter and never before. */
import type { Reader } from "./find";
import { piece, place } from "./partial";

const PAUSE = 120;

export class Command implements Reader {
  private readonly words: RegExp;
  private typing: ReturnType<typeof setTimeout> | undefined;
  private asking: AbortController | null = null;
  private sending = false;

  constructor(
    private readonly box: HTMLInputElement,
    private readonly panel: HTMLElement,
    private readonly opened: () => string,
    private readonly send: (form: HTMLFormElement) => Promise<boolean>,
  ) {
    this.words = new RegExp(`^\\s*(${panel.dataset["words"] ?? ""})(\\s|\\d|$)`);
    box.addEventListener("input", (event) => { if (!(event as InputEvent).isComposing) this.typed(); });
    box.addEventListener("compositionend", () => this.typed());
    box.addEventListener("keydown", (event) => this.key(event));
    panel.addEventListener("mousedown", (event) => this.clicked(event));
  }

  /** Whether the line is a command. */
  reads(line: string): boolean {
    return this.words.test(line);
  }

  /** Do what the panel says of exactly this line; where it says nothing yet, ask it first. */
  enter(): void {
    const form = this.panel.querySelector<HTMLFormElement>("[data-deed]");
    const shown = this.panel.querySelector<HTMLElement>("[data-reading]")?.dataset["reading"];
    if (form && shown === this.box.value && !this.sending) void this.deed(form);
    else void this.ask();
  }

  clear(): void {
    clearTimeout(this.typing);
    this.asking?.abort();
    this.panel.replaceChildren();
    this.open(false);
  }

  private async deed(form: HTMLFormElement): Promise<void> {
    this.sending = true;
    const done = await this.send(form);
    this.sending = false;
    if (!done) return;
    this.box.value = "";
    this.clear();
  }

  private typed(): void {
    clearTimeout(this.typing);
    if (this.reads(this.box.value)) this.typing = setTimeout(() => void this.ask(), PAUSE);
    else this.clear();
  }

  private async ask(): Promise<void> {
    clearTimeout(this.typing);
    this.asking?.abort();
    const asking = (this.asking = new AbortController());
    const query = new URLSearchParams({ q: this.box.value, on: this.opened() });
    const answer = await piece(`${this.panel.dataset["url"] ?? ""}?${query.toString()}`, undefined, asking.signal);
    if (answer.status !== 200 || this.asking !== asking) return;
    place(this.panel, answer.html);
    this.open(true);
    this.choose(0);
  }

  private open(open: boolean): void {
    this.panel.hidden = !open;
    this.box.setAttribute("aria-expanded", String(open));
    if (!open) this.box.removeAttribute("aria-activedescendant");
  }

  private key(event: KeyboardEvent): void {
    if (event.isComposing || this.panel.hidden) return;
    const offers = this.offers();
    const at = offers.findIndex((each) => each.ariaSelected === "true");
    if (offers.length === 0) return;
    if (event.key === "ArrowDown") this.choose((at + 1) % offers.length);
    else if (event.key === "ArrowUp") this.choose((at + offers.length - 1) % offers.length);
    else if (event.key === "Tab" && !event.shiftKey) this.complete(offers[at]);
    else return;
    event.preventDefault();
  }

  private clicked(event: MouseEvent): void {
    const offer = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-line]") : null;
    if (!offer) return;
    event.preventDefault();
    this.complete(offer);
  }

  private complete(offer: HTMLElement | undefined): void {
    if (!offer) return;
    this.box.value = offer.dataset["line"] ?? "";
    void this.ask();
  }

  private choose(index: number): void {
    this.offers().forEach((each, at) => { each.ariaSelected = String(at === index); });
    const chosen = this.offers()[index];
    if (chosen) this.box.setAttribute("aria-activedescendant", chosen.id);
    else this.box.removeAttribute("aria-activedescendant");
  }

  private offers(): HTMLElement[] {
    return [...this.panel.querySelectorAll<HTMLElement>("[data-line]")];
  }
}
