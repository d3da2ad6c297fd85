/** The photo strip of the form: take one, choose one, look, remove. One file field behind two buttons. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../shared/i18n";
import { shrink } from "./device";
import { MOST_PHOTOS, nextSlot } from "./filing";
import type { KeptPhoto } from "./shapes";

export function PhotoStrip({ report, photos, onChange }: { report: string; photos: readonly KeptPhoto[]; onChange: (photos: KeptPhoto[]) => void }) {
  const file = useRef<HTMLInputElement>(null);
  const busy = useSignal(false);

  async function add(input: HTMLInputElement): Promise<void> {
    busy.value = true;
    const held = [...photos];
    for (const chosen of [...(input.files ?? [])].slice(0, MOST_PHOTOS - held.length)) held.push(await shrink(report, nextSlot(held), chosen));
    input.value = "";
    busy.value = false;
    onChange(held);
  }

  function choose(camera: boolean): void {
    const input = file.current;
    if (!input) return;
    if (camera) input.setAttribute("capture", "environment");
    else input.removeAttribute("capture");
    input.click();
  }

  const full = photos.length >= MOST_PHOTOS;
  return (
    <div class="photo-strip">
      {photos.map((photo) => <Thumb key={photo.key} photo={photo} onRemove={() => onChange(photos.filter((each) => each !== photo))} />)}
      {!full && <button type="button" class="add-photo" disabled={busy.value} onClick={() => choose(true)}>{busy.value ? t("正在处理…") : photos.length === 0 ? t("拍照") : t("再拍一张")}</button>}
      {!full && <button type="button" class="add-photo album" disabled={busy.value} onClick={() => choose(false)}>{t("相册")}</button>}
      <input ref={file} class="visually-hidden" type="file" accept="image/*" multiple tabIndex={-1} aria-hidden="true" onChange={(event) => void add(event.currentTarget)} />
    </div>
  );
}

function Thumb({ photo, onRemove }: { photo: KeptPhoto; onRemove: () => void }) {
  const url = useSignal("");
  useEffect(() => {
    const made = URL.createObjectURL(photo.blob);
    url.value = made;
    return () => URL.revokeObjectURL(made);
  }, [photo.blob]);
  return (
    <div class="thumb">
      {url.value && <img src={url.value} alt={t("已拍的照片")} />}
      <button type="button" onClick={onRemove} aria-label={t("删去这张照片")}>×</button>
    </div>
  );
}
