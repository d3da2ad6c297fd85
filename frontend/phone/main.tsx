/** The phone of grid workers and handlers: six screens over the public API, and an outbox that loses nothing. */
import { render } from "preact";
import { type Dictionary, speak, t } from "../shared/i18n";
import { keepBadge } from "./badge";
import { Filed } from "./filed";
import { FileForm } from "./form";
import { Emergency } from "./emergency";
import { meetContainer } from "./device";
import { shareModules } from "./common";
import { broken } from "./health";
import { Home } from "./home";
import { Mine, Tasks } from "./lists";
import { Matter } from "./matter";
import { later } from "./opening";
import { keepSending, look } from "./outbox";
import { keepLookingBack } from "./restored";
import { Scan, Settings, Slip, Unsent } from "./lazy";
import { Toast } from "./parts";
import { keepShell } from "./shell";
import { SignIn } from "./signin";
import { mayReport, me, mustSignIn, refresh, remember, screen, waiting } from "./state";
import { kept } from "./store";

speak((globalThis as { english?: Dictionary }).english ?? {});

const REFRESH = 60_000;

function Screen() {
  const [name = "", first = "", second = ""] = screen.value.split("/");
  switch (name) {
    case "file": return <FileForm key={screen.value} kind={first} how={second} />;
    case "filed": return <Filed />;
    case "outbox": return <Unsent />;
    case "mine": return <Mine part={first} />;
    case "tasks": return <Tasks />;
    case "matter": return <Matter key={first} id={first} />;
    case "scan": return <Scan />;
    case "slip": return <Slip key={first} id={first} />;
    case "settings": return <Settings />;
    case "sign-in": return <SignIn />;
    case "emergency": return <Emergency />;
    default: return mayReport.value ? <Home /> : <Tasks />;
  }
}

const TABS = [["", () => t("上报")], ["mine", () => t("我的")], ["tasks", () => t("任务")]] as const;
const TABS_OF_HANDLERS = [["tasks", () => t("任务")], ["settings", () => t("设置")]] as const;

function Tabs({ name }: { name: string }) {
  const tabs = mayReport.value ? TABS : TABS_OF_HANDLERS;
  const here = mayReport.value || name !== "" ? name : "tasks";
  return (
    <nav class="tabs" aria-label={t("主导航")}>
      {tabs.map(([to, label]) => <a key={to} href={`#${to}`} aria-current={here === to ? "page" : undefined}>{label()}{to === "tasks" && waiting.value.length > 0 && <b>{waiting.value.length}</b>}</a>)}
    </nav>
  );
}

function App() {
  const name = screen.value.split("/")[0] ?? "";
  if (!me.value && mustSignIn.value) return <main class="screen"><SignIn /></main>;
  const bare = name === "file" || name === "sign-in";
  return (
    <>
      <main class={bare ? "screen bare" : "screen"}><Screen /></main>
      {!bare && <><Toast /><Tabs name={name} /></>}
    </>
  );
}

async function start(): Promise<void> {
  shareModules();
  meetContainer();
  try {
    const [size] = await Promise.all([kept<string>("text-size"), remember(), look()]);
    if (size) document.documentElement.style.fontSize = `${size}%`;
  } catch {
    broken.value = true;
  }
  const root = document.getElementById("phone");
  if (root) render(<App />, root);
  void keepShell();
  void later().catch(() => undefined);
  keepBadge();
  await refresh();
  void keepLookingBack();
  keepSending();
  setInterval(() => { if (document.visibilityState === "visible") void refresh(); }, REFRESH);
}

void start();
