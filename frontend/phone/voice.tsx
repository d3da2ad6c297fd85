/** 按住说: a recording of at most a minute instead of words. Held or tapped, it is the same. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../shared/i18n";
import { type Recording, device } from "./device";
import { hashed } from "./picture";
import type { Writing } from "./draft";
import type { KeptPhoto } from "./shapes";

const LONGEST = 60;
const HELD = 400;
const SLOT = "voice-1";

export function Voice({ writing, onFull }: { writing: Writing; onFull: () => void }) {
  const { voice } = writing.draft.value;
  const gone = useRef(false);
  const recording = useRef<Recording | null>(null);
  const seconds = useSignal<number | null>(null);
  const failed = useSignal(false);
  const pressed = useRef(0);

  async function begin(): Promise<void> {
    pressed.current = Date.now();
    failed.value = false;
    try {
      const made = await device().record?.();
      if (!made) return;
      if (gone.current) return made.stop();
      const over = made.done.then(async (said) => {
        [seconds.value, recording.current] = [null, null];
        await keep(said);
      });
      [seconds.value, recording.current] = [0, made];
      void writing.taking(over, end);
    } catch {
      failed.value = true;
    }
  }
  const end = () => recording.current?.stop();
  async function keep(said: Blob): Promise<void> {
    const report = writing.draft.value.id;
    await writing.say({ key: `${report}/${SLOT}`, report, slot: SLOT, ...(await hashed(said)) }).catch(onFull);
  }
  const press = () => { if (recording.current) end(); else void begin(); };
  const release = () => { if (recording.current && Date.now() - pressed.current > HELD) end(); };

  useEffect(() => {
    if (seconds.value === null) return undefined;
    const timer = setTimeout(() => { if (seconds.value === LONGEST - 1) end(); else if (seconds.value !== null) seconds.value += 1; }, 1_000);
    return () => clearTimeout(timer);
  }, [seconds.value]);
  useEffect(() => () => { gone.current = true; end(); }, []);

  if (voice) return <Recorded voice={voice} onDrop={() => void writing.say(null).catch(onFull)} />;
  return (
    <button type="button" class="voice" aria-pressed={seconds.value !== null} onPointerDown={press} onPointerUp={release} onClick={(event) => { if (event.detail === 0) press(); }}>
      {failed.value ? t("话筒打不开") : seconds.value !== null ? t("正在录 {n} 秒，点此停", { n: seconds.value }) : t("按住说")}
    </button>
  );
}

function Recorded({ voice, onDrop }: { voice: KeptPhoto; onDrop: () => void }) {
  const url = useSignal("");
  useEffect(() => {
    const made = URL.createObjectURL(voice.blob);
    url.value = made;
    return () => URL.revokeObjectURL(made);
  }, [voice.blob]);
  return (
    <div class="recorded">
      {url.value && <audio controls src={url.value} aria-label={t("录音")} />}
      <button type="button" onClick={onDrop} aria-label={t("删去录音")}>×</button>
    </div>
  );
}
