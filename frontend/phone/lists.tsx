/** 我的 and 任务: where my reports are, and what waits for me. */
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { t } from "../shared/i18n";
import { moment } from "../shared/times";
import { Digest } from "./digest";
import { unsent } from "./outbox";
import { ItemRow, NetworkStrip, OPEN } from "./parts";
import type { Item } from "./shapes";
import { asOf, lastList, mine, refresh, waiting } from "./state";

/** What I filed: what is still open, or what was solved. */
export function Mine({ part }: { part: string }) {
  const left = unsent.value.length;
  const solved = part === "solved";
  const items = mine.value.filter((each) => OPEN.has(each.state) !== solved);
  return (
    <List name="mine" title={t("我的上报")} items={items} nothing={solved ? t("还没有结果。办完了会在这里。") : t("没有在办的。看到隐患或纠纷，点“上报”。")}>
      <nav class="parts" aria-label={t("我的上报")}>
        <a href="#mine" aria-current={solved ? undefined : "page"}>{t("在办")}</a><a href="#mine/solved" aria-current={solved ? "page" : undefined}>{t("已有结果")}</a>
      </nav>
      {!solved && <Digest />}
      <a class="button wide pad" href="#scan">{t("扫一扫回执或门上的码")}</a>
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
