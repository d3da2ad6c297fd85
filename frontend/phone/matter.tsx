/** One matter on the phone: what it is, where it stands, and the buttons the server says are open. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { t } from "../shared/i18n";
import { moment } from "../shared/times";
import { About } from "./about";
import { act } from "./acting";
import { type Refusal, call, sentence } from "./api";
import { shrink } from "./device";
import { NetworkStrip, Top } from "./parts";
import type { Detail } from "./shapes";
import { go, kinds, lastList, refresh } from "./state";
import { ASKS, MAIN, ON_THE_PHONE } from "./verbs";
import { uuid7 } from "./uuid";
import { VerbForm } from "./verbform";

const LOOK_AGAIN = 2_500;

export function Matter({ id }: { id: string }) {
  const matter = useSignal<Detail | null>(null);
  const said = useSignal({ text: "", bad: false });
  const verb = useSignal("");
  const busy = useSignal(false);
  const tell = (text: string, bad = false) => { said.value = { text, bad }; };

  async function load(): Promise<void> {
    const answer = await call<Detail>("GET", `/incidents/${id}`);
    if (answer.ok) matter.value = answer.body;
    else if (!matter.value) tell(answer.refusal.status === 0 ? t("没有网络，稍后再看") : sentence(answer.refusal), true);
  }

  async function send(name: string, data: Record<string, unknown>): Promise<void> {
    const shown = matter.value;
    if (!shown || busy.value) return;
    busy.value = true;
    const answer = await act(shown, name, data);
    busy.value = false;
    if (answer.ok) {
      verb.value = "";
      void refresh();
      if (!answer.body.incident) return go(lastList.value);
      matter.value = answer.body.incident;
      tell(t("已记下"));
      return;
    }
    tell(why(name, answer.refusal), true);
    if (answer.refusal.status === 409) await load();
  }

  async function addPhoto(input: HTMLInputElement): Promise<void> {
    const chosen = input.files?.[0];
    const shown = matter.value;
    if (!chosen || !shown) return;
    tell(t("正在传照片…"));
    const slot = `${stage(shown)}-${uuid7().slice(-12)}`;
    const photo = await shrink(id, slot, chosen);
    input.value = "";
    const headers = { digest: `sha-256=${photo.sha256}`, "content-type": photo.blob.type || "application/octet-stream" };
    const sent = await call("PUT", `/reports/${id}/photos/${slot}?stage=${stage(shown)}`, photo.blob, headers);
    if (sent.ok) tell(t("照片已收到"));
    else tell(sent.refusal.status === 0 ? t("没有网络，照片没有送出，请再试") : sentence(sent.refusal), true);
    await load();
  }

  useEffect(() => { void load(); }, [id]);
  const unready = matter.value?.photos.some((each) => !each.ready) ?? false;
  useEffect(() => {
    if (!unready) return undefined;
    const timer = setTimeout(() => void load(), LOOK_AGAIN);
    return () => clearTimeout(timer);
  }, [matter.value]);

  const shown = matter.value;
  const note = said.value.text && <p class={said.value.bad ? "wrong" : "said"} role={said.value.bad ? "alert" : "status"}>{said.value.text}</p>;
  if (!shown) return <><Top title={t("事件")} back={lastList.value} /><NetworkStrip /><div class="matter">{note || <p class="nothing">{t("正在打开…")}</p>}</div></>;
  const verbs = shown.verbs.filter((each) => ON_THE_PHONE.includes(each.name));
  const open = verbs.find((each) => each.name === verb.value);
  const category = kinds.value.flatMap((kind) => kind.categories).find((each) => each.code === shown.category);
  return (
    <>
      <Top title={shown.number} back={lastList.value} />
      <NetworkStrip />
      <article class="matter">
        <About shown={shown} />
        {note}
        {open ? <VerbForm key={open.name} name={open.name} label={open.label} matter={shown} category={category} busy={busy.value} onSend={(data) => void send(open.name, data)} onCancel={() => { verb.value = ""; }} /> : (
          <div class="acts">
            {verbs.map((each) => <button type="button" key={each.name} disabled={busy.value} class={`wide${each.name === verbs[0]?.name && MAIN.includes(each.name) ? " primary" : ""}`} onClick={() => { said.value = { text: "", bad: false }; if (ASKS[each.name]) verb.value = each.name; else void send(each.name, {}); }}>{each.label}</button>)}
          </div>
        )}
        {takesPhotos(shown) && <label class="button wide">{stage(shown) === "after" ? t("加处置后照片") : t("加照片")}<input class="visually-hidden" type="file" accept="image/*" onChange={(event) => void addPhoto(event.currentTarget)} /></label>}
        <h2>{t("经过")}</h2>
        <ol class="history">{shown.timeline.map((line) => <li key={line.at + line.kind}><b>{line.label}</b> <span class="muted">{moment(Date.parse(line.at), Date.now())} {line.by}</span>{line.text && <p>{line.text}</p>}</li>).reverse()}</ol>
      </article>
    </>
  );
}

function stage(matter: Detail): string {
  if (matter.state === "finished" || matter.state === "verified") return "check";
  return matter.department_name ? "after" : "before";
}

function takesPhotos(matter: Detail): boolean {
  return matter.verbs.some((each) => ["supplement", "verify", "finish"].includes(each.name));
}

/** One sentence: who was first, or which answer is missing. */
function why(verb: string, refusal: Refusal): string {
  const now = refusal.current;
  const asked = ASKS[verb]?.find((ask) => refusal.fields[ask.field]);
  if (refusal.status === 0) return t("没有网络，没有办成。联网后再点一次，不会重复");
  if (refusal.status === 409 && now) return t("{message} 现在是“{state}”。", { message: refusal.message, state: now.state_label });
  return asked ? `${asked.label()}：${sentence(refusal)}` : sentence(refusal);
}
