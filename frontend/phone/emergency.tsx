/** 紧急求助: hold the bar for a second, or tap and confirm. The call goes to 110, 119 or 120, never through us; we file where it is. */
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { t } from "../shared/i18n";
import { device } from "./device";
import { blank, outgoingOf } from "./filing";
import { lastFiled } from "./form";
import { delivered, file } from "./outbox";
import { NetworkStrip, Top } from "./parts";
import type { Kind, Place } from "./shapes";
import { go, kinds, myself, online, ownGrid } from "./state";
import { uuid7 } from "./uuid";

const HELD = 1_000;
const FOR_A_FIX = 4_000;
const KIND = "security";

/** What is being done about the emergency; "" for nothing yet. */
const going = signal<"" | "filing" | "filed" | "full">("");
let timer: ReturnType<typeof setTimeout> | undefined;

function hold(): void {
  timer = setTimeout(() => {
    navigator.vibrate?.(60);
    go("emergency");
    void raise();
  }, HELD);
}
const release = () => clearTimeout(timer);

/** What makes an element answer to being held. */
export const press = { onPointerDown: hold, onPointerUp: release, onPointerLeave: release, onPointerCancel: release, onContextMenu: (event: Event) => event.preventDefault() };

/** File an urgent matter at once: with the place if there is a fix within seconds, else in one's own grid. */
async function raise(): Promise<void> {
  const kind = kinds.value.find((each) => each.code === KIND);
  if (!kind || going.value === "filing") return;
  going.value = "filing";
  const draft = { ...blank(KIND, uuid7(), Date.now(), true, myself.value), text: t("紧急求助，请立即联系网格员") };
  try {
    draft.place = await fix();
    await file([outgoingOf(draft, kind, undefined, ownGrid.value, myself.value, Date.now())]);
    lastFiled.id = draft.id;
    going.value = "filed";
  } catch {
    going.value = "full";
  }
}

/** The best position within some seconds; null if there is none. */
function fix(): Promise<Place | null> {
  return new Promise((resolve) => {
    let best: Place | null = null;
    const end = () => { clearTimeout(limit); stop(); resolve(best); };
    const limit = setTimeout(() => end(), FOR_A_FIX);
    const stop = device().locate((place) => { best = place; if (place.accuracy_metres <= 50) setTimeout(end, 0); }, () => setTimeout(end, 0));
  });
}

export function Emergency() {
  const about: Kind | undefined = kinds.value.find((each) => each.code === KIND);
  useEffect(() => () => { if (going.value !== "filing") going.value = ""; }, []);
  return (
    <>
      <Top title={t("紧急求助")} back="" />
      <NetworkStrip />
      <div class="tiles">
        <p class="lead">{t("有人受伤、起火、燃气泄漏或正在发生的违法犯罪：先打电话，人先到安全处。")}</p>
        <a class="call" href="tel:110">110 {t("报警")}</a>
        <a class="call" href="tel:119">119 {t("火警")}</a>
        <a class="call" href="tel:120">120 {t("急救")}</a>
        {going.value === "" && <button type="button" class="tile small" disabled={!about} onClick={() => void raise()}>{t("马上上报一件紧急事件，附上位置")}</button>}
        {going.value === "filing" && <p class="said" role="status">{t("正在上报…")}</p>}
        {going.value === "filed" && <Raised />}
        {going.value === "full" && <p class="wrong" role="alert">{t("手机存不下了，没有报成。请打电话")}</p>}
        <button type="button" class="tile small" onClick={() => go(`file/${KIND}/urgent`)}>{t("写明情况再报")}</button>
      </div>
    </>
  );
}

/** Whether it has arrived: in an emergency the one thing to know. */
function Raised() {
  const receipt = delivered.value?.id === lastFiled.id ? delivered.value : null;
  if (receipt) return <p class="said" role="status"><a href={`#matter/${receipt.id}`}>{t("已送达 {number}，点此看这件", { number: receipt.number })}</a></p>;
  if (!online.value) return <p class="wrong" role="alert">{t("没有网络，还没送出去，请打电话。联网会自动送")}</p>;
  return <p class="strip" role="status">{t("紧急事件已存手机，正在送…")}</p>;
}
