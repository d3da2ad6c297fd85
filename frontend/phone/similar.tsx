/** 附近相似: matters that it may already be, under the form and never in front of 提交. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { t } from "../shared/i18n";
import { moment } from "../shared/times";
import { MARKS } from "./marks";
import type { Near } from "./nearby";
import { picture } from "./api";
import type { Item } from "./shapes";
import { online } from "./state";
import { keptThumb } from "./store";

export function Similar({ found, onSame, onOther }: { found: readonly Near[]; onSame: (near: Near) => void; onOther: (near: Near) => void }) {
  if (found.length === 0) return null;
  return (
    <section class="similar" aria-label={t("附近的相似事件")}>
      <h2>{t("附近 {n} 件相似，是同一件吗？", { n: found.length })}</h2>
      {found.map((near) => <Card key={near.item.id} near={near} onSame={() => onSame(near)} onOther={() => onOther(near)} />)}
    </section>
  );
}

function Card({ near: { item, metres }, onSame, onOther }: { near: Near; onSame: () => void; onOther: () => void }) {
  return (
    <div class="near">
      <Look item={item} />
      <p><span aria-hidden="true">{MARKS[item.kind] ?? "●"}</span> <b>{item.title}</b></p>
      <p class="item-meta"><span>{t("{n} 米", { n: Math.round(metres) })}</span><span>{moment(Date.parse(item.reported_at), Date.now())}</span><span class="chip info">{item.state_label}</span><span>{item.number}</span></p>
      <div class="near-keys">
        <button type="button" onClick={onSame}>{t("就是它，我补充")}</button>
        <button type="button" onClick={onOther}>{t("不是")}</button>
      </div>
    </div>
  );
}

/** How it looks: the photo as it is kept on the phone, else as it can be had now, else a blank with its mark. */
function Look({ item }: { item: Item }) {
  const url = useSignal("");
  useEffect(() => {
    let made = "";
    void (async () => {
      const blob = (await keptThumb(item.id))?.blob ?? (online.value && item.photos_arrived > 0 ? await picture(`/incidents/${item.id}/thumbnail`) : null);
      if (blob instanceof Blob) url.value = made = URL.createObjectURL(blob);
    })();
    return () => URL.revokeObjectURL(made);
  }, [item.id]);
  if (url.value) return <img src={url.value} alt="" />;
  return <div class="near-blank" aria-hidden="true"><b>{MARKS[item.kind] ?? "●"}</b>{item.category_name ?? item.kind_name}</div>;
}
