/**
 * Who works on what: takes the lease on the open matter while one works, and says who has another. Courtesy, no lock.
 * The feed says at once when somebody takes or leaves a matter; the look every few seconds does without it.
 */
import { t } from "../shared/i18n";
import { piece, place, token } from "./partial";

const LOOK = 8_000;
const RENEW = 30_000;
const SETTLED = 400;
/** Of several that are heard of together, one look. */
const GATHER = 150;

interface Working {
  away: boolean;
  claims: Record<string, { by: string; mine: boolean }>;
}

export class Presence {
  private active = Date.now();
  private renewed = 0;
  private number = "";
  private html = "";
  private working: Working = { away: false, claims: {} };
  private settling: ReturnType<typeof setTimeout> | undefined;
  private looking: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly root: HTMLElement,
    private readonly queue: HTMLElement,
    private readonly url: string,
    private readonly say: (text: string, bad?: boolean) => void,
  ) {
    for (const kind of ["keydown", "pointerdown"]) addEventListener(kind, () => { this.active = Date.now(); }, { passive: true });
    addEventListener("pagehide", () => this.leave());
    root.addEventListener("submit", (event) => this.takeOver(event));
    new MutationObserver(() => this.mark()).observe(queue, { childList: true, subtree: true });
    setInterval(() => void this.look(), LOOK);
    void this.look();
  }

  /** A matter is shown: once one stays on it, it is taken. */
  shown(): void {
    const slot = this.slot();
    const number = this.root.querySelector<HTMLElement>("article.case")?.dataset["number"] ?? "";
    if (number !== this.number) this.html = "";
    this.number = number;
    if (slot) place(slot, this.html);
    clearTimeout(this.settling);
    this.settling = setTimeout(() => void this.claim(), SETTLED);
  }

  /** Somebody else took or left a matter. Where it is the open one, it is asked for again, unless it is free and nobody is here. */
  heard(id: string, free: boolean): void {
    const open = this.root.querySelector<HTMLElement>("article.case")?.dataset["id"];
    if (id === open && this.slot() && this.root.querySelector("[data-verb]") && !(free && this.isIdle())) void this.claim();
    else if (id === open || this.queue.querySelector(`[data-row="${CSS.escape(id)}"]`)) this.soon();
  }

  private soon(): void {
    this.looking ??= setTimeout(() => {
      this.looking = undefined;
      void this.look();
    }, GATHER);
  }

  private isIdle(): boolean {
    return Date.now() - this.active >= RENEW + LOOK;
  }

  /** Take or renew the lease of the open matter, if there is anything to do on it; say who has it otherwise. */
  private async claim(form?: FormData): Promise<void> {
    const slot = this.slot();
    if (!slot || (!form && !this.root.querySelector("[data-verb]"))) return;
    this.renewed = Date.now();
    const body = form ?? new FormData();
    if (!form) body.set("csrfmiddlewaretoken", token());
    const answer = await piece(slot.dataset["claimUrl"] ?? "", body);
    if (answer.status === 422) this.say(t("请写一句接手的原因"), true);
    if (answer.status !== 200 || this.slot() !== slot) return;
    this.html = answer.html.trim();
    if (form || !slot.querySelector("details[open]")) place(slot, this.html);
    void this.look();
  }

  private leave(): void {
    const slot = this.slot();
    if (!slot || !this.renewed) return;
    const body = new FormData();
    body.set("csrfmiddlewaretoken", token());
    void fetch(slot.dataset["leaveUrl"] ?? "", { method: "POST", body, keepalive: true }).catch(() => undefined);
  }

  private takeOver(event: SubmitEvent): void {
    const form = event.target instanceof HTMLFormElement && event.target.matches("[data-take-over]") ? event.target : null;
    if (!form) return;
    event.preventDefault();
    void this.claim(new FormData(form));
  }

  private async look(): Promise<void> {
    const now = Date.now();
    if (document.hidden) return;
    if (now - this.renewed > RENEW && !this.isIdle()) {
      await this.claim();
      return;
    }
    const answer = await piece(this.url);
    if (answer.status !== 200) return;
    this.working = JSON.parse(answer.html) as Working;
    this.mark();
  }

  /** Write beside each row who works on it. */
  private mark(): void {
    for (const row of this.queue.querySelectorAll<HTMLElement>("[data-row]")) {
      const slot = row.querySelector<HTMLElement>("[data-working]");
      const claim = this.working.claims[row.dataset["row"] ?? ""];
      const words = claim && !claim.mine ? t("{who}正在处理", { who: claim.by }) : "";
      if (!slot || slot.textContent === words) continue;
      slot.textContent = words;
      slot.hidden = !words;
    }
  }

  private slot(): HTMLElement | null {
    return this.root.querySelector<HTMLElement>("[data-presence]");
  }
}
