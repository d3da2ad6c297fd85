/**
 * What the phone can do for the app, whoever stands around the page: a browser, or a container such as DingTalk or
 * WeChat. The web is behind all of it (`web.ts`); a container does better what it can, by `containers.ts` or by the
 * operator's own script. How to add one: `docs/phone.md`.
 */
import { later } from "./opening";
import type { Place } from "./shapes";
import { type Given, type Shared, web } from "./web";

export interface Device {
  /** Photos by a camera or album of the container's own; null where the page's file field brings them. */
  photo: ((fromCamera: boolean) => Promise<Blob[]>) | null;
  /** Look for the position: each better fix is told; it ends by itself and never blocks. Returns the way to stop. */
  locate(found: (place: Place) => void, failed: (refused: boolean) => void): () => void;
  /** Read one code, seen in `video` or in a view of the container's own; null when given up. Null where nothing can be read: codes are typed. */
  scan: ((video: HTMLVideoElement, given_up: AbortSignal) => Promise<string | null>) | null;
  /** Begin a recording; rejects if there is no leave for it. Null where nothing can be recorded. */
  record: (() => Promise<Recording>) | null;
  share(what: Shared): Promise<Given>;
}

/** A recording that runs: `done` comes with what was said once it is stopped. */
export interface Recording {
  stop(): void;
  done: Promise<Blob>;
}

export type Container = "dingtalk" | "wecom" | "weixin";

/** WeCom calls itself WeChat too, so it is asked first. */
const CONTAINERS: readonly (readonly [Container, RegExp])[] = [["dingtalk", /DingTalk|TaurusApp/i], ["wecom", /wxwork/i], ["weixin", /MicroMessenger/i]];

export function containerOf(userAgent: string): Container | null {
  return CONTAINERS.find(([, sign]) => sign.test(userAgent))?.[0] ?? null;
}

/** What somebody does better than the web, asked anew each time: a bridge may come after the page. */
const better: (() => Partial<Device>)[] = [];

/** Let a container do some of it; the last one that can, does. */
export function register(adapter: Partial<Device> | (() => Partial<Device>)): void {
  better.push(typeof adapter === "function" ? adapter : () => adapter);
}

export function device(): Device {
  return better.reduce<Device>((found, adapter) => ({ ...found, ...adapter() }), web);
}

/** At the start: take the adapter of the container around us, and let the operator's own script bring one. */
export function meetContainer(userAgent = navigator.userAgent): void {
  Object.assign(globalThis, { sanling: { register } });
  const container = containerOf(userAgent);
  if (container) void later().then(({ adapters }) => register(() => adapters[container](globalThis)), () => undefined);
}
