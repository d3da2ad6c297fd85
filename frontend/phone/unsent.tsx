/** 待传: everything that is still on the phone, how it goes, and what can be done where the server said no. */
import { useSignal } from "@preact/signals";
import { t } from "../shared/i18n";
import { moment } from "../shared/times";
import { Safety } from "./diagnosis";
import { flush, unsent } from "./outbox";
import { NetworkStrip, Others, Top } from "./parts";
import { drop, onceMore, withoutPhoto, writeAgain } from "./parked";
import { how, partWords, Pending } from "./pending";
import type { Outgoing, Waiting } from "./shapes";
import { asOf, go } from "./state";

export function Unsent() {
  return (
    <>
      <Top title={t("待传")} back="" />
      <NetworkStrip />
      {unsent.value.length === 0 && <p class="nothing">{t("都送到了 ✓ {at}", { at: asOf.value ? moment(asOf.value, Date.now()) : "" })}</p>}
      <ul class="items">{unsent.value.map((deed) => <Row key={deed.id} deed={deed} />)}</ul>
      {unsent.value.some((each) => !each.refused) && <button type="button" class="primary wide pad" onClick={() => void flush("now")}>{t("现在传")}</button>}
      <Others />
      <Safety />
    </>
  );
}

function Row({ deed }: { deed: Waiting }) {
  return (
    <li class="item">
      <span class="item-head"><span aria-hidden="true">{deed.mark}</span>{deed.what === "report" ? <b>{deed.title}</b> : <a href={`#matter/${deed.matter}`}>{deed.title}</a>}</span>
      {deed.what === "report" ? <Report report={deed} /> : <Pending deed={deed} />}
    </li>
  );
}

function Report({ report }: { report: Outgoing }) {
  return (
    <>
      <span class="item-meta">
        {report.slots.length > 0 && <span>{t("{n} 图 {size} MB", { n: report.slots.filter((slot) => !slot.startsWith("voice")).length, size: (report.bytes / 1_000_000).toFixed(1) })}</span>}
        <span>{moment(report.made_at, Date.now())}</span>
        {!report.refused && <span>{how(report)}</span>}
      </span>
      {report.refused && <Refused report={report} />}
    </>
  );
}

function Refused({ report }: { report: Outgoing }) {
  const sure = useSignal(false);
  const blocked = useSignal(false);
  const again = async () => { if (await writeAgain(report)) go(`file/${report.draft.kind}`); else blocked.value = true; };
  return (
    <>
      <p class="wrong">{report.refused_slot ? partWords(report) : report.refused}</p>
      {blocked.value && <p class="muted">{t("同类的还有一件没写完，先把那件交了再改这件")}</p>}
      {report.refused_slot
        ? <button type="button" class="wide" onClick={() => void withoutPhoto(report)}>{report.refused_slot.startsWith("voice") ? t("不要这段录音了") : t("不要这张照片了")}</button>
        : <button type="button" class="wide" onClick={() => void again()}>{t("改一改再交")}</button>}
      <button type="button" class="wide" onClick={() => void onceMore(report)}>{t("原样再传一次")}</button>
      {!report.refused_slot && <button type="button" class="wide" onClick={() => { if (sure.value) void drop(report); else sure.value = true; }}>{sure.value ? t("再点一次就删掉，找不回来") : t("不报了")}</button>}
    </>
  );
}
