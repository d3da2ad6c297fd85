/** The phone of grid workers and handlers: six screens over the public API, and an outbox that loses nothing. */
import { render } from "preact";
import sharedEnglish from "../shared/en.json";
import { speak, t } from "../shared/i18n";
import english from "./en.json";
import { Filed, Outbox } from "./filed";
import { FileForm } from "./form";
import { Emergency, Home } from "./home";
import { Mine, Tasks } from "./lists";
import { Matter } from "./matter";
import { keepSending, look } from "./outbox";
import { Settings, SignIn } from "./settings";
import { me, mustSignIn, refresh, remember, screen, waiting } from "./state";
import { kept } from "./store";

speak(sharedEnglish, english);

function Screen() {
  const [name = "", first = "", second = ""] = screen.value.split("/");
  if (mustSignIn.value && !me.value) return <SignIn />;
  switch (name) {
    case "file": return <FileForm key={screen.value} kind={first} urgent={second === "urgent"} />;
    case "filed": return <Filed />;
    case "outbox": return <Outbox />;
    case "mine": return <Mine />;
    case "tasks": return <Tasks />;
    case "matter": return <Matter key={first} id={first} />;
    case "settings": return <Settings />;
    case "emergency": return <Emergency />;
    default: return <Home />;
  }
}

const TABS = [["", () => t("上报")], ["mine", () => t("我的")], ["tasks", () => t("任务")]] as const;

function App() {
  const name = screen.value.split("/")[0] ?? "";
  if (mustSignIn.value && !me.value) return <main class="screen"><SignIn /></main>;
  return (
    <>
      <main class="screen"><Screen /></main>
      {name !== "file" && (
        <nav class="tabs" aria-label={t("主导航")}>
          {TABS.map(([to, label]) => <a key={to} href={`#${to}`} aria-current={name === to ? "page" : undefined}>{label()}{to === "tasks" && waiting.value.length > 0 && <b>{waiting.value.length}</b>}</a>)}
        </nav>
      )}
    </>
  );
}

async function start(): Promise<void> {
  const size = await kept<string>("text-size");
  if (size) document.documentElement.style.fontSize = `${size}%`;
  await remember();
  await look();
  const root = document.getElementById("phone");
  if (root) render(<App />, root);
  await refresh();
  keepSending();
  setInterval(() => { if (document.visibilityState === "visible") void refresh(); }, 60_000);
}

void start();
