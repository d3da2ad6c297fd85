/** Screens of `later.ts`, drawn as soon as it is opened; where it is neither on the phone nor to be had, that is said. */
import { useSignal } from "@preact/signals";
import { type ComponentChild, h } from "preact";
import { useEffect } from "preact/hooks";
import { t } from "../shared/i18n";
import { type Later, later, opened } from "./opening";

type Screen<Props> = (props: Props) => ComponentChild;

/** The screen that `pick` takes out of it. */
function lazy<Props extends object>(pick: (there: Later) => Screen<Props>): Screen<Props> {
  return (props) => {
    const state = useSignal<"" | "there" | "missing">(opened.later ? "there" : "");
    useEffect(() => { void later().then(() => { state.value = "there"; }, () => { state.value = "missing"; }); }, []);
    if (opened.later && state.value) return h(pick(opened.later), props);
    return state.value ? <p class="nothing" role="alert">{t("这一页还没有下载，联网打开一次就有")}</p> : null;
  };
}

export const Camera = lazy((there) => there.Camera);
export const PlaceMap = lazy((there) => there.PlaceMap);
export const Scan = lazy<object>((there) => there.Scan);
export const Settings = lazy<object>((there) => there.Settings);
export const Slip = lazy((there) => there.Slip);
export const Spot = lazy((there) => there.Spot);
export const Unsent = lazy<object>((there) => there.Unsent);
