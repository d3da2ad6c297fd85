/** 表单: one page for each of the three kinds. Photo, category, urgency, place, words; nothing else is asked. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../shared/i18n";
import { device } from "./device";
import { type Found, REGRET, type Writing, write } from "./draft";
import { join } from "./acting";
import { type Lack, lacking, maySettle, outgoingOf, partsOf, problem, shownCategories, wordsOf } from "./filing";
import { PlaceMap } from "./lazy";
import { More } from "./more";
import { type Near, nearby } from "./nearby";
import { file } from "./outbox";
import { MARKS } from "./marks";
import { Chips, NetworkStrip, Top, toast } from "./parts";
import { PhotoStrip } from "./photos";
import { Voice } from "./voice";
import { Similar } from "./similar";
import type { Draft, Kind } from "./shapes";
import { areas, around, go, kinds, myself, ownGrid, post, screen } from "./state";

export const lastFiled = { id: "" };

const MOST_WORDS = 500;
const COUNTED = 450;
/** The field in which what lacks is to be said. */
const FIELDS: Readonly<Record<Exclude<Lack, "">, string>> = { words: "text", evidence: "text", place: "address", settled: "settled" };

/** The form, once it is known whether one was begun earlier. */
export function FileForm({ kind, how }: { kind: string; how: string }) {
  const writing = useSignal<Writing | null>(null);
  const about = kinds.value.find((each) => each.code === kind);
  useEffect(() => { void write(kind, how === "urgent").then((found) => { writing.value = found; }); }, []);
  if (!about || !writing.value) return <Top title={about?.name ?? t("上报")} back="" />;
  return <Form about={about} writing={writing.value} camera={how === "camera"} />;
}

function Form({ about, writing, camera }: { about: Kind; writing: Writing; camera: boolean }) {
  const { draft: held, set } = writing;
  const draft = held.value;
  const noFix = useSignal<"" | "refused" | "none">("");
  const onMap = useSignal(false);
  const wrong = useSignal("");
  const busy = useSignal(false);
  const restored = useSignal<Found | "cleared">(writing.found);
  const lacks = useSignal<Lack>("");
  const form = useRef<HTMLFormElement>(null);
  const category = about.categories.find((each) => each.code === draft.category);

  useEffect(() => {
    if (draft.place?.source === "map") return undefined;
    return device().locate((place) => { if (held.value.place?.source !== "map") set({ place }); }, (refused) => { noFix.value = refused ? "refused" : "none"; });
  }, []);

  useEffect(() => () => { if (writing.leave()) toast(t("已存草稿")); }, []);

  const full = () => { wrong.value = t("手机存不下了，没有存成。请清出一些空间再点提交，写的都还在"); };
  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (busy.value || !(await ready())) return;
    lacks.value = lacking(held.value, category, ownGrid.value);
    if (lacks.value) {
      wrong.value = problem(lacks.value);
      form.current?.querySelector<HTMLElement>(`[name="${FIELDS[lacks.value]}"]`)?.focus();
      return;
    }
    busy.value = true;
    const here = screen.value;
    try {
      writing.done();
      const report = outgoingOf(held.value, about, category, ownGrid.value, myself.value, Date.now());
      await file([report], partsOf(held.value), held.value);
      lastFiled.id = held.value.id;
      navigator.vibrate?.(30);
      if (screen.value === here) go("filed"); // whoever has gone elsewhere meanwhile stays there
    } catch {
      writing.reopen();
      full();
    }
    busy.value = false;
  }
  /** Whether all that was being taken in when the button was pressed is there; what could not be kept is said. */
  async function ready(): Promise<boolean> {
    busy.value = true;
    wrong.value = "";
    await writing.whole();
    busy.value = false;
    return wrong.value === "";
  }

  const found = nearby(draft, category, around.value);
  async function joinIt({ item }: Near): Promise<void> {
    if (busy.value || !(await ready())) return;
    writing.done();
    try {
      await join(item, held.value, wordsOf(held.value, about, category));
      go(`matter/${item.id}`);
    } catch {
      writing.reopen();
      full();
    }
  }

  return (
    <>
      {onMap.value && <PlaceMap draft={draft} onPick={(place) => set({ place })} onGrid={(grid) => set({ grid })} onClose={() => { onMap.value = false; }} />}
      <Top title={`${MARKS[about.code] ?? ""} ${about.name}`} back="" />
      <NetworkStrip />
      {restored.value ? <Restored found={restored.value} onClear={() => { writing.clear(); restored.value = "cleared"; }} onBack={() => { restored.value = writing.restore() ? "draft" : ""; }} onGone={() => { restored.value = ""; }} /> : about.emergency_notice && <p class="strip notice">{about.emergency_notice}</p>}
      <form ref={form} class="file" onSubmit={(event) => void submit(event)}>
        <PhotoStrip writing={writing} camera={camera} onFull={full} />
        <CategoryChips about={about} value={draft.category} onPick={(code) => set({ category: code })} />
        <Chips few name="urgency" legend={t("紧急程度")} value={draft.urgency} onPick={(urgency) => set({ urgency })}
          choices={[["normal", t("一般")], ["serious", t("较重")], ["urgent", t("紧急")]]} />
        <Where draft={draft} wrong={lacks.value === "place"} noFix={noFix.value} onAddress={(address) => set({ address })} onMap={() => { onMap.value = true; }} />
        <div class="words"><label class="labelled"><span class="visually-hidden">{t("说明")}</span>
          <Words value={draft.text} wrong={lacks.value === "words" || lacks.value === "evidence"} hint={about.code === "petition" ? t("一句话：谁和谁、什么事、要什么") : t("可不填，照片就行")} onSet={(text) => { lacks.value = ""; set({ text }); }} />
        </label>{device().record && <Voice writing={writing} onFull={full} />}</div>
        <More draft={draft} set={set} wrong={lacks.value === "settled"} maySettle={maySettle(draft, category)} />
        <div class="foot">
          {wrong.value && <p class="wrong" role="alert">{wrong.value}</p>}
          <button class="submit primary" disabled={busy.value}>{t("提交（断网也可）")}</button>
        </div>
        <Similar found={found} onSame={(near) => void joinIt(near)} onOther={(near) => set({ not: [...held.value.not, near.item.id] })} />
      </form>
    </>
  );
}

