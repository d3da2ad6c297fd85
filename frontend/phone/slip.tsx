/** 给当事人看: a receipt as a slip of paper, its number, 验真码 and QR code. From the phone's own copy, without a network; of nobody a word. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { t } from "../shared/i18n";
import { later } from "./opening";
import { Top } from "./parts";
import { device } from "./device";
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
  const words = t("事件编号 {number}，验真码 {code}。查真假：{address}", { number: shown.number, code: shown.verify_code, address });
  const give = async () => { copied.value = (await device().share({ title: t("回执"), text: words })) === "kept"; };
  return (
    <>
      <Top title={t("回执")} back={`matter/${id}`} />
      <article class="slip">
        <dl class="codes">
          <dt>{t("事件编号")}</dt><dd>{shown.number}</dd>
          <dt>{t("验真码")}</dt><dd>{shown.verify_code}</dd>
          <dt>{t("收到时间")}</dt><dd>{whole(shown.received_at)}</dd>
        </dl>
        <Code address={address} />
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

/** The code, as soon as it is drawn; without it the address stands below. */
function Code({ address }: { address: string }) {
  const drawn = useSignal({ path: "", size: 0 });
  useEffect(() => {
    void later().then(({ qr, path }) => {
      const code = qr(address);
      drawn.value = { path: path(code), size: code.rows.length };
    }, () => undefined);
  }, [address]);
  const { path, size } = drawn.value;
  return path ? <svg class="code" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={t("查真假的二维码")} shape-rendering="crispEdges"><path d={path} /></svg> : null;
}

/** The whole instant, for paper that is looked at years later. */
function whole(at: string): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai", dateStyle: "short", timeStyle: "short" }).format(new Date(at));
}
