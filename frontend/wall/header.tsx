/** The top line: whose wall, how fresh, the time. */
import type { VNode } from "preact";
import { t } from "../shared/i18n";
import { clock, day } from "../shared/times";
import { lastHeard, serverNow, skew } from "./clock";
import { DutyPill, SoundPill } from "./pills";
import { caughtUp, fresh, known, lag, link, room, silent, stalled } from "./state";

const SKEW = 5_000;

export function Header(): VNode {
  const now = serverNow.value;
  const area = room.value?.area.name ?? known.value?.area ?? "";
  return (
    <header class="top">
      <h1>
        {area} {t("三零指挥中心")}
      </h1>
      <div class="pills">
        {caughtUp.value > 0 && <span class="pill info">{t("已补 {n} 条", { n: caughtUp.value })}</span>}
        {Math.abs(skew.value) > SKEW && <span class="pill warn">{t("本机钟差 {s} 秒", { s: signed(skew.value) })}</span>}
        {link.value === "no-session" && <span class="pill alarm">▮ {t("值守未登录")}</span>}
        {link.value === "no-room" && <span class="pill alarm">▮ {t("此账号看不到这个辖区")}</span>}
        <Freshness />
        <SoundPill />
        <DutyPill />
      </div>
      <time class="clock" dateTime={now === null ? "" : new Date(now).toISOString()}>
        <span class="date">{now === null ? "" : day(now)}</span>
        {now === null ? "--:--:--" : clock(now)}
      </time>
    </header>
  );
}

function Freshness(): VNode {
  const at = lastHeard();
  if (fresh.value === "waiting" || at === null) return <span class="pill hatched">◌ {t("正在连接")}</span>;
  if (fresh.value === "live") return <span class="pill live">● {t("实时")}</span>;
  if (stalled.value) return <span class="pill hatched">◌ {t("定序停滞 · 已 {s} 秒", { s: Math.round(lag.value) })}</span>;
  const s = Math.floor((silent.value ?? 0) / 1000);
  return <span class="pill hatched">◌ {t("数据停在 {time} · 已 {s} 秒", { time: clock(at), s })}</span>;
}

/** Over the top edge once nothing has been heard for a minute. */
export function Banner(): VNode | null {
  const at = lastHeard();
  if (fresh.value !== "dead" || at === null) return null;
  const minutes = Math.floor((silent.value ?? 0) / 60_000);
  return (
    <div class="banner" role="alert">
      ▮ {t("屏幕已停 {m} 分钟，以下是 {time} 的情况，请用工作台或电话核对", { m: minutes, time: clock(at) })}
    </div>
  );
}

function signed(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  return seconds > 0 ? `+${seconds}` : String(seconds);
}
