/** The choice of a language: before signing in, and under 设置. */
import { inEnglish, t } from "../shared/i18n";
import { sendForm } from "./api";
import { Chips } from "./parts";
import { renewPage } from "./shell";

/** Chinese or English: the server remembers it, the page is drawn anew. */
async function speak(language: string): Promise<void> {
  if (!(await sendForm("/set-language", { language, next: "/m/" }))) return;
  await renewPage();
  location.reload();
}

export function Language() {
  return (
    <Chips few name="language" legend={t("语言")} value={inEnglish() ? "en" : "zh-hans"} onPick={(language) => void speak(language)} choices={[["zh-hans", "中文"], ["en", "English"]]} />
  );
}
