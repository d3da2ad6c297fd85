/** One strip, when the server had been restored from a backup: what was put back, and that nobody has to do anything. */
import { t } from "../shared/i18n";
import { haveRead, putBack } from "./restored";

export function PutBack() {
  if (putBack.value === 0) return null;
  return <p class="strip notice" role="status"><button type="button" onClick={haveRead}>{t("服务器恢复了旧备份，您报的 {n} 件已自动补报，编号会变。点此关闭", { n: putBack.value })}</button></p>;
}
