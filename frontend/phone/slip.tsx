/** 给当事人看: a receipt as a slip of paper, its number, 验真码 and QR code. From the phone's own copy, without a network; of nobody a word. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { t } from "../shared/i18n";
import { device } from "./device";
import { Top } from "./parts";
import { path, qr } from "./qr";
import type { KeptReceipt } from "./shapes";
import { lastList, myself } from "./state";
import { keptReceipt } from "./store";

/** Where anybody can have the receipt judged. */
export function addressOf({ number, verify_code, verify_url }: KeptReceipt): string {
  return new URL(verify_url ?? `/verify?${new URLSearchParams({ n: number, c: verify_code })}`, location.origin).href;
}

export function Slip({ id }: { id: string }) {
  const receipt = useSignal<KeptReceipt | null | undefined>(null);
  const copied = useSignal(false);
  useEffect(() => { void keptReceipt(id, myself.value).then((found) => { receipt.value = found; }); }, [id]);
  const shown = receipt.value;
  if (!shown) return <><Top title={t("回执")} back={lastList.value} />{shown === undefined && <p class="nothing" role="alert">{t("这台手机上没有它的回执")}</p>}</>;
  const address = addressOf(shown);
  const follow = shown.follow_code && new URL(`/t/${shown.follow_code}`, location.origin).href;
  const words = t("事件编号 {number}，验真码 {code}。查真假：{address}", { number: shown.number, code: shown.verify_code, address });
  const said = follow ? `${words} ${t("看办到哪一步：{address}", { address: follow })}` : words;
  const give = async () => { copied.value = (await device().share({ title: t("回执"), text: said })) === "kept"; };
  return (
    <>
      <Top title={t("回执")} back={`matter/${id}`} />
      <article class="slip">
        <dl class="codes">
          <dt>{t("事件编号")}</dt><dd>{shown.number}</dd>
          <dt>{t("验真码")}</dt><dd>{shown.verify_code}</dd>
          {shown.follow_code && <><dt>{t("查询码")}</dt><dd>{shown.follow_code}</dd></>}
          <dt>{t("收到时间")}</dt><dd>{whole(shown.received_at)}</dd>
        </dl>
        {follow && <><Code address={follow} name={t("查办理情况的二维码")} /><p>{t("当事人扫码，或打开 {address}，可看办到哪一步。", { address: follow })}</p></>}
        <Code address={address} name={t("查真假的二维码")} />
        <p>{t("扫码，或打开下面的网址，输入编号和验真码，可查这张回执的真假。")}</p>
        <p class="muted">{address}</p>
      </article>
      <div class="slip-keys">
        <button type="button" class="primary wide" onClick={() => print()}>{t("打印")}</button>
        <button type="button" class="wide" onClick={() => void give()}>{t("发给当事人")}</button>
        {copied.value && <p class="said" role="status">{t("已复制，可粘贴到短信或聊天里")}</p>}
        <p class="muted">{t("上面没有姓名、电话和内容。")}</p>
      </div>
    </>
  );
}

function Code({ address, name }: { address: string; name: string }) {
  const code = qr(address);
  const size = code.rows.length;
  return <svg class="code" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={name} shape-rendering="crispEdges"><path d={path(code)} /></svg>;
}

/** The whole instant, for paper that is looked at years later. */
function whole(at: string): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai", dateStyle: "short", timeStyle: "short" }).format(new Date(at));
}
