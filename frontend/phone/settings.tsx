/** 设置: text size, language, what this app never does, complaints about it, leaving. */
import { useSignal } from "@preact/signals";
import { t } from "../shared/i18n";
import { Diagnosis } from "./diagnosis";
import { Language } from "./language";
import { unsent } from "./outbox";
import { Chips, NetworkStrip, Top } from "./parts";
import { me, signOut } from "./state";
import { keep } from "./store";

/** Draw all text at this share of its size, now and at the next start. */
function setTextSize(percent: string): void {
  document.documentElement.style.fontSize = `${percent}%`;
  void keep("text-size", percent);
}

export function Settings() {
  const size = useSignal(document.documentElement.style.fontSize.replace("%", "") || "100");
  const left = unsent.value.length;
  return (
    <>
      <Top title={t("设置")} back="" />
      <NetworkStrip />
      <div class="settings">
        <p>{me.value?.user.display_name} · {me.value?.postings.map((each) => t("{role}（{place}）", { role: each.role_label, place: each.department_name ?? each.area_name })).join(t("、"))}</p>
        <h2>{t("字号")}</h2>
        <Chips few name="size" legend={t("字号")} value={size.value} onPick={(percent) => { size.value = percent; setTextSize(percent); }} choices={[["100", t("标准")], ["120", t("大")], ["140", t("特大")]]} />
        <h2>{t("语言")}</h2>
        <Language />
        <h2>{t("诊断")}</h2>
        <Diagnosis />
        <h2>{t("这个应用不做什么")}</h2>
        <p>{t("不记行踪，不算时长，不给人排名；不强制拍照；没有网络也能用。定位只在上报时取一次。")}</p>
        <a class="button wide" href="tel:12345">{t("意见与投诉：拨打 12345")}</a>
        <button type="button" class="wide" disabled={left > 0} onClick={() => void signOut()}>{t("退出登录")}</button>
        {left > 0 && <p class="muted">{t("还有 {n} 件没有送到，送到后才能退出", { n: left })}</p>}
      </div>
    </>
  );
}
