/** 首页 上报: three tiles, the emergency bar, what is still on the phone, and where my things are. Within one thumb's reach. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { t } from "../shared/i18n";
import { isBegun } from "./filing";
import { unsent } from "./outbox";
import { Late, NetworkStrip, OPEN, OnlineOnly } from "./parts";
import { press } from "./emergency";
import type { Kind } from "./shapes";
import { asOf, go, kinds, mine, myself, post, waiting } from "./state";
import { readDraft } from "./store";

const MOST_EXAMPLES = 3;
const TILES = [
  { code: "petition", mark: "●", name: () => t("矛盾纠纷"), hint: null },
  { code: "hazard", mark: "▲", name: () => t("安全隐患"), hint: null },
  { code: "security", mark: "■", name: () => t("治安事件"), hint: () => t("正在发生，请先打 110") },
] as const;

/** A hazard begins with its photo, on a phone; at a desk with the form. */
function begin(code: string): void {
  const camera = code === "hazard" && matchMedia("(pointer: coarse)").matches;
  go(`file/${code}${camera ? "/camera" : ""}`);
}

/** The first categories of a kind, as its form shows them. */
function examples({ categories }: Kind): string {
  return categories.filter((each) => each.parent === null).slice(0, MOST_EXAMPLES).map((each) => each.name).join(" · ");
}

/** The kinds of which a draft lies here. */
async function begun(): Promise<string[]> {
  const found = await Promise.all(TILES.map(({ code }) => readDraft(myself.value, code)));
  return found.flatMap((each) => (each && isBegun(each) ? [each.kind] : []));
}

export function Home() {
  const drafts = useSignal<readonly string[]>([]);
  useEffect(() => { void begun().then((found) => { drafts.value = found; }, () => undefined); }, [myself.value]);
  const solved = mine.value.filter((each) => !OPEN.has(each.state)).length;
  return (
    <>
      <header class="top">
        <h1>{post.value?.area_name ?? t("三零")}</h1>
        {unsent.value.length > 0 && <a class="badge" href="#outbox">{t("待传 {n}", { n: unsent.value.length })}</a>}
        <a class="gear" href="#settings" aria-label={t("设置")}>☰</a>
      </header>
      <NetworkStrip />
      <Late />
      <OnlineOnly />
      <div class="tiles">
        {TILES.map((tile) => ({ ...tile, about: kinds.value.find((each) => each.code === tile.code) })).map((tile) => (
          <button type="button" class="tile" key={tile.code} onClick={() => begin(tile.code)} disabled={kinds.value.length === 0}>
            <span class="tile-name"><span aria-hidden="true">{tile.mark}</span> {tile.about?.name ?? tile.name()} {drafts.value.includes(tile.code) && <span class="chip">{t("有草稿")}</span>}</span>
            <span class="tile-hint">{tile.hint ? tile.hint() : tile.about && examples(tile.about)}</span>
          </button>
        ))}
        <a class="emergency" href="#emergency" {...press}>{t("! 紧急求助")}</a>
        {asOf.value === null && kinds.value.length === 0 ? <FirstOpen /> : (
          <div class="answers">
            <a href="#tasks"><b>{waiting.value.length}</b>{t("等我办")}</a>
            <a href="#mine"><b>{mine.value.length - solved}</b>{t("我报的在办")}</a>
            <a href="#mine/solved"><b>{solved}</b>{t("已有结果")}</a>
          </div>
        )}
      </div>
    </>
  );
}

function FirstOpen() {
  return <ol class="first"><li><b aria-hidden="true">◉</b>{t("拍")}</li><li><b aria-hidden="true">☝</b>{t("点")}</li><li><b aria-hidden="true">➜</b>{t("交")}</li></ol>;
}
