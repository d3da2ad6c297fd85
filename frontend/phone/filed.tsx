/** After 提交: kept on the phone; then, when the receipt is here, its number and its codes. Nobody has to wait for it. */
import { useEffect, useRef } from "preact/hooks";
import { t } from "../shared/i18n";
import { lastFiled } from "./form";
import { delivered, unsent } from "./outbox";
import { NetworkStrip } from "./parts";
import type { Outgoing } from "./shapes";
import { go, online } from "./state";
import { partWords } from "./pending";

export function Filed() {
  const again = useRef<HTMLButtonElement>(null);
  useEffect(() => { if (lastFiled.id) again.current?.focus(); else go(""); }, []);
  const receipt = delivered.value?.id === lastFiled.id ? delivered.value : null;
  const left = unsent.value.find((each): each is Outgoing => each.id === lastFiled.id && each.what === "report");
  const parked = left?.refused;
  const partly = left?.refused_slot ? left.number : "";
  return (
    <>
      <NetworkStrip />
      <div class="filed">
        {!(parked && !partly) && <p class="tick" aria-hidden="true">✓</p>}
        <h1 aria-live="polite">{receipt ? <>{t("已送达")} <span class="nowrap">{receipt.number}</span></> : partly ? <>{t("已收到")} <span class="nowrap">{partly}</span></> : parked ? t("已存手机，还没收下") : online.value ? t("已存手机，正在送") : t("已存手机，联网自动送")}</h1>
        {receipt ? (
          <dl class="codes">
            <dt>{t("验真码")}</dt><dd>{receipt.verify_code}</dd>
            <dt>{t("给当事人的查询码")}</dt><dd><a href={`/t/${receipt.follow_code}`}>{receipt.follow_code}</a></dd>
          </dl>
        ) : !parked && <p class="muted">{t("不用等，可以走开；送到了这里会显示编号")}</p>}
        {left && parked && <p class="wrong" role="alert">{partly ? partWords(left) : parked}</p>}
        <button ref={again} type="button" class="primary wide" onClick={() => go("")}>{t("再报一件")}</button>
        {receipt && <a class="button wide" href={`#slip/${receipt.id}`}>{t("给当事人看")}</a>}
        {receipt && <a class="button wide" href={`#matter/${receipt.id}`}>{t("查看")}</a>}
        {parked && <a class="button wide" href="#outbox">{t("去待传里改")}</a>}
      </div>
    </>
  );
}
