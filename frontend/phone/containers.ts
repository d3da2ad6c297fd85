/**
 * What DingTalk, WeCom and WeChat do better than their web views: reading a code and finding the position. Their bridges
 * (`dd`, `wx`) are there only where the operator's script has loaded and configured them; without one the web does it.
 */
import type { Container, Device } from "./device";
import type { Place } from "./shapes";

interface Fix {
  longitude: number;
  latitude: number;
  accuracy?: number;
}

/** DingTalk's bridge, as far as we use it. `coordinate` 0 is WGS-84. */
interface Dd {
  device?: { geolocation?: { get(ask: { targetAccuracy: number; coordinate: 0; withReGeocode: false; useCache: false; onSuccess(fix: Fix): void; onFail(): void }): void } };
  biz?: { util?: { scan(ask: { type: "qrCode"; onSuccess(read: { text: string }): void; onFail(): void }): void } };
}

/** The bridge of WeChat and WeCom, as far as we use it. */
interface Wx {
  getLocation?(ask: { type: "wgs84"; success(fix: Fix): void; fail(): void; cancel(): void }): void;
  scanQRCode?(ask: { needResult: 1; scanType: ["qrCode"]; success(read: { resultStr: string }): void; fail(): void; cancel(): void }): void;
}

interface Bridges {
  dd?: Dd;
  wx?: Wx;
}

const GOOD_METRES = 30;
/** What is said of a fix that does not say it. */
const USUAL_METRES = 100;

/** What the container can do now; nothing while its bridge is not there. */
export const adapters: Readonly<Record<Container, (around: object) => Partial<Device>>> = {
  dingtalk: (around) => {
    const { dd } = around as Bridges;
    const [position, util] = [dd?.device?.geolocation, dd?.biz?.util];
    return {
      ...(position && { locate: locating((onSuccess, onFail) => position.get({ targetAccuracy: GOOD_METRES, coordinate: 0, withReGeocode: false, useCache: false, onSuccess, onFail })) }),
      ...(util && { scan: () => new Promise<string | null>((read) => util.scan({ type: "qrCode", onSuccess: ({ text }) => read(text), onFail: () => read(null) })) }),
    };
  },
  wecom: weixin,
  weixin,
};

function weixin(around: object): Partial<Device> {
  const { wx } = around as Bridges;
  return {
    ...(wx?.getLocation && { locate: locating((success, fail) => wx.getLocation?.({ type: "wgs84", success, fail, cancel: fail })) }),
    ...(wx?.scanQRCode && {
      scan: () => new Promise<string | null>((read) => {
        const none = () => read(null);
        wx.scanQRCode?.({ needResult: 1, scanType: ["qrCode"], success: ({ resultStr }) => read(resultStr), fail: none, cancel: none });
      }),
    }),
  };
}

/** One fix of a bridge, as the form waits for it; what comes after it was stopped is not told. */
function locating(ask: (success: (fix: Fix) => void, fail: () => void) => void): Device["locate"] {
  return (found, failed) => {
    let over = false;
    ask((fix) => { if (!over) found(placeOf(fix)); }, () => { if (!over) failed(false); });
    return () => { over = true; };
  };
}

function placeOf({ longitude, latitude, accuracy }: Fix): Place {
  return { lon: longitude, lat: latitude, datum: "WGS84", accuracy_metres: Math.round(accuracy ?? USUAL_METRES), source: "gnss", fixed_at: new Date().toISOString() };
}
