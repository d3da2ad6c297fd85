/** The workbench: wires queue, matter, dialog, keys and the live feed. Each of them knows nothing of the others. */
import sharedEnglish from "../shared/en.json";
import { Feed, type Link } from "../shared/feed";
import type { Frame } from "../shared/frames";
import { speak, t } from "../shared/i18n";
import { touched } from "../shared/reduce";
import { Case } from "./case";
import { VerbDialog } from "./dialog";
import english from "./en.json";
import { listen } from "./keys";
import { Queue } from "./queue";

const ASKS_NOTHING = new Set(["take", "undo", "unmerge"]);

speak(sharedEnglish, english);

const one = <T extends Element>(selector: string): T => {
  const found = document.querySelector<T>(selector);
  if (!found) throw new Error(`the page has no ${selector}`);
  return found;
};

const desk = one<HTMLElement>("[data-desk]");
const said = one<HTMLElement>("[data-said]");
const live = one<HTMLElement>("[data-live]");
const keysDialog = one<HTMLDialogElement>("[data-keys]");
const root = desk.dataset["root"] ?? "/desk/";

function say(text: string, bad = false): void {
  said.textContent = text;
  said.classList.toggle("bad", bad);
}

function open(number: string): void {
  void matter.show(number);
  history.replaceState(null, "", `${root}${encodeURIComponent(number)}/${location.search}`);
}

const matter = new Case(one("[data-case]"), root, (url, verb) => void dialog.open(url, ASKS_NOTHING.has(verb)), say);
const queue = new Queue(one("[data-queue]"), one("[data-news]"), desk.dataset["queueUrl"] ?? "", open);
const dialog = new VerbDialog(
  one("[data-dialog]"),
  (html) => {
    matter.put(html);
    void queue.refresh();
  },
  () => void matter.show(matter.number),
  say,
);

queue.mark(matter.number);

const find = one<HTMLInputElement>("#find");
let typing: ReturnType<typeof setTimeout> | undefined;
find.addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(() => void (find.value.trim() ? queue.find(find.value.trim()) : queue.refresh()), 180);
});
find.addEventListener("keydown", (event) => {
  if (event.key === "Escape") find.blur();
});
find.form?.addEventListener("submit", (event) => {
  event.preventDefault();
  find.blur();
  queue.step(1);
});

const keys = {
  j: () => queue.step(1),
  k: () => queue.step(-1),
  ArrowDown: () => queue.step(1),
  ArrowUp: () => queue.step(-1),
  n: () => void (matter.key("n") || queue.refresh()),
  p: () => matter.print(),
  "/": () => find.focus(),
  ";": () => find.focus(),
  "?": () => keysDialog.showModal(),
};
listen(keys, (key) => void (matter.key(key) || queue.box(key)), () => dialog.isOpen || keysDialog.open);
one("[data-show-keys]").addEventListener("click", () => keysDialog.showModal());

const WORDS: Record<Link, () => string> = {
  connecting: () => t("正在连接…"),
  live: () => t("● 实时"),
  lost: () => t("◌ 连接断了，正在重连；所见可能不是最新"),
  "no-session": () => t("登录已失效，请重新登录"),
  "no-room": () => t("这个范围没有实时数据"),
};

let link: Link | "" = "";
const feed = new Feed(desk.dataset["room"] ?? "", {
  room: () => undefined,
  beat: () => undefined,
  link: (now) => {
    if (now === link) return;
    if (link === "lost" && now === "live") void queue.refresh();
    link = now;
    live.textContent = WORDS[now]();
    live.classList.toggle("stale", now !== "live");
  },
});
feed.open();

document.addEventListener("incident:changed", (event) => {
  const frame = (event as CustomEvent<Frame>).detail;
  const versions = touched(frame);
  const mine = versions.get(matter.id);
  if (mine !== undefined && mine > matter.version && !dialog.isOpen) void matter.show(matter.number);
  queue.changed([...versions.keys()].filter((id) => id !== matter.id));
});
