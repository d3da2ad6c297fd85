/** The photo strip of the form: take one, choose one, look, remove. One file field behind two buttons, and a camera of our own. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../shared/i18n";
import { device } from "./device";
import { type Writing, usesOwnCamera } from "./draft";
import { MOST_PHOTOS, nextSlot } from "./filing";
import { Camera } from "./lazy";
import type { KeptPhoto } from "./shapes";
import { shrink } from "./shrink";

export function PhotoStrip({ writing, camera, onFull }: { writing: Writing; camera: boolean; onFull: () => void }) {
  const { photos } = writing.draft.value;
  const file = useRef<HTMLInputElement>(null);
  const busy = useSignal(false);
  const own = useSignal(false);
  const over = useSignal(0);

  async function add(chosen: readonly Blob[]): Promise<void> {
    busy.value = true;
    const room = MOST_PHOTOS - writing.draft.value.photos.length;
    over.value = Math.max(0, chosen.length - room);
    try {
      for (const each of chosen.slice(0, room)) {
        await writing.add([await shrink(writing.draft.value.id, nextSlot(writing.draft.value.photos), each)]);
      }
      if (chosen.length === 0) writing.set({ camera: false });
    } catch {
      onFull();
    }
    busy.value = false;
  }

  async function choose(fromCamera: boolean): Promise<void> {
    const input = file.current;
    if (!input) return;
    if (fromCamera && (await usesOwnCamera())) {
      own.value = true;
      return;
    }
    await writing.beforeCamera();
    const { photo } = device();
    if (photo) return void writing.taking(photo(fromCamera).then(add, () => add([])));
    if (fromCamera) input.setAttribute("capture", "environment");
    else input.removeAttribute("capture");
    input.click();
  }

  useEffect(() => {
    const input = file.current;
    const back = () => writing.set({ camera: false });
    input?.addEventListener("cancel", back);
    if (camera && photos.length === 0) void choose(true);
    return () => input?.removeEventListener("cancel", back);
  }, []);

  const taken = (input: HTMLInputElement) => {
    const chosen = [...(input.files ?? [])];
    input.value = "";
    void writing.taking(add(chosen));
  };
  const full = photos.length >= MOST_PHOTOS;
  return (
    <>
      <div class="photo-strip">
        {photos.map((photo) => <Thumb key={photo.key} photo={photo} onRemove={() => void writing.remove(photo)} />)}
        {!full && <button type="button" class="add-photo" disabled={busy.value} onClick={() => void choose(true)}>{busy.value ? t("正在处理…") : photos.length === 0 ? t("拍照") : t("再拍一张")}</button>}
        {!full && <button type="button" class="add-photo album" disabled={busy.value} onClick={() => void choose(false)}>{t("相册")}</button>}
        <input ref={file} class="visually-hidden" type="file" accept="image/*" multiple tabIndex={-1} aria-hidden="true" onChange={(event) => taken(event.currentTarget)} />
        {own.value && <Camera onTaken={(photo) => { own.value = false; void writing.taking(add([photo])); }} onClose={() => { own.value = false; }} />}
      </div>
      {over.value > 0 && <p class="muted" role="status">{t("最多 {most} 张，多选的 {n} 张没有加", { most: MOST_PHOTOS, n: over.value })}</p>}
    </>
  );
}

function Thumb({ photo, onRemove }: { photo: KeptPhoto; onRemove: () => void }) {
  const url = useSignal("");
  const unseen = useSignal(false);
  useEffect(() => {
    const made = URL.createObjectURL(photo.blob);
    url.value = made;
    return () => URL.revokeObjectURL(made);
  }, [photo.blob]);
  return (
    <div class="thumb">
      {unseen.value ? <span class="too-big">{t("看不了，会照样送")}</span> : url.value && <img src={url.value} alt={t("已拍的照片")} onError={() => { unseen.value = true; }} />}
      <button type="button" onClick={onRemove} aria-label={t("删去这张照片")}>×</button>
    </div>
  );
}
