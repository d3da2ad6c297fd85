/** 表单: one page for each of the three kinds. Photo, category, urgency, place, words; nothing else is asked. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { t } from "../shared/i18n";
import { locate, shrink } from "./device";
import { file } from "./outbox";
import { Chips, MARKS, NetworkStrip, Top } from "./parts";
import type { KeptPhoto, Place } from "./shapes";
import { go, kinds, post } from "./state";
import { uuid7 } from "./uuid";

const MOST_PHOTOS = 6;
const FIRST_CATEGORIES = 6;
export const lastFiled = { id: "" };

export function FileForm({ kind, urgent }: { kind: string; urgent: boolean }) {
  const id = useSignal(uuid7()).value;
  const about = kinds.value.find((each) => each.code === kind);
  const photos = useSignal<KeptPhoto[]>([]);
  const category = useSignal("");
  const urgency = useSignal(urgent ? "urgent" : "normal");
  const place = useSignal<Place | null>(null);
  const noFix = useSignal(false);
  const address = useSignal("");
  const text = useSignal("");
  const settled = useSignal("");
  const onTheSpot = useSignal(false);
  const reporter = useSignal({ name: "", phone: "", address: "" });
  const wrong = useSignal("");
  const busy = useSignal(false);

  useEffect(() => locate((found) => { place.value = found; }, () => { noFix.value = true; }), []);

  if (!about) return <Top title={t("上报")} back="" />;
  const first = about.categories.filter((each) => each.parent === null).slice(0, FIRST_CATEGORIES);
  const chosen = about.categories.find((each) => each.code === category.value);

  async function add(input: HTMLInputElement): Promise<void> {
    for (const chosenFile of [...(input.files ?? [])].slice(0, MOST_PHOTOS - photos.value.length)) {
      const photo = await shrink(id, `photo-${photos.value.length + 1}`, chosenFile);
      photos.value = [...photos.value, photo];
    }
    input.value = "";
  }

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    wrong.value = problem();
    if (wrong.value || busy.value) return;
    busy.value = true;
    const words = text.value.trim() || t("{category}，见照片", { category: chosen?.name ?? about?.name ?? "" });
    await file(
      {
        id,
        body: body(words),
        title: words.slice(0, 24),
        mark: MARKS[kind] ?? "●",
        slots: photos.value.map((each) => each.slot),
        made_at: Date.now(),
        tries: 0,
        next_at: 0,
        refused: "",
      },
      photos.value,
    );
    lastFiled.id = id;
    go("filed");
  }

  function problem(): string {
    if (kind === "petition" && !text.value.trim()) return t("请写一句话，说说是什么事");
    if (kind !== "petition" && !text.value.trim() && photos.value.length === 0) return t("请拍一张照片，或写一句话");
    if (!place.value && !address.value.trim()) return t("还没有定位：请写地点，如“亚桥社区3号楼旁”");
    if (onTheSpot.value && !settled.value.trim()) return t("请写一句怎么解决的");
    return "";
  }

  function body(words: string): Record<string, unknown> {
    const told = Object.fromEntries(Object.entries(reporter.value).filter(([, value]) => value.trim()));
    return {
      kind,
      text: words,
      urgency: urgency.value,
      seen_at: new Date().toISOString(),
      photos_expected: photos.value.length,
      ...(category.value && { category: category.value }),
      ...(place.value && { place: place.value }),
      ...(address.value.trim() && { address: address.value.trim() }),
      ...(onTheSpot.value && { settled: settled.value.trim() }),
      ...(Object.keys(told).length > 0 && { reporter: told }),
    };
  }

  return (
    <>
      <Top title={`${MARKS[kind] ?? ""} ${about.name}`} back="" />
      <NetworkStrip />
      {about.emergency_notice && <p class="strip notice">{about.emergency_notice}</p>}
      <form class="file" onSubmit={(event) => void submit(event)}>
        <div class="photo-strip">
          {photos.value.map((photo) => <Thumb key={photo.slot} photo={photo} onRemove={() => { photos.value = photos.value.filter((each) => each !== photo); }} />)}
          {photos.value.length < MOST_PHOTOS && (
            <label class="add-photo">
              <span>{photos.value.length === 0 ? t("拍照") : t("再拍一张")}</span>
              <input class="visually-hidden" type="file" accept="image/*" capture="environment" multiple onChange={(event) => void add(event.currentTarget)} />
            </label>
          )}
        </div>
        <Chips name="category" legend={t("类别")} value={category.value} onPick={(code) => { category.value = code; }}
          choices={first.map((each) => [each.code, each.name] as const)} />
        <Chips name="urgency" legend={t("紧急程度")} value={urgency.value} onPick={(code) => { urgency.value = code; }}
          choices={[["normal", t("一般")], ["serious", t("较重")], ["urgent", t("紧急")]]} />
        <p class={`where${place.value && place.value.accuracy_metres > 100 ? " poor" : ""}`} role="status">
          {place.value ? t("已定位 ±{n} 米", { n: place.value.accuracy_metres }) : noFix.value ? t("没有定位，请写地点") : t("正在定位…也可以直接写地点")}
        </p>
        <label class="labelled"><span class="visually-hidden">{t("地点")}</span>
          <input value={address.value} maxLength={200} placeholder={t("地点，如 {area} 3号楼旁（有定位可不填）", { area: post.value?.area_name ?? "" })} onInput={(event) => { address.value = event.currentTarget.value; }} />
        </label>
        <label class="labelled"><span class="visually-hidden">{t("说明")}</span>
          <textarea rows={1} maxLength={500} value={text.value} placeholder={kind === "petition" ? t("一句话：谁和谁、什么事、要什么") : t("可不填，照片就行")} onInput={(event) => { text.value = event.currentTarget.value; }} />
        </label>
        {(chosen?.may_self_handle ?? true) && kind !== "security" && (
          <div class="settled">
            <label class="check"><input type="checkbox" checked={onTheSpot.value} onChange={(event) => { onTheSpot.value = event.currentTarget.checked; }} />{t("当场已解决")}</label>
            {onTheSpot.value && <input value={settled.value} aria-label={t("怎么解决的")} placeholder={t("怎么解决的")} onInput={(event) => { settled.value = event.currentTarget.value; }} />}
          </div>
        )}
        {kind === "petition" && (
          <details class="told"><summary>{t("留下当事人的联系方式（可不留，加密保存）")}</summary>
            {(["name", "phone", "address"] as const).map((field) => (
              <input key={field} autocomplete="off" inputMode={field === "phone" ? "tel" : "text"} aria-label={LABELS[field]()} placeholder={LABELS[field]()} value={reporter.value[field]}
                onInput={(event) => { reporter.value = { ...reporter.value, [field]: event.currentTarget.value }; }} />
            ))}
          </details>
        )}
        {wrong.value && <p class="wrong" role="alert">{wrong.value}</p>}
        <button class="submit primary" disabled={busy.value}>{t("提交（断网也可）")}</button>
      </form>
    </>
  );
}

const LABELS = { name: () => t("称呼"), phone: () => t("电话"), address: () => t("住址") };

function Thumb({ photo, onRemove }: { photo: KeptPhoto; onRemove: () => void }) {
  const url = useSignal("");
  useEffect(() => {
    url.value = URL.createObjectURL(photo.blob);
    return () => URL.revokeObjectURL(url.value);
  }, [photo]);
  return (
    <div class="thumb">
      {url.value && <img src={url.value} alt={t("已拍的照片")} />}
      <button type="button" onClick={onRemove} aria-label={t("删去这张照片")}>×</button>
    </div>
  );
}
