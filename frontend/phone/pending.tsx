/** What was done on a matter and waits on this phone: in 待传 and on the matter itself. */
import { t } from "../shared/i18n";
import { moment } from "../shared/times";
import { Conflict } from "./conflict";
import { drop, onceMore } from "./parked";
import type { Attachment, Command, Outgoing, Waiting } from "./shapes";
import { online } from "./state";

/** How it goes with what is not sent. */
export function how(deed: Waiting): string {
  if (!online.value) return t("等网络");
  if (deed.what === "report" && deed.number) return t("{number} 已收，照片在传", { number: deed.number });
  return deed.tries > 0 ? t("没送到，会再试") : t("排队");
}

/** A report that has arrived but for one part: which, and why. */
export function partWords({ number, refused_slot, refused }: Outgoing): string {
  if (refused_slot.startsWith("voice")) return t("{number} 已收到，但录音没收下：{why}", { number, why: refused });
  return t("{number} 已收到，但第 {n} 张照片没收下：{why}", { number, n: refused_slot.replace("photo-", ""), why: refused });
}

/** A verb or a photo: what it is, how it goes, and if it was refused, why. */
export function Pending({ deed, onChange }: { deed: Command | Attachment; onChange?: (command: Command) => void }) {
  const name = deed.what === "command" ? deed.label : t("照片");
  if (deed.what === "command" && deed.current) return <Conflict command={deed} />;
  return (
    <div class="pending">
      <p class="item-meta"><b>{name}</b><span class="chip">{t("待传")}</span><span>{moment(deed.made_at, Date.now())}</span>{!deed.refused && <span role="status">{how(deed)}</span>}</p>
      {deed.refused && (
        <>
          <p class="wrong" role="alert">{deed.refused}</p>
          {deed.what === "command" && onChange && <button type="button" class="wide" onClick={() => onChange(deed)}>{t("改一改再办")}</button>}
          <button type="button" class="wide" onClick={() => void onceMore(deed)}>{t("原样再传一次")}</button>
          <button type="button" class="wide" onClick={() => void drop(deed)}>{t("不办了")}</button>
        </>
      )}
    </div>
  );
}
