/** The wall: wires the feed, the clock and the slow figures to the panels. */
import { effect } from "@preact/signals";
import { render } from "preact";
import shared from "../shared/en.json";
import { Feed as LiveFeed } from "../shared/feed";
import { speak } from "../shared/i18n";
import { day } from "../shared/times";
import { noteArrival } from "./arrivals";
import { estimate, hearTime, serverNow } from "./clock";
import own from "./en.json";
import { seal } from "./daily";
import { heard, sound } from "./duty";
import { fetchFigures, REFRESH } from "./figures";
import { lookAround } from "./focus";
import { freshness } from "./freshness";
import { listen } from "./keys";
import { heed, look, stayAwake } from "./kiosk";
import { fetchMap, mapData, mapFailed } from "./map";
import { recall, remember } from "./memory";
import { begin } from "./sound";
import * as state from "./state";
import { Wall } from "./wall";
import { countOf } from "./zeros";

const page = document.documentElement;
const root = document.getElementById("wall");
const area = root?.dataset["area"] ?? "";
const started = performance.now();
let beatAt: number | null = null;

speak(shared, own);
state.known.value = recall(area);

const live = new LiveFeed(area, {
  room(room, frame, caughtUp) {
    heed();
    state.room.value = room;
    if (caughtUp > 0) say(caughtUp);
    else if (frame) noteArrival(frame);
  },
  beat(beat) {
    heed();
    beatAt = performance.now();
    hearTime(beat.server_time);
    state.lag.value = beat.lag;
    tick();
  },
  link: (link) => (state.link.value = link),
  alarms(alarms) {
    heard(alarms);
    lookAround();
  },
});

/** Once a second: how fresh are we, what time is it. While late the clock stands still. */
function tick(): void {
  const silent = beatAt === null ? null : performance.now() - beatAt;
  state.silent.value = silent;
  state.fresh.value = freshness(silent, state.lag.value);
  page.dataset["fresh"] = state.fresh.value;
  if (state.fresh.value === "live") serverNow.value = estimate();
}

function say(caughtUp: number): void {
  state.caughtUp.value = caughtUp;
  setTimeout(() => (state.caughtUp.value = 0), 8_000);
}

async function refresh(): Promise<void> {
  try {
    state.figures.value = await fetchFigures(area);
    state.figuresFailed.value = false;
    if (!mapData.value) {
      mapData.value = await fetchMap(area);
      speak(shared, own, mapData.value.words);
    }
    mapFailed.value = false;
  } catch {
    state.figuresFailed.value = true;
    mapFailed.value = true;
  }
}

/** Keep on this machine what is shown, so that tomorrow's start has something to say. */
function keep(): void {
  const room = state.room.value;
  if (!room || state.fresh.value !== "live") return;
  const counts = room.zeros.map(({ zero }) => [zero, countOf(zero)] as const);
  remember(area, { at: serverNow.value ?? 0, area: room.area.name, zeros: room.zeros, counts });
}

function scale(): void {
  const asked = Number(new URLSearchParams(location.search).get("wall"));
  const factor = asked >= 0.5 && asked <= 2 ? asked : 1;
  page.style.setProperty("--wall", String(factor));
  page.dataset["scale"] = factor >= 1.25 ? "large" : "normal";
}

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible" && state.fresh.value !== "live") live.open();
});
window.addEventListener("online", () => live.open());
window.addEventListener("afterprint", () => (seal.value = null));

scale();
if (root) render(<Wall />, root);
setInterval(tick, 1_000);
setInterval(keep, 30_000);
setInterval(() => {
  sound();
  lookAround();
  look(started);
}, 1_000);
setInterval(() => void refresh(), REFRESH);
let shownDay = "";
effect(() => {
  const today = serverNow.value === null ? "" : day(serverNow.value);
  if (today && today !== shownDay) void refresh();
  shownDay = today || shownDay;
});
tick();
begin();
listen();
stayAwake();
live.open();
