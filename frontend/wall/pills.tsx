/** What the top line says of duty: the sound, who answers here; the button that begins the watch, and the keys. */
import type { VNode } from "preact";
import { t } from "../shared/i18n";
import { answers, muted } from "./duty";
import { helping } from "./keys";
import { voice, wake } from "./sound";

/** ♪: permanent, and itself warn-coloured when nobody could hear an alarm. */
export function SoundPill(): VNode {
  if (voice.value !== "on") return <span class="pill warn">♪ {t("告警声 关")}</span>;
  if (muted.value > 0) {
    const left = `${Math.floor(muted.value / 60)}:${String(muted.value % 60).padStart(2, "0")}`;
    return <span class="pill warn">♪ {t("静音 {left}", { left })}</span>;
  }
  return <span class="pill">♪ {t("告警声 开")}</span>;
}

export function DutyPill(): VNode {
  return answers ? <span class="pill">{t("本屏可确认")}</span> : <span class="pill">{t("工作台确认")}</span>;
}

/** Until the browser may sound: one large button, for the autoplay rule wants a hand on the machine once. */
export function Begin(): VNode | null {
  if (voice.value !== "suspended") return null;
  return (
    <button type="button" class="begin" onClick={() => void wake()}>
      ♪ {t("开始值守")}
    </button>
  );
}

const KEYS: readonly (readonly [string, string])[] = [
  ["1 2 3", "确认第几条告警"], ["M", "静音五分钟，一级最多两分钟"], ["T", "试音并登记"], ["I", "展开一件事，再按还原"],
  ["G", "地图轮换：全部、访、安、案"], ["F", "全屏"], ["P", "打印三零日报"], ["?", "这张表"],
];

export function Help(): VNode | null {
  if (!helping.value) return null;
  return (
    <div class="help" role="dialog" aria-label={t("按键")}>
      <dl>
        {KEYS.map(([key, word]) => <div key={key}><dt><kbd>{key}</kbd></dt><dd>{t(word)}</dd></div>)}
      </dl>
    </div>
  );
}
