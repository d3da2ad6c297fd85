/** 首页 上报: three tiles, the emergency bar, and what is still on the phone. Everything within one thumb's reach. */
import { t } from "../shared/i18n";
import { unsent } from "./outbox";
import { NetworkStrip, Top } from "./parts";
import { go, kinds, post } from "./state";

const TILES = [
  { code: "petition", mark: "●", name: () => t("矛盾纠纷"), hint: () => t("上访 · 邻里 · 劳资") },
  { code: "hazard", mark: "▲", name: () => t("安全隐患"), hint: () => t("消防 · 燃气 · 道路 · 用电") },
  { code: "security", mark: "■", name: () => t("治安事件"), hint: () => t("正在发生，请先打 110") },
] as const;

export function Home() {
  return (
    <>
      <header class="top">
        <h1>{post.value?.area_name ?? t("三零")}</h1>
        {unsent.value.length > 0 && <a class="badge" href="#outbox">{t("待传 {n}", { n: unsent.value.length })}</a>}
        <a class="gear" href="#settings" aria-label={t("设置")}>☰</a>
      </header>
      <NetworkStrip />
      <div class="tiles">
        {TILES.map((tile) => (
          <button type="button" class="tile" key={tile.code} onClick={() => go(`file/${tile.code}`)} disabled={kinds.value.length === 0}>
            <span class="tile-name"><span aria-hidden="true">{tile.mark}</span> {tile.name()}</span>
            <span class="tile-hint">{tile.hint()}</span>
          </button>
        ))}
        <a class="emergency" href="#emergency">{t("! 紧急求助")}</a>
      </div>
    </>
  );
}

/** 紧急求助: tap and confirm; the call goes to 110, 119 or 120, never through us. */
export function Emergency() {
  return (
    <>
      <Top title={t("紧急求助")} back="" />
      <div class="tiles">
        <p class="lead">{t("有人受伤、起火、燃气泄漏或正在发生的违法犯罪：先打电话，人先到安全处。")}</p>
        <a class="call" href="tel:110">110 {t("报警")}</a>
        <a class="call" href="tel:119">119 {t("火警")}</a>
        <a class="call" href="tel:120">120 {t("急救")}</a>
        <button type="button" class="tile small" onClick={() => go("file/security/urgent")}>{t("电话打过了，上报一件紧急事件")}</button>
      </div>
    </>
  );
}
