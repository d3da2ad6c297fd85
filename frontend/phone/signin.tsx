/** The sign-in of the phone: first how much is safe on it, then name and password, and the code where the account has one. */
import { useSignal } from "@preact/signals";
import { t } from "../shared/i18n";
import { call, sentence } from "./api";
import { flush, unsent } from "./outbox";
import { OnlineOnly, Others } from "./parts";
import { Language } from "./language";
import type { Me } from "./shapes";
import { go, signedIn } from "./state";

export function SignIn() {
  const wrong = useSignal("");
  const asksCode = useSignal(false);
  const change = useSignal("");
  const busy = useSignal(false);

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (busy.value) return;
    busy.value = true;
    const form = Object.fromEntries(new FormData(event.target as HTMLFormElement));
    const answer = await call<Me & { token: string }>("POST", "/session", form);
    busy.value = false;
    if (!answer.ok) {
      change.value = answer.refusal.code === "PASSWORD_CHANGE" ? (answer.refusal.detail?.url ?? "") : "";
      asksCode.value ||= answer.refusal.code === "SECOND_FACTOR";
      wrong.value = answer.refusal.status === 0 ? t("没有网络，联网后再登录") : sentence(answer.refusal);
      return;
    }
    await signedIn(answer.body);
    void flush("hope");
    if (location.hash === "#sign-in") go("");
  }

  return (
    <div class="sign-in">
      <p class="tick" aria-hidden="true">●▲■</p>
      <h1>{t("三零 · 网格")}</h1>
      {unsent.value.length > 0 && <p class="strip" role="status">{t("{n} 件未送的都在手机里，登录后自动送", { n: unsent.value.length })}</p>}
      <Others />
      <OnlineOnly />
      <form onSubmit={(event) => void submit(event)}>
        <label class="labelled"><span>{t("用户名")}</span><input name="username" autocomplete="username" autocapitalize="none" required /></label>
        <label class="labelled"><span>{t("密码")}</span><input name="password" type="password" autocomplete="current-password" required /></label>
        {asksCode.value && <label class="labelled"><span>{t("动态口令")}</span><input name="code" inputMode="numeric" autocomplete="one-time-code" required /></label>}
        {wrong.value && <p class="wrong" role="alert">{wrong.value}</p>}
        {change.value && <a class="button wide" href={change.value}>{t("去改密码")}</a>}
        <button class="primary wide" disabled={busy.value}>{t("登录")}</button>
      </form>
      <Language />
    </div>
  );
}
