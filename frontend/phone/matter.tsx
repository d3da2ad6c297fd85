/** One matter on the phone: what it is, where it stands, the buttons the server says are open, and what waits here unsent. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../shared/i18n";
import { moment } from "../shared/times";
import { About, Receipt } from "./about";
import { act, attach } from "./acting";
import { settled, unsent } from "./outbox";
import { drop } from "./parked";
import { NetworkStrip, Top, toast } from "./parts";
import { Pending } from "./pending";
import { readMatter } from "./sender";
import type { Attachment, Command, Detail, Verb, Waiting } from "./shapes";
import { go, kinds, lastList, online } from "./state";
import { keptMatter } from "./store";
import { ASKS, MAIN, verbsNow } from "./verbs";
import { VerbForm } from "./verbform";

const LOOK_AGAIN = 2_500;

export function Matter({ id }: { id: string }) {
  const matter = useSignal<Detail | null>(null);
  const readAt = useSignal(0);
  const failed = useSignal(false);
  const old = useRef(settled.value);
  const done = useSignal<Waiting["what"] | null>(null);

  async function load(): Promise<void> {
    const read = await readMatter(id);
    const seen = await keptMatter(id);
    if (seen) [matter.value, readAt.value] = [seen.detail, seen.at];
    failed.value = !read && !seen;
  }

  useEffect(() => {
    void keptMatter(id).then((seen) => { if (seen && !matter.value) [matter.value, readAt.value] = [seen.detail, seen.at]; });
    void load();
  }, [id]);
  useEffect(() => {
    const news = settled.value;
    if (news?.matter !== id || news === old.current) return;
    old.current = news;
    done.value = news.done;
    if (news.detail !== null) return void load();
    toast(t("{what}：{number} 已记下", { what: news.label ?? t("已办"), number: matter.value?.number ?? "" }));
    go(lastList.value);
  }, [settled.value]);
  const unready = matter.value?.photos.some((each) => !each.ready) ?? false;
  useEffect(() => {
    if (!unready || !online.value) return undefined;
    const timer = setTimeout(() => void load(), LOOK_AGAIN);
    return () => clearTimeout(timer);
  }, [matter.value, online.value]);

  const shown = matter.value;
  if (!shown) {
    const words = !failed.value ? t("正在打开…") : online.value ? t("没有这件事，或不在您的范围内。") : t("没有网络，这件还没有在这台手机上打开过");
    return <><Top title={t("事件")} back={lastList.value} /><NetworkStrip /><p class="nothing" role={failed.value ? "alert" : undefined}>{words}</p>{failed.value && <Receipt id={id} />}</>;
  }
  return (
    <>
      <Top title={shown.number} back={lastList.value}>{!online.value && <span class="as-of">{t("截至 {at}", { at: moment(readAt.value, Date.now()) })}</span>}</Top>
      <NetworkStrip />
      <article class="matter">
        <About shown={shown} />
        {done.value && <p class="said" role="status">{done.value === "photo" ? t("照片已收到") : t("已记下")}</p>}
        <Acts shown={shown} onBegin={() => { done.value = null; }} />
        <h2>{t("经过")}</h2>
        <ol class="history">{shown.timeline.map((line) => <li key={line.at + line.kind}><b>{line.label}</b> <span class="muted">{moment(Date.parse(line.at), Date.now())} {line.by}</span>{line.text && <p>{line.text}</p>}</li>).reverse()}</ol>
      </article>
    </>
  );
}

/** What waits unsent, the open verbs, and the form of the one that was chosen. */
function Acts({ shown, onBegin }: { shown: Detail; onBegin: () => void }) {
  const chosen = useSignal<Verb | null>(null);
  const values = useSignal<Record<string, string>>({});
  const wrong = useSignal("");
  const waiting = unsent.value.filter((each): each is Command | Attachment => each.matter === shown.id && each.what !== "report");
  const going = waiting.filter((each): each is Command => each.what === "command" && !each.refused);
  const verbs = verbsNow(shown.verbs, going.map((each) => each.verb));
  const category = kinds.value.flatMap((kind) => kind.categories).find((each) => each.code === shown.category);

  const after = (each: { stage?: string }) => each.stage === "after";
  const took = useSignal(false); // it may have gone already, and not be read back yet
  const lacksPhoto = !took.value && chosen.value?.name === "finish" && (category?.photo_after ?? false) && !shown.photos.some(after) && !waiting.some((each) => each.what === "photo" && after(each));

  async function keeping(done: Promise<void>, goesOn = false): Promise<void> {
    wrong.value = "";
    try {
      await done;
      if (!goesOn) chosen.value = null;
    } catch {
      wrong.value = t("手机存不下了，没有办成。请清出一些空间再试，写的都还在");
    }
  }
  function open(verb: Verb, said: Record<string, string> = {}): void {
    onBegin();
    values.value = said;
    if (ASKS[verb.name]) chosen.value = verb;
    else void keeping(act(shown, verb, {}));
  }
  async function change(command: Command): Promise<void> {
    await drop(command);
    open({ name: command.verb, label: command.label }, command.values);
  }

  const photo = takesPhotos(verbs) && <TakePhoto after={stage(shown) === "after"} onChosen={(taken) => { took.value ||= stage(shown) === "after"; void keeping(attach(shown, stage(shown), taken), true); }} />;
  return (
    <>
      {waiting.map((each) => <Pending key={each.id} deed={each} onChange={(command) => void change(command)} />)}
      {wrong.value && <p class="wrong" role="alert">{wrong.value}</p>}
      {chosen.value ? (
        <VerbForm key={chosen.value.name} verb={chosen.value} said={values.value} matter={shown} category={category} photo={lacksPhoto && photo} onCancel={() => { chosen.value = null; }}
          onSend={(data, said) => { if (chosen.value) void keeping(act(shown, chosen.value, data, said)); }} />
      ) : (
        <div class="acts">
          {verbs.map((each, index) => <button type="button" key={each.name} class={`wide${index === 0 && MAIN.includes(each.name) ? " primary" : ""}`} onClick={() => open(each)}>{each.label}</button>)}
        </div>
      )}
      {!lacksPhoto && photo}
    </>
  );
}

function TakePhoto({ after, onChosen }: { after: boolean; onChosen: (photo: Blob) => void }) {
  const chosen = (input: HTMLInputElement) => {
    const [photo] = input.files ?? [];
    if (photo) onChosen(photo);
    input.value = "";
  };
  return <label class="button wide">{after ? t("加处置后照片") : t("加照片")}<input class="visually-hidden" type="file" accept="image/*" onChange={(event) => chosen(event.currentTarget)} /></label>;
}

function stage(matter: Detail): string {
  if (matter.state === "finished" || matter.state === "verified") return "check";
  return matter.department_name ? "after" : "before";
}

function takesPhotos(verbs: readonly Verb[]): boolean {
  return verbs.some((each) => ["supplement", "verify", "finish"].includes(each.name));
}
