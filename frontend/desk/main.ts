/** The workbench: wires queue, matter, dialog, keys and the live feed. Each of them knows nothing of the others. */
import { Bell } from "../shared/alarms";
import sharedEnglish from "../shared/en.json";
import { Feed, type Link } from "../shared/feed";
import type { Frame } from "../shared/frames";
import { speak, t } from "../shared/i18n";
import { touched } from "../shared/reduce";
import { Case } from "./case";
import { Command } from "./command";
import { VerbDialog } from "./dialog";
import english from "./en.json";
import { filters, openFilter } from "./filter";
import { finder } from "./find";
import { listen, switchedBy } from "./keys";
import { token } from "./partial";
import { Presence } from "./presence";
import { Queue } from "./queue";
import { Together } from "./together";
import { Undo } from "./undo";

const UNDO_SECONDS = 10;
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

const act = (url: string, verb: string): void => void dialog.open(`${url}?version=${matter.version}`, ASKS_NOTHING.has(verb));
const matter = new Case(one("[data-case]"), root, act, shown, say);
const queue = new Queue(one("[data-queue]"), one("[data-news]"), desk.dataset["queueUrl"] ?? "", (number, enter) => void matter.show(number, enter));
const presence = new Presence(one("[data-case]"), one("[data-queue]"), desk.dataset["presenceUrl"] ?? "", say);
const undo = new Undo(one("[data-undo]"), (url) => void dialog.open(url, true));
const dialog = new VerbDialog(
  one("[data-dialog]"),
  (html) => {
    matter.put(html);
    void queue.update();
    if (!queue.focus()) matter.focus();
  },
  () => void matter.show(matter.number),
  say,
  (list) => {
    together.keep(list);
    void queue.update();
    void matter.renew();
    if (list.dataset["undo"]) undo.offer(t("{n} 件", { n: list.dataset["done"] ?? "" }), list.dataset["undo"], UNDO_SECONDS);
  },
);
const together = new Together(one("[data-together]"), one("[data-queue]"), (url) => void dialog.open(url, false));

function shown(number: string): void {
  queue.mark(number);
  if (number) history.replaceState(null, "", `${root}${encodeURIComponent(number)}/${location.search}`);
  presence.shown();
  const offer = matter.undo();
  if (offer) undo.offer(number, offer.url, offer.seconds);
}

queue.mark(matter.number);
presence.shown();
switchedBy(one("[data-single-keys]"));
filters(one("[data-queue]"), (query) => queue.load(query), () => queue.refresh(), back);
const find = one<HTMLInputElement>("#find");
const command = new Command(find, one("[data-command]"), () => matter.number, async (form) => {
  const done = await dialog.deed(form);
  if (done) queue.focus();
  return done;
});
const wishes = {
  find: (words: string) => queue.find(words),
  enter: () => { if (!queue.focus()) find.blur(); },
  filter: (words: string) => openFilter(one("[data-queue]"), words),
};
finder(find, wishes, command);

function back(): void {
  if (!queue.focus()) find.focus();
}

/** To the next row; with Shift, both rows are picked. */
function step(event: KeyboardEvent, by: 1 | -1): void {
  if (event.shiftKey) together.extend(queue.around(by));
  queue.step(by);
}

const keys = {
  j: (event: KeyboardEvent) => step(event, 1),
  k: (event: KeyboardEvent) => step(event, -1),
  ArrowDown: (event: KeyboardEvent) => step(event, 1),
  ArrowUp: (event: KeyboardEvent) => step(event, -1),
  Escape: () => { if (!together.none()) back(); },
  n: () => void queue.refresh(),
  i: () => openFilter(one("[data-queue]")),
  p: () => matter.print(),
  u: () => void undo.go(),
  "/": () => find.select(),
  ";": () => find.select(),
  "?": () => keysDialog.showModal(),
};
listen(keys, (key) => void (together.key(key) || matter.key(key) || queue.box(key)), () => dialog.isOpen || keysDialog.open);
one("[data-show-keys]").addEventListener("click", () => keysDialog.showModal());

const WORDS: Record<Link, () => string> = {
  connecting: () => t("正在连接…"),
  live: () => t("● 实时"),
  lost: () => t("◌ 连接断了，正在重连；所见可能不是最新"),
  "no-session": () => t("登录已失效，请重新登录"),
  "no-room": () => t("这个范围没有实时数据"),
};

let link: Link | "" = "";
const bell = new Bell(one("[data-bell]"), token, desk.dataset["room"] ?? "");
const feed = new Feed(desk.dataset["room"] ?? "", {
  alarms: (alarms) => bell.show(alarms),
  claims: ({ id, free }) => presence.heard(id, free),
  room: () => undefined,
  beat: () => undefined,
  link: (now) => {
    if (now === link) return;
    if (link && link !== "connecting" && now === "live") {
      queue.changed();
      void matter.renew();
    }
    link = now;
    live.textContent = WORDS[now]();
    live.classList.toggle("stale", now !== "live" && now !== "connecting");
  },
});
feed.open();

document.addEventListener("incident:changed", (event) => {
  const versions = touched((event as CustomEvent<Frame>).detail);
  const now = versions.get(matter.id);
  if (now !== undefined && (now === 0 || now > matter.version) && !dialog.isOpen) void matter.renew();
  if (versions.size > 0) queue.changed();
});
