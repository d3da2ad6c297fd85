/** After 提交: kept on the phone; then, when the receipt is here, its number and its codes. Nobody has to wait for it. */
import { t } from "../shared/i18n";
import { lastFiled } from "./form";
import { delivered, flush, unsent } from "./outbox";
import { moment } from "../shared/times";
import { Top } from "./parts";
import { go } from "./state";

export function Filed() {
  const receipt = delivered.value?.id === lastFiled.id ? delivered.value : null;
  const parked = unsent.value.find((each) => each.id === lastFiled.id)?.refused;
  return (
    <div class="filed">
      <p class="tick" aria-hidden="true">✓</p>
      <h1 aria-live="polite">{receipt ? t("已送达 {number}", { number: receipt.number }) : t("已存手机，正在送")}</h1>
      {receipt && (
        <dl class="codes">
          <dt>{t("验真码")}</dt><dd>{receipt.verify_code}</dd>
          <dt>{t("给当事人的查询码")}</dt><dd><a href={`/t/${receipt.follow_code}`}>{receipt.follow_code}</a></dd>
        </dl>
      )}
      {parked && <p class="wrong" role="alert">{parked}</p>}
      <button type="button" class="primary wide" autofocus onClick={() => go("")}>{t("再报一件")}</button>
      {receipt && <a class="button wide" href={`#matter/${receipt.id}`}>{t("查看")}</a>}
    </div>
  );
}

/** 待传: every report that is still on the phone, with its reason. */
export function Outbox() {
  return (
    <>
      <Top title={t("待传")} back="" />
      {unsent.value.length === 0 && <p class="nothing">{t("都送到了 ✓")}</p>}
      <ul class="items">
        {unsent.value.map((report) => (
          <li key={report.id} class="item">
            <span class="item-head"><span aria-hidden="true">{report.mark}</span><b>{report.title}</b></span>
            <span class="item-meta"><span>{t("{n} 图", { n: report.slots.length })}</span><span>{moment(report.made_at, Date.now())}</span><span>{report.refused ? "" : report.tries ? t("等网络") : t("排队")}</span></span>
            {report.refused && <p class="wrong">{report.refused}</p>}
          </li>
        ))}
      </ul>
      {unsent.value.length > 0 && <button type="button" class="primary wide pad" onClick={() => void flush(true)}>{t("现在传")}</button>}
    </>
  );
}
