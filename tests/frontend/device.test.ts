/** In which container the page is, what its bridge does for it, and what a scanned or typed code stands for. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { meaningOf } from "../../frontend/phone/codes";
import { adapters } from "../../frontend/phone/containers";
import { containerOf, device, register } from "../../frontend/phone/device";
import type { Place } from "../../frontend/phone/shapes";

const LINUX = "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/116.0 Mobile Safari/537.36";

test("a container is known by what it calls itself, a browser is none", () => {
  assert.equal(containerOf(LINUX), null);
  assert.equal(containerOf(`${LINUX} MicroMessenger/8.0.49 NetType/WIFI`), "weixin");
  assert.equal(containerOf(`${LINUX} wxwork/4.1 MicroMessenger/7.0`), "wecom");
  assert.equal(containerOf(`${LINUX} AliApp(DingTalk/7.6.0) com.alibaba.android.rimet`), "dingtalk");
});

test("without its bridge a container does nothing, and the web does it all", () => {
  for (const container of ["dingtalk", "wecom", "weixin"] as const) assert.deepEqual(adapters[container]({}), {});
});

test("a bridge reads codes and finds the position, in the datum that it is asked for", async () => {
  const wx = {
    getLocation: ({ type, success }: { type: string; success(fix: object): void }) => success({ longitude: 112.6, latitude: 35.07, accuracy: 21.4, type }),
    scanQRCode: ({ success }: { success(read: object): void }) => success({ resultStr: "419001001001001" }),
  };
  const dd = { biz: { util: { scan: ({ onFail }: { onFail(): void }) => onFail() } } };
  const found: Place[] = [];
  adapters.weixin({ wx }).locate?.((place) => found.push(place), () => assert.ok(false));
  assert.deepEqual([found[0]?.lon, found[0]?.accuracy_metres, found[0]?.datum], [112.6, 21, "WGS84"]);
  const [none, signal] = [null as never, null as never];
  assert.equal(await adapters.wecom({ wx }).scan?.(none, signal), "419001001001001");
  assert.equal(await adapters.dingtalk({ dd }).scan?.(none, signal), null);
});

test("who registers last does it, and leaves the rest to the web", () => {
  assert.equal(device().scan, null);
  register({ scan: async () => "a" });
  register(() => ({ photo: async () => [] }));
  assert.ok(device().scan !== null && device().photo !== null);
  assert.equal(typeof device().share, "function");
});

test("a code is a receipt with its proof, a door, or nothing of ours", () => {
  const receipt = { what: "receipt", number: "261123-00231", code: "7K2M-9QXD" };
  for (const text of ["https://sanling.example/verify?n=261123-00231&c=7K2M-9QXD", "261123-00231 7k2m-9qxd", " 26112300231，7K2M-9QXD "])
    assert.deepEqual(meaningOf(text), receipt, text);
  for (const text of ["https://sanling.example/g/419001001001001", "419001001001001"])
    assert.deepEqual(meaningOf(text), { what: "grid", code: "419001001001001" }, text);
  for (const text of ["", "https://sanling.example/t/ABCD", "https://sanling.example/verify?n=261123-00231", "261123-00231", "javascript:alert(1)"])
    assert.equal(meaningOf(text), null, text);
});
