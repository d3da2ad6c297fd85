/** 设置: text size, how the phone keeps things, complaints about this app, leaving; and the sign-in. */
import { useSignal } from "@preact/signals";
import { t } from "../shared/i18n";
import { call } from "./api";
import { unsent } from "./outbox";
import { Chips, Top } from "./parts";
import { me, signOut, signedIn } from "./state";
import { keep } from "./store";

/** Draw all text at this share of its size, now and at the next start. */
function setTextSize(percent: string): void {
  document.documentElement.style.fontSize = `${percent}%`;
  void keep("text-size", percent);
}

export function Settings() {
  const size = useSignal(document.documentElement.style.fontSize.replace("%", "") || "100");
  const left = unsent.value.length;
  return (
    <>
      <Top title={t("设置")} back="" />
      <div class="settings">
        <p>{me.value?.user.display_name} · {me.value?.postings.map((each) => `${each.role_label}（${each.department_name ?? each.area_name}）`).join("、")}</p>
        <h2>{t("字号")}</h2>
        <Chips name="size" legend={t("字号")} value={size.value} onPick={(percent) => { size.value = percent; setTextSize(percent); }} choices={[["100", t("标准")], ["120", t("大")], ["140", t("特大")]]} />
        <h2>{t("这个应用不做什么")}</h2>
        <p>{t("不记行踪，不算时长，不给人排名；不强制拍照；没有网络也能用。定位只在上报时取一次。")}</p>
        <a class="button wide" href="mailto:?subject=三零%20意见与投诉">{t("意见与投诉")}</a>
        <button type="button" class="wide" disabled={left > 0} onClick={() => void signOut()}>{t("退出登录")}</button>
        {left > 0 && <p class="muted">{t("还有 {n} 件没有送到，送到后才能退出", { n: left })}</p>}
      </div>
    </>
  );
}

export function SignIn() {
  const wrong = useSignal("");
  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    const answer = await call<{ token: string }>("POST", "/session", { username: form.get("username"), password: form.get("password") });
    if (answer.ok) await signedIn(answer.body.token);
    else wrong.value = answer.refusal.status === 0 ? t("没有网络，联网后再登录") : answer.refusal.message;
  }
  return (
    <form class="sign-in" onSubmit={(event) => void submit(event)}>
      <p class="tick" aria-hidden="true">●▲■</p>
      <h1>{t("三零 · 网格")}</h1>
      {unsent.value.length > 0 && <p class="strip" role="status">{t("{n} 件未送的都在手机里，登录后自动送", { n: unsent.value.length })}</p>}
      <label class="labelled"><span>{t("用户名")}</span><input name="username" autocomplete="username" required /></label>
      <label class="labelled"><span>{t("密码")}</span><input name="password" type="password" autocomplete="current-password" required /></label>
      {wrong.value && <p class="wrong" role="alert">{wrong.value}</p>}
      <button class="primary wide">{t("登录")}</button>
    </form>
  );
}
