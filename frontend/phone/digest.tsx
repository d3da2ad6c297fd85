/** 小结: what waits for me, where my reports are, what was solved; the first and the last as of eight or four, so that nothing nags in between. */
import { t } from "../shared/i18n";
import { moment } from "../shared/times";
import { whereabouts } from "./figures";
import { OPEN } from "./parts";
import { me, mine, waiting } from "./state";

export function Digest() {
  const digest = me.value?.digest;
  if (!digest) return null;
  const waits = Math.min(digest.waiting, waiting.value.length);
  const open = mine.value.filter((each) => OPEN.has(each.state));
  return (
    <section class="digest" aria-label={t("小结")}>
      <p class="muted">{t("小结 · {at}，每天两次", { at: moment(Date.parse(digest.as_of), Date.now()) })}</p>
      <a href="#tasks">{waits > 0 ? t("等您办的有 {n} 件", { n: waits }) : t("没有等您办的事。")}</a>
      <p>{open.length > 0 ? t("您报的在办 {n} 件，现在：{places}", { n: open.length, places: whereabouts(open) }) : t("没有您报的在办")}</p>
      <a href="#mine/solved">{digest.settled > 0 ? t("近七天解决了 {n} 件", { n: digest.settled }) : t("近七天还没有新结果")}</a>
    </section>
  );
}
