/** What a verb asks, drawn from `verbs.ts`: chips, words, a date. */
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../shared/i18n";
import { Chips } from "./parts";
import { writing } from "./shell";
import { myself } from "./state";
import { forget, keep, kept } from "./store";
import type { Category, Detail, Verb } from "./shapes";
import { type Ask, ASKS, collect, missing } from "./verbs";

export function VerbForm({ verb, said, matter, category, photo, onSend, onCancel }: {
  verb: Verb; said: Record<string, string>; matter: Detail; category: Category | undefined;
  /** The way to the photo that the category asks for and that is not there yet. */
  photo?: ComponentChildren;
  onSend: (data: Record<string, unknown>, values: Record<string, string>) => void; onCancel: () => void;
}) {
  const values = useSignal<Record<string, string>>({ ...(verb.name === "accept" && { category: matter.category ?? "", urgency: matter.urgency }), ...said });
  const wrong = useSignal("");
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => { form.current?.scrollIntoView({ block: "start" }); form.current?.querySelector<HTMLElement>("input, textarea, select")?.focus({ preventScroll: true }); }, [verb.name]);
  const asks = (ASKS[verb.name] ?? []).filter((ask) => !ask.onlyIf || ask.onlyIf(category, values.value));
  const name = `typed/${myself.value}/${matter.id}/${verb.name}`;
  useEffect(() => {
    writing.forms += 1;
    void kept<Record<string, string>>(name).then((typed) => { if (typed) values.value = { ...values.value, ...typed }; });
    return () => { writing.forms -= 1; };
  }, [name]);
  const set = (field: string, value: string) => {
    values.value = { ...values.value, [field]: value };
    void keep(name, values.value).catch(() => undefined);
  };
  function leave(): void {
    void forget(name);
    onCancel();
  }
  function submit(event: Event): void {
    event.preventDefault();
    wrong.value = missing(asks, values.value) || (photo ? t("这一类要有处置后的照片，请先拍一张") : "");
    if (wrong.value) return;
    void forget(name);
    onSend(collect(asks, values.value), values.value);
  }
  return (
    <form ref={form} class="verb-form" aria-label={verb.label} onSubmit={submit}>
      <h2>{verb.label}</h2>
      {asks.map((ask) => <Field key={ask.field} ask={ask} kind={matter.kind} value={values.value[ask.field] ?? ""} onSet={(value) => set(ask.field, value)} />)}
      {photo && <div class="labelled"><span>{t("处置后照片（这一类要有）")}</span>{photo}</div>}
      {wrong.value && <p class="wrong" role="alert">{wrong.value}</p>}
      <button class="primary wide">{t("确定（断网也可）")}</button>
      <button type="button" class="wide" onClick={leave}>{t("取消")}</button>
    </form>
  );
}

function Field({ ask, kind, value, onSet }: { ask: Ask; kind: string; value: string; onSet: (value: string) => void }) {
  const choices = ask.choices?.(kind);
  if (choices && choices.length > 8) {
    return (
      <label class="labelled"><span>{ask.label()}</span>
        <select value={value} onChange={(event) => onSet(event.currentTarget.value)}><option value="">{t("请选择")}</option>{choices.map(([code, word]) => <option key={code} value={code}>{word}</option>)}</select>
      </label>
    );
  }
  if (choices) return <Chips name={ask.field} legend={ask.label()} shown value={value} onPick={onSet} choices={choices} />;
  return (
    <label class="labelled"><span>{ask.label()}</span>
      {ask.type ? <input type={ask.type} value={value} onInput={(event) => onSet(event.currentTarget.value)} /> : <textarea rows={3} maxLength={500} value={value} onInput={(event) => onSet(event.currentTarget.value)} />}
    </label>
  );
}
