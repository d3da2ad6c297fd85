/** The words of alarms, how one is acknowledged, and the desk's small bell. */
import type { Alarm, Alarms } from "./frames";
import { t } from "./i18n";
import { minute } from "./times";

const RULES: Readonly<Record<string, string>> = {
  urgent: "紧急求助", danger: "险情", crowd: "群体事件", suspected: "疑似破零", unassigned: "较重未派", overdue: "重大超期",
  cluster: "短时密集上报", soon: "时限将尽", returned: "两次退回", unanswered: "督办未答", stale: "本屏停更",
};
const PRIORITIES = ["", "一级", "二级", "三级"];
const ZEROS: Readonly<Record<string, string>> = { petition: "零上访", accident: "零事故", case: "零案件" };

export const ruleWord = (rule: string): string => t(RULES[rule] ?? rule);
export const priorityWord = (priority: number): string => t(PRIORITIES[priority] ?? "");

/** What an alarm is about, in a few words: its category, else its zero, else nothing. */
export function aboutWord(alarm: Alarm): string {
  return t(alarm.category || ZEROS[alarm.zero] || "");
}

/** Answer one alarm by name; returns the status of the answer, 0 where none came. */
export async function acknowledge(id: string, token: string): Promise<number> {
  const asked = { method: "POST", headers: { "X-CSRFToken": token, accept: "application/json" } };
  return fetch(`/api/v1/alarms/${id}/acknowledge`, asked).then((response) => response.status, () => 0);
}

/** Shelve one alarm for so many minutes, with a reason; returns the status of the answer, 0 where none came. */
export async function shelve(id: string, minutes: number, reason: string, token: string): Promise<number> {
  const headers = { "X-CSRFToken": token, "content-type": "application/json", accept: "application/json" };
  const body = JSON.stringify({ minutes, reason });
  return fetch(`/api/v1/alarms/${id}/shelve`, { method: "POST", headers, body }).then((response) => response.status, () => 0);
}

/**
 * The desk's bell: how many wait, and each with its one button. `bell` is a `<details>`; the first alarm of a kind does
 * not open it, so that nobody's typing is disturbed.
 */
export class Bell {
  private names: ReadonlyMap<string, string> = new Map();
  /** What came while somebody was writing a reason. */
  private later: Alarms | null = null;

  constructor(private readonly bell: HTMLDetailsElement, private readonly token: () => string, private readonly room: string) {}

  /** Show these alarms. */
  show(alarms: Alarms): void {
    if (this.bell.querySelector("form")) {
      this.later = alarms;
      return;
    }
    const list = alarms.list.filter((alarm) => alarm.standing !== "shelved");
    this.bell.hidden = list.length === 0;
    this.bell.classList.toggle("calls", alarms.list.some((alarm) => alarm.priority === 1 && alarm.standing === "unacknowledged"));
    const title = document.createElement("summary");
    title.textContent = t("告警 {n}", { n: alarms.waiting });
    title.setAttribute("aria-live", "polite");
    const rows = document.createElement("ol");
    rows.append(...list.map((alarm) => this.row(alarm)));
    const held = this.bell.contains(document.activeElement);
    this.bell.replaceChildren(title, rows);
    if (held) title.focus();
    if (list.some((alarm) => alarm.acknowledged_at && !this.names.has(alarm.id))) void this.askNames();
  }

  private row(alarm: Alarm): HTMLLIElement {
    const row = document.createElement("li");
    row.className = `p${alarm.priority} ${alarm.standing}`;
    const words = document.createElement("span");
    const times = alarm.times > 1 ? `×${alarm.times}` : "";
    words.textContent = [priorityWord(alarm.priority), ruleWord(alarm.rule), aboutWord(alarm), alarm.area_name, times,
      alarm.number.split("-").at(-1) ?? "", minute(Date.parse(alarm.raised_at))].filter(Boolean).join(" ");
    row.append(words, alarm.acknowledged_at ? this.answered(alarm) : this.button(alarm));
    if (alarm.standing !== "cleared") row.append(this.shelf(alarm, row));
    return row;
  }

  /** 搁置: half an hour of quiet for one alarm, and why. */
  private shelf(alarm: Alarm, row: HTMLLIElement): HTMLElement {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet";
    button.textContent = t("搁置");
    button.addEventListener("click", () => {
      const form = document.createElement("form");
      const reason = document.createElement("input");
      reason.required = true;
      reason.minLength = 4;
      reason.maxLength = 200;
      reason.placeholder = t("为什么搁置30分钟");
      reason.setAttribute("aria-label", reason.placeholder);
      const send = document.createElement("button");
      send.textContent = t("搁置");
      form.append(reason, send);
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        send.disabled = true;
        void shelve(alarm.id, 30, reason.value, this.token()).then((status) => this.done(form, status === 200));
      });
      form.addEventListener("keydown", (event) => event.key === "Escape" && this.done(form, true));
      row.append(form);
      button.remove();
      reason.focus();
    });
    return button;
  }

  /** The form is closed, or says that it did not work; what came meanwhile is shown. */
  private done(form: HTMLFormElement, went: boolean): void {
    if (!went) {
      const send = form.querySelector("button");
      if (send) [send.disabled, send.textContent] = [false, t("没有送达，再试")];
      return;
    }
    form.remove();
    if (this.later) this.show(this.later);
    this.later = null;
  }

  private answered(alarm: Alarm): HTMLElement {
    const said = document.createElement("span");
    said.className = "muted";
    said.textContent = t("已确认 {by}", { by: this.names.get(alarm.id) ?? "" });
    return said;
  }

  private button(alarm: Alarm): HTMLElement {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = alarm.standing === "cleared" ? t("已恢复，确认") : t("确认");
    button.addEventListener("click", () => {
      button.disabled = true;
      void acknowledge(alarm.id, this.token()).then((status) => {
        button.disabled = status === 200;
        if (status !== 200) button.textContent = status === 403 || status === 401 ? t("无权确认") : t("没有送达，再试");
      });
    });
    return button;
  }

  /** Who answered is told to those of a desk who ask for it; it never travels with the feed. */
  private async askNames(): Promise<void> {
    const query = new URLSearchParams({ names: "1", ...(this.room ? { room: this.room } : {}) });
    const response = await fetch(`/api/v1/feed/alarms?${query}`).catch(() => null);
    if (!response?.ok) return;
    const told = (await response.json()) as Alarms;
    this.names = new Map(told.list.map((alarm) => [alarm.id, alarm.by ?? ""]));
    this.show(told);
  }
}