/** What is said, up to 500 characters; from 450 on they are counted, and what is left out is said. */
function Words({ value, hint, wrong, onSet }: { value: string; hint: string; wrong: boolean; onSet: (text: string) => void }) {
  const cut = useSignal(false);
  const typed = (field: HTMLTextAreaElement) => {
    cut.value = field.value.length > MOST_WORDS;
    if (cut.value) field.value = field.value.slice(0, MOST_WORDS);
    onSet(field.value);
  };
  return (
    <>
      {value.length >= COUNTED && <span class="counted" role="status">{value.length}/{MOST_WORDS}{cut.value && ` ${t("超过 500 字，后面的没有放进来")}`}</span>}
      <textarea name="text" rows={1} value={value} aria-invalid={wrong} placeholder={hint} onInput={(event) => typed(event.currentTarget)} />
    </>
  );
}

function Restored({ found, onClear, onBack, onGone }: { found: Found | "cleared"; onClear: () => void; onBack: () => void; onGone: () => void }) {
  useEffect(() => {
    if (found !== "cleared") return undefined;
    const timer = setTimeout(onGone, REGRET);
    return () => clearTimeout(timer);
  }, [found]);
  if (found === "cleared") return <p class="strip restored" role="status">{t("已清空")}<button type="button" onClick={onBack}>{t("撤销")}</button></p>;
  return <p class="strip restored" role="status">{found === "camera" ? t("刚才拍照时手机重启了页面，已恢复；换用内置相机") : t("上次没写完的，已恢复")}<button type="button" onClick={onClear}>{t("重新写")}</button></p>;
}

/** The 大类; with one chosen its 小类, if it has any; all of them behind 更多. */
function CategoryChips({ about, value, onPick }: { about: Kind; value: string; onPick: (code: string) => void }) {
  const whole = useSignal(false);
  const { shown, more, inside } = shownCategories(about.categories, value, whole.value);
  return (
    <Chips name="category" legend={t("类别")} value={value} onPick={onPick} choices={shown.map((each) => [each.code, each.name] as const)}>
      {more > 0 && <button type="button" onClick={() => { whole.value = true; }}>{t("更多")}</button>}
      {inside && <button type="button" onClick={() => { whole.value = true; onPick(""); }}>{t("换一类")}</button>}
    </Chips>
  );
}

function Where({ draft, wrong, noFix, onAddress, onMap }: { draft: Draft; wrong: boolean; noFix: "" | "refused" | "none"; onAddress: (words: string) => void; onMap: () => void }) {
  const metres = draft.place?.accuracy_metres;
  const poor = metres !== undefined && metres > 100;
  const chosen = draft.grid || ownGrid.value;
  const grid = areas.value.find((each) => each.code === chosen)?.name ?? post.value?.area_name ?? "";
  const words = draft.place?.source === "map" ? t("图上点的 ±{n} 米", { n: metres ?? 0 })
    : metres !== undefined ? t("已定位 ±{n} 米", { n: metres }) + (poor ? t("，不太准，请在图上点") : "")
    : noFix === "" ? t("正在定位…也可以直接写地点")
    : (noFix === "refused" ? t("未开定位，可在图上点") : t("没有定位，可在图上点")) + (chosen ? t("；会记在{grid}", { grid }) : "");
  return (
    <div class={`place${poor || (noFix && !draft.place) ? " poor" : ""}`}>
      <label>
        <span class="where" role="status">{words}</span>
        <input name="address" aria-invalid={wrong} aria-label={t("地点")} value={draft.address} maxLength={200} placeholder={t("地点，如 3号楼2单元门口")} onInput={(event) => onAddress(event.currentTarget.value)} />
      </label>
      <button type="button" onClick={onMap}>{t("在图上点")}</button>
    </div>
  );
}
