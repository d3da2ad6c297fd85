/** One matter on the phone: what it is, where it stands, and the buttons the server says are open. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { t } from "../shared/i18n";
import { moment } from "../shared/times";
import { type Refusal, call } from "./api";
import { shrink } from "./device";
import { Chips, MARKS, NetworkStrip, Top } from "./parts";
import type { Detail } from "./shapes";
import { kinds, refresh } from "./state";
import { ASKS, type Ask } from "./verbs";
import { uuid7 } from "./uuid";

const ON_THE_PHONE = ["self_handle", "confirm", "take", "finish", "verify", "rework", "send_back", "ask", "supplement", "remind", "object", "answer", "accept"];

export function Matter({ id }: { id: string }) {
  const matter = useSignal<Detail | null>(null);
  const said = useSignal("");
  const bad = useSignal(false);
  const verb = useSignal("");

  async function load(): Promise<void> {
    const answer = await call<Detail>("GET", `/incidents/${id}`);
    if (answer.ok) matter.value = answer.body;
    else tell(answer.refusal.status === 0 ? t("没有网络，稍后再看") : answer.refusal.message, true);
  }

  function tell(text: string, isBad = false): void {
    said.value = text;
    bad.value = isBad;
  }

  async function act(name: string, data: Record<string, unknown>): Promise<void> {
    const shown = matter.value;
    if (!shown) return;
    const command = { incident: id, verb: name, version: shown.version, at: new Date().toISOString(), data };
    const answer = await call<{ incident: Detail | null }>("PUT", `/commands/${uuid7()}`, command);
    if (answer.ok) {
      matter.value = answer.body.incident;
      verb.value = "";
      tell(t("已记下"));
      void refresh();
    } else tell(late(answer.refusal), true);
    if (!answer.ok && answer.refusal.status === 409) await load();
  }

  async function addPhoto(input: HTMLInputElement): Promise<void> {
    const chosen = input.files?.[0];
    const shown = matter.value;
    if (!chosen || !shown) return;
    tell(t("正在传照片…"));
    const slot = `${stage(shown)}-${uuid7().slice(-12)}`;
    const photo = await shrink(id, slot, chosen);
    const sent = await call("PUT", `/reports/${id}/photos/${slot}?stage=${stage(shown)}`, photo.blob, { digest: `sha-256=${photo.sha256}`, "content-type": photo.blob.type });
    if (sent.ok) tell(t("照片已收到"));
    else tell(sent.refusal.status === 0 ? t("没有网络，照片没有送出，请再试") : sent.refusal.message, true);
    await load();
  }

  useEffect(() => { void load(); }, [id]);

  const shown = matter.value;
  if (!shown) return <><Top title={t("事件")} back="mine" /><p class={bad.value ? "wrong" : "nothing"}>{said.value || t("正在打开…")}</p></>;
  const verbs = shown.verbs.filter((each) => ON_THE_PHONE.includes(each.name));
  return (
    <>
      <Top title={shown.number} back="tasks" />
      <NetworkStrip />
      <article class="matter">
        <p class="item-meta"><span aria-hidden="true">{MARKS[shown.kind] ?? "●"}</span><span>{shown.kind_name}</span><span class="chip info">{shown.state_label}</span>{shown.overdue && <span class="chip alarm">{t("超期")}</span>}</p>
        <p class="matter-text">{shown.text}</p>
        <p class="muted">{shown.area_name}{shown.address && ` · ${shown.address}`}{shown.department_name && ` · ${shown.department_name}`}{shown.due_at && ` · ${t("截止 {at}", { at: moment(Date.parse(shown.due_at), Date.now()) })}`}</p>
        {shown.photos.length > 0 && <div class="photo-strip">{shown.photos.map((photo) => <div class="thumb" key={photo.id}>{photo.ready ? <img src={photo.url} alt={photo.stage === "after" ? t("处置后") : t("处置前")} /> : <span>{t("照片处理中")}</span>}</div>)}</div>}
        {said.value && <p class={bad.value ? "wrong" : "said"} role="status">{said.value}</p>}
        <div class="acts">
          {shown.state !== "closed" && shown.verbs.length > 0 && <label class="button wide">{stage(shown) === "after" ? t("加处置后照片") : t("加照片")}<input class="visually-hidden" type="file" accept="image/*" capture="environment" onChange={(event) => void addPhoto(event.currentTarget)} /></label>}
          {verbs.map((each) => <button type="button" key={each.name} class={`wide${each.name === verbs[0]?.name ? " primary" : ""}`} onClick={() => { if (ASKS[each.name]) verb.value = each.name; else void act(each.name, {}); }}>{each.label}</button>)}
        </div>
        {verb.value && <VerbForm name={verb.value} matter={shown} onSend={(data) => void act(verb.value, data)} onCancel={() => { verb.value = ""; }} />}
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

function late(refusal: Refusal): string {
  const now = refusal.current;
  if (refusal.status === 0) return t("没有网络，请联网后再办");
  if (now) return t("{message} 现在是“{state}”。", { message: refusal.message, state: now.state_label });
  return Object.values(refusal.fields).flat()[0] ?? refusal.message;
}

function VerbForm({ name, matter, onSend, onCancel }: { name: string; matter: Detail; onSend: (data: Record<string, unknown>) => void; onCancel: () => void }) {
  const values = useSignal<Record<string, string>>({});
  const category = kinds.value.flatMap((kind) => kind.categories).find((each) => each.code === matter.category);
  const asks = (ASKS[name] ?? []).filter((ask) => !ask.onlyIf || ask.onlyIf(category));
  const set = (field: string, value: string) => { values.value = { ...values.value, [field]: value }; };
  return (
    <form class="verb-form" onSubmit={(event) => { event.preventDefault(); onSend(collect(asks, values.value)); }}>
      {asks.map((ask) => ask.choices
        ? <Chips key={ask.field} name={ask.field} legend={ask.label()} value={values.value[ask.field] ?? ""} onPick={(code) => set(ask.field, code)} choices={ask.choices(matter.kind)} />
        : <label class="labelled" key={ask.field}><span>{ask.label()}</span>{ask.type ? <input type={ask.type} value={values.value[ask.field] ?? ""} onInput={(event) => set(ask.field, event.currentTarget.value)} /> : <textarea rows={3} value={values.value[ask.field] ?? ""} onInput={(event) => set(ask.field, event.currentTarget.value)} />}</label>)}
      <button class="primary wide">{t("确定")}</button>
      <button type="button" class="wide" onClick={onCancel}>{t("取消")}</button>
    </form>
  );
}

function collect(asks: readonly Ask[], values: Record<string, string>): Record<string, unknown> {
  const data: Record<string, unknown> = {};
  for (const ask of asks) {
    const value = values[ask.field];
    if (value === undefined || value === "") continue;
    const [outer = "", inner] = ask.field.split(".");
    const said = ask.type === "datetime-local" ? `${value}:00+08:00` : value === "yes" ? true : value === "no" ? false : value;
    if (inner) data[outer] = { ...(data[outer] as object | undefined), [inner]: said };
    else data[outer] = said;
  }
  return data;
}
