/** English, for a page that is shown in it: opened before the app, which looks for it there. */
import english from "./en.json";

Object.assign(globalThis, { english });
