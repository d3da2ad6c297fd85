/** Lists in a form, by keyboard: digits pick, letters filter by pinyin initials, Enter sends. Works with an input method on. */
import { t } from "../shared/i18n";

const NUMBERED = 9;
const typed = new WeakMap<HTMLSelectElement, string>();

/** Let every list, row of chips and text under `root` be answered by keys. */
export function pickable(root: HTMLElement): void {
  root.addEventListener("keydown", (event) => {
    const target = event.target;
    if (event.isComposing || event.key === "Process" || !(target instanceof HTMLElement)) return;
    if (target instanceof HTMLSelectElement && target.matches("[data-pick]")) onList(event, target);
    else if (target instanceof HTMLInputElement && target.type === "radio") onChips(event, target);
    if (event.key === "Enter" && !event.defaultPrevented && sends(event, target)) send(event, target);
  });
  root.addEventListener("change", (event) => {
    if (event.target instanceof HTMLSelectElement) fill(event.target);
  });
  root.addEventListener("focusin", (event) => {
    const key = root.querySelector("[data-send-key]");
    if (key) key.textContent = event.target instanceof HTMLTextAreaElement ? "Ctrl Enter" : "Enter";
  });
}

/** Number the lines of every list under `root`. */
export function number(root: HTMLElement): void {
  for (const list of root.querySelectorAll<HTMLSelectElement>("[data-pick]")) show(list, "");
}

function onList(event: KeyboardEvent, list: HTMLSelectElement): void {
  const so = typed.get(list) ?? "";
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (/^[1-9]$/.test(event.key)) choose(list, visible(list)[Number(event.key) - 1]);
  else if (/^[a-z]$/i.test(event.key)) show(list, so + event.key.toLowerCase());
  else if (event.key === "Backspace") show(list, so.slice(0, -1));
  else if (event.key === "Escape" && so) show(list, "");
  else return;
  event.preventDefault();
}

function onChips(event: KeyboardEvent, chip: HTMLInputElement): void {
  if (!/^[1-9]$/.test(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
  const chips = chip.closest("fieldset")?.querySelectorAll<HTMLInputElement>("input[type=radio]");
  const wanted = chips?.[Number(event.key) - 1];
  wanted?.click();
  wanted?.focus();
  event.preventDefault();
}

/** Show what the letters find; letters that find nothing are not taken. */
function show(list: HTMLSelectElement, letters: string): void {
  const options = [...list.options];
  const found = options.filter((option) => fits(option, letters));
  if (found.length === 0) return;
  typed.set(list, letters);
  for (const option of options) {
    option.dataset["label"] ??= option.text;
    const at = found.indexOf(option);
    option.hidden = at < 0;
    option.text = `${at >= 0 && at < NUMBERED ? `${at + 1} ` : "\u3000"}${option.dataset["label"]}`;
  }
  if (letters && list.selectedOptions[0]?.hidden !== false) choose(list, found[0]);
  const hint = list.parentElement?.querySelector("[data-typed]");
  if (hint) hint.textContent = letters ? t("首字母 {letters}：{n} 个，退格键往回删", { letters: letters.toUpperCase(), n: found.length }) : t("按数字选，或敲拼音首字母找");
}

function fits(option: HTMLOptionElement, letters: string): boolean {
  return !letters || (option.dataset["pinyin"] ?? "").includes(letters);
}

function visible(list: HTMLSelectElement): HTMLOptionElement[] {
  return [...list.options].filter((option) => !option.hidden);
}

function choose(list: HTMLSelectElement, option: HTMLOptionElement | undefined): void {
  if (!option) return;
  option.selected = true;
  list.dispatchEvent(new Event("change", { bubbles: true }));
}

/** A list beside a field writes into it. */
function fill(list: HTMLSelectElement): void {
  const field = list.dataset["fills"] ? document.getElementById(list.dataset["fills"]) : null;
  if (field instanceof HTMLInputElement) field.value = list.value;
}

function sends(event: KeyboardEvent, target: HTMLElement): boolean {
  if (target instanceof HTMLTextAreaElement) return event.ctrlKey || event.metaKey;
  return target instanceof HTMLSelectElement || (target instanceof HTMLInputElement && target.type === "radio");
}

function send(event: KeyboardEvent, target: HTMLElement): void {
  event.preventDefault();
  target.closest("form")?.requestSubmit();
}
