/** 我的 and 任务: where my reports are, and what waits for me. */
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { t } from "../shared/i18n";
import { moment } from "../shared/times";
import { unsent } from "./outbox";
import { ItemRow, NetworkStrip } from "./parts";
import type { Item } from "./shapes";
import { asOf, lastList, mine, refresh, waiting } from "./state";

export function Mine() {
  const left = unsent.value.length;
  return (
    <List name="mine" title={t("我的上报")} items={mine.value} nothing={t("还没有上报过。看到隐患或纠纷，点“上报”。")}>
      {left > 0 && <a class="button wide pad" href="#outbox">{t("待传 {n}", { n: left })}</a>}
    </List>
  );
}

export function Tasks() {
  const items = [...waiting.value].sort((one, other) => due(one) - due(other));
  return <List name="tasks" title={t("等我办的")} items={items} nothing={t("没有等您办的事。")} />;
}

function due(item: Item): number {
  return item.due_at ? Date.parse(item.due_at) : Number.POSITIVE_INFINITY;
}

function List({ name, title, items, nothing, children }: { name: string; title: string; items: Item[]; nothing: string; children?: ComponentChildren }) {
  useEffect(() => {
    lastList.value = name;
    void refresh();
  }, []);
  return (
    <>
      <header class="top"><h1>{title}</h1>{asOf.value !== null && <span class="as-of">{t("截至 {at}", { at: moment(asOf.value, Date.now()) })}</span>}</header>
      <NetworkStrip />
      {children}
      {items.length === 0 ? <p class="nothing">{nothing}</p> : <ul class="items">{items.map((item) => <ItemRow key={item.id} item={item} />)}</ul>}
    </>
  );
}
