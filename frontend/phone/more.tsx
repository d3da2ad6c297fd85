/** What need not be said: settled on the spot, how many people, how to reach the person concerned. */
import { t } from "../shared/i18n";
import { Chips } from "./parts";
import type { Draft } from "./shapes";

const PEOPLE = [["1", "1"], ["2-4", "2–4"], ["5-9", "5–9"], ["10+", "10+"]] as const;
/** What might be a telephone, with or without area code and signs between. */
const PHONE = /^\+?[\d -]{5,19}$/;
const TOLD = { name: () => t("称呼"), phone: () => t("电话"), address: () => t("住址") };

export function More({ draft, set, maySettle, wrong }: { draft: Draft; wrong: boolean; set: (change: Partial<Draft>) => void; maySettle: boolean }) {
  return (
    <>
      {maySettle && (
        <div class="settled">
          <label class="check"><input type="checkbox" checked={draft.on_the_spot} onChange={(event) => set({ on_the_spot: event.currentTarget.checked })} />{t("当场已解决")}</label>
          {draft.on_the_spot && <input name="settled" aria-invalid={wrong} value={draft.settled} maxLength={500} aria-label={t("怎么解决的")} placeholder={t("怎么解决的")} onInput={(event) => set({ settled: event.currentTarget.value })} />}
        </div>
      )}
      {draft.kind !== "hazard" && (
        <details class="told"><summary>{draft.kind === "petition" ? t("人数、联系方式（可不填）") : t("涉及人数（可不填）")}</summary>
          <Chips name="people" legend={t("涉及多少人")} shown value={draft.people} onPick={(people) => set({ people })} choices={PEOPLE} />
          {draft.kind === "petition" && <Told draft={draft} set={set} />}
        </details>
      )}
    </>
  );
}

function Told({ draft, set }: { draft: Draft; set: (change: Partial<Draft>) => void }) {
  return (
    <>
      <p class="muted">{t("当事人的联系方式，加密保存，谁看过都有记录")}</p>
      {(["name", "phone", "address"] as const).map((field) => (
        <input key={field} autocomplete="off" maxLength={field === "address" ? 100 : 20} inputMode={field === "phone" ? "tel" : "text"} aria-label={TOLD[field]()} placeholder={TOLD[field]()}
          value={draft.told[field]} onInput={(event) => set({ told: { ...draft.told, [field]: event.currentTarget.value } })} />
      ))}
      {draft.told.phone.trim() && !PHONE.test(draft.told.phone.trim()) && <p class="muted" role="status">{t("电话像是写错了")}</p>}
    </>
  );
}
