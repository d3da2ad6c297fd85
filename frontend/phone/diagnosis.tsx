/** 诊断: what a person at the office asks over the telephone when something does not arrive. */
import { useEffect } from "preact/hooks";
import { t } from "../shared/i18n";
import { moment } from "../shared/times";
import { SCARCE, clockAhead, lookAtStorage, storage, unsentAsFile } from "./health";
import { unsent } from "./outbox";
import { device } from "./device";
import { opensOffline } from "./shell";
import { myself } from "./state";

export function Diagnosis() {
  useEffect(() => void lookAtStorage(), []);
  const { kept, free } = storage.value;
  const oldest = unsent.value[0];
  const version = /phone\.(\w+)\.js/.exec(document.querySelector<HTMLScriptElement>('script[src*="/phone."]')?.src ?? "")?.[1] ?? "";
  const rows = [
    [t("待传"), oldest ? t("{n} 件，最早 {at}", { n: unsent.value.length, at: moment(oldest.made_at, Date.now()) }) : t("没有")],
    [t("手机存储"), kept === null ? t("不清楚") : kept ? t("已固定，不会被清理") : t("未固定，请添加到桌面")],
    [t("剩余空间"), free === null ? t("不清楚") : free < 1e9 ? t("{n} MB", { n: Math.round(free / 1e6) }) : t("{n} GB", { n: (free / 1e9).toFixed(1) })],
    [t("断网打开"), opensOffline.value ? t("可以") : t("此环境断网后打不开，请用浏览器添加到桌面")],
    [t("手机时钟"), clockAhead.value === null ? t("不清楚") : Math.abs(clockAhead.value) < 60 ? t("准") : t("差 {n} 分钟，不影响上报", { n: Math.round(clockAhead.value / 60) })],
    [t("版本"), version],
  ] as const;
  return <dl class="diagnosis">{rows.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>;
}

/** Under 待传: when the phone might not keep it for long, and the way out by hand. */
export function Safety() {
  useEffect(() => void lookAtStorage(), []);
  const { kept, free } = storage.value;
  const scarce = free !== null && free < SCARCE;
  return (
    <>
      {(scarce || kept === false) && (
        <details class="strip notice safety">
          <summary>{scarce ? t("手机空间不多了，请清理一些") : t("把它添加到桌面，手机就不会清理待传的内容")}</summary>
          <ol><li>{t("点浏览器的菜单（⋮ 或分享）")}</li><li>{t("选“添加到主屏幕”或“添加到桌面”")}</li><li>{t("以后从桌面图标打开")}</li></ol>
        </details>
      )}
      {unsent.value.length > 0 && <button type="button" class="wide pad" onClick={() => void give()}>{t("导出待传包，交给办公室")}</button>}
    </>
  );
}

async function give(): Promise<void> {
  await device().share({ title: t("待传包"), file: await unsentAsFile(myself.value) });
}
