/** A camera inside the page, for phones whose own one ends the page behind it. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../shared/i18n";

const WIDTH = 1920;
const QUALITY = 0.9;

export function Camera({ onTaken, onClose }: { onTaken: (photo: Blob) => void; onClose: () => void }) {
  const video = useRef<HTMLVideoElement>(null);
  const failed = useSignal(false);
  const ready = useSignal(false);

  useEffect(() => {
    let stream: MediaStream | null = null;
    let closed = false;
    const stop = () => stream?.getTracks().forEach((track) => track.stop());
    const wanted = { video: { facingMode: "environment", width: { ideal: WIDTH } }, audio: false };
    void (async () => {
      try {
        stream = await navigator.mediaDevices.getUserMedia(wanted);
        if (closed || !video.current) return stop();
        video.current.srcObject = stream;
        await video.current.play();
        ready.value = true;
      } catch {
        failed.value = true;
      }
    })();
    return () => {
      closed = true;
      stop();
    };
  }, []);

  function take(): void {
    const from = video.current;
    if (!from) return;
    const canvas = Object.assign(document.createElement("canvas"), { width: from.videoWidth, height: from.videoHeight });
    canvas.getContext("2d")?.drawImage(from, 0, 0);
    canvas.toBlob((photo) => { if (photo) onTaken(photo); }, "image/jpeg", QUALITY);
  }

  return (
    <div class="camera" role="dialog" aria-label={t("内置相机")}>
      {failed.value ? <p class="lead">{t("相机打不开：请允许使用相机，或从相册选一张")}</p> : <video ref={video} playsInline muted />}
      <div class="camera-keys">
        <button type="button" onClick={onClose}>{t("取消")}</button>
        {!failed.value && <button type="button" class="primary" disabled={!ready.value} onClick={take}>{t("拍")}</button>}
      </div>
    </div>
  );
}
