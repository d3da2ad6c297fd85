/** 扫一扫: the code of a receipt, or of a door. Where no camera reads it, it is typed. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../shared/i18n";
import { moment } from "../shared/times";
import { call, sentence } from "./api";
import { type Meaning, meaningOf } from "./codes";
import { device } from "./device";
import { standAt } from "./draft";
import { NetworkStrip, Top } from "./parts";
import { areas, go, kinds, lastList, mine } from "./state";

export function Scan() {
  const meaning = useSignal<Meaning | null>(null);
  return (
    <>
      <Top title={t("扫一扫")} back={lastList.value} />
      <NetworkStrip />
      <div class="settings">
        <Reader hint={t("回执上的码，或门上的码")} onRead={(read) => { meaning.value = read; }} />
        {meaning.value?.what === "receipt" && <Receipt key={meaning.value.number + meaning.value.code} number={meaning.value.number} code={meaning.value.code} />}
        {meaning.value?.what === "grid" && <Door code={meaning.value.code} />}
      </div>
    </>
  );
}

/** A camera that looks for a code, if there is one, and a line to type it. */
export function Reader({ hint, onRead }: { hint: string; onRead: (read: Meaning) => void }) {
  const video = useRef<HTMLVideoElement>(null);
  const looking = useSignal<AbortController | null>(null);
  const typed = useSignal("");
  const wrong = useSignal("");
  const { scan } = device();
  useEffect(() => () => looking.value?.abort(), []);

  function read(text: string): void {
    const found = meaningOf(text);
    wrong.value = found ? "" : t("认不出这个码：{text}", { text: text.slice(0, 60) });
    if (found) onRead(found);
  }
  async function look(): Promise<void> {
    if (!scan || !video.current) return;
    wrong.value = "";
    looking.value = new AbortController();
    const text = await scan(video.current, looking.value.signal).catch(() => { wrong.value = t("相机打不开，请在下面输入"); return null; });
    looking.value = null;
    if (text !== null) read(text);
  }
  return (
    <>
      <p class="muted">{hint}</p>
      <video ref={video} class="finder" hidden={!looking.value} playsInline muted />
      {scan && <button type="button" class="primary wide" onClick={() => { if (looking.value) looking.value.abort(); else void look(); }}>{looking.value ? t("取消") : t("打开相机扫码")}</button>}
      <form class="typed" onSubmit={(event) => { event.preventDefault(); read(typed.value); }}>
        <label class="labelled"><span>{t("或输入：编号加验真码，或15位网格编号")}</span>
          <input value={typed.value} autocapitalize="characters" autocomplete="off" placeholder="261123-00231 7K2M-9QXD" onInput={(event) => { typed.value = event.currentTarget.value; }} /></label>
        <button class="wide">{t("查")}</button>
      </form>
      {wrong.value && <p class="wrong" role="alert">{wrong.value}</p>}
    </>
  );
}

interface Verdict {
  genuine: boolean;
  received_at: string | null;
}

/** Whether we issued it; and if it is of a report of mine, the way there. */
function Receipt({ number, code }: { number: string; code: string }) {
  const verdict = useSignal<Verdict | string | null>(null);
  useEffect(() => {
    void call<Verdict>("GET", `/verify?${new URLSearchParams({ number, code })}`).then((answer) => {
      verdict.value = answer.ok ? answer.body : answer.refusal.status === 0 ? t("没有网络，联网后再查") : sentence(answer.refusal);
    });
  }, []);
  const own = mine.value.find((each) => each.number === number);
  const said = verdict.value;
  return (
    <>
      {said === null ? <p role="status">{t("正在查…")}</p>
        : typeof said === "string" ? <p class="strip" role="status">{said}</p>
        : said.genuine ? <p class="said" role="status">{t("{number} 是本系统出具的回执，{at} 收到", { number, at: moment(Date.parse(said.received_at ?? ""), Date.now()) })}</p>
        : <p class="wrong" role="alert">{t("{number} 与验真码对不上，请勿采信", { number })}</p>}
      {own && <a class="button wide" href={`#matter/${own.id}`}>{t("这是您报的，去看")}</a>}
    </>
  );
}

/** A door belongs to a grid: what is seen there can be filed there, whatever the position says. */
function Door({ code }: { code: string }) {
  const grid = areas.value.find((each) => each.code === code);
  if (!grid) return <p class="wrong" role="alert">{t("这个门不在您附近的网格里：{code}", { code })}</p>;
  return (
    <section>
      <h2>{t("{grid}：在这里报什么？", { grid: grid.name })}</h2>
      {kinds.value.map((kind) => <button type="button" class="wide pick" key={kind.code} onClick={() => { standAt(code); go(`file/${kind.code}`); }}>{kind.mark} {kind.name}</button>)}
    </section>
  );
}
