/** 我的 and 任务: where my reports are, and what waits for me. */
import { t } from "../shared/i18n";
import { minute } from "../shared/times";
import { ItemRow, NetworkStrip } from "./parts";
import type { Item } from "./shapes";
import { asOf, mine, waiting } from "./state";

export function Mine() {
  return <List title={t("我的上报")} items={mine.value} nothing={t("还没有上报过。看到隐患或纠纷，点“上报”。")} />;
}

export function Tasks() {
  return <List title={t("等我办的")} items={waiting.value} nothing={t("没有等您办的事。")} />;
}

function List({ title, items, nothing }: { title: string; items: Item[]; nothing: string }) {
  return (
    <>
      <header class="top"><h1>{title}</h1>{asOf.value !== null && <span class="as-of">{t("截至 {at}", { at: minute(asOf.value) })}</span>}</header>
      <NetworkStrip />
      {items.length === 0 ? <p class="nothing">{nothing}</p> : <ul class="items">{items.map((item) => <ItemRow key={item.id} item={item} />)}</ul>}
    </>
  );
}
