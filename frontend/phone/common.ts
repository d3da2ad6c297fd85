/**
 * What the screens of `later.ts` share with those of the start: the very same modules, state and all. `later.mjs`
 * takes each of them from here instead of bundling it a second time.
 */
import * as signals from "@preact/signals";
import * as preact from "preact";
import * as hooks from "preact/hooks";
import * as jsx from "preact/jsx-runtime";
import * as i18n from "../shared/i18n";
import * as times from "../shared/times";
import * as api from "./api";
import * as device from "./device";
import * as draft from "./draft";
import * as health from "./health";
import * as language from "./language";
import * as marks from "./marks";
import * as outbox from "./outbox";
import * as parked from "./parked";
import * as parts from "./parts";
import * as pending from "./pending";
import * as shell from "./shell";
import * as state from "./state";
import * as store from "./store";

export function shareModules(): void {
  const common = { signals, preact, hooks, "jsx-runtime": jsx, i18n, times, api, device, draft, health, language, marks, outbox, parked, parts, pending, shell, state, store };
  Object.assign(globalThis, { common });
}
