/** What a matter is and how it looks: its words, its place, its photos. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { t } from "../shared/i18n";
import { moment } from "../shared/times";
import { Spot } from "./lazy";
import { MARKS } from "./marks";
import type { Detail, KeptReceipt } from "./shapes";
import { myself } from "./state";
import { keptReceipt } from "./store";

export function About({ shown }: { shown: Detail }) {
  const due = shown.due_at && t("截止 {at}", { at: moment(Date.parse(shown.due_at), Date.now()) });
  return (
    <>
      <p class="item-meta">
        <span aria-hidden="true">{MARKS[shown.kind] ?? "●"}</span><span>{shown.category_name ?? shown.kind_name}</span>
        {shown.urgency !== "normal" && <span class={`chip ${shown.urgency === "urgent" ? "alarm" : "warn"}`}>{shown.urgency === "urgent" ? t("紧急") : t("较重")}</span>}
        <span class="chip info">{shown.state_label}</span>
        {shown.overdue && <span class="chip alarm">{t("超期")}</span>}
      </p>
      <p class="matter-text">{shown.text}</p>
      <p class="muted">{[shown.area_name, shown.address, shown.department_name, due].filter(Boolean).join(" · ")}</p>
      {shown.lon !== null && shown.lat !== null && <Spot key={shown.id} area={shown.area} path={shown.area_path} lon={shown.lon} lat={shown.lat} />}
      <Receipt id={shown.id} />
      {shown.follow_code && <p class="follow">{t("给当事人的查询码")} <a href={`/t/${shown.follow_code}`}>{shown.follow_code}</a></p>}
      {shown.public_reply && <p class="reply"><b>{t("公开答复")}</b> {shown.public_reply}</p>}
      {shown.photos.length > 0 && <div class="pictures">{shown.photos.map((photo) => <Picture key={photo.id} photo={photo} shown={shown} />)}</div>}
      {(shown.voices ?? []).map((voice) => <audio key={voice.id} controls preload="metadata" src={voice.url} aria-label={t("录音")} />)}
    </>
  );
}

/** The way to the receipt of what I filed from this phone. */
export function Receipt({ id }: { id: string }) {
  const receipt = useSignal<KeptReceipt | undefined>(undefined);
  useEffect(() => { void keptReceipt(id, myself.value).then((found) => { receipt.value = found; }); }, [id]);
  return receipt.value ? <a class="button wide" href={`#slip/${id}`}>{t("给当事人看（验真码 {code}）", { code: receipt.value.verify_code })}</a> : null;
}

/** A photo under its mark: what it is of, from which matter. The mark is drawn over the picture, never into it. */
function Picture({ photo, shown }: { photo: Detail["photos"][number]; shown: Detail }) {
  const stage = { after: t("处置后"), check: t("核查") }[photo.stage] ?? t("处置前");
  if (!photo.ready) return <div class="picture"><span>{t("照片处理中")}</span></div>;
  return (
    <a class="picture" href={photo.url} target="_blank" rel="noopener">
      <img src={photo.url} alt={stage} />
      <span class="mark" aria-hidden="true">{stage} · {shown.number}<br />{moment(Date.parse(photo.at ?? shown.reported_at), 0)} · {shown.area_name}</span>
    </a>
  );
}
