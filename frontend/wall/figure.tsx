/** A number that says when it has changed: a cross-fade when it is its turn, and for ten seconds which way it went. */
import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { serverNow } from "./clock";
import { begun, move, moving } from "./moving";

const FADE = 400;
const POINTED = 10_000;

/** `name` is its own on the wall; `written` what stands there, `value` what is compared. */
export function Figure({ name, value, written }: { name: string; value: number | undefined; written: string }): VNode {
  const key = `figure:${name}`;
  const before = useRef(value);
  const way = useRef<"up" | "down">("up");
  useEffect(() => {
    if (value !== undefined && before.current !== undefined && value !== before.current) {
      way.current = value > before.current ? "up" : "down";
      move([{ key, length: FADE }]);
    }
    before.current = value ?? before.current;
  }, [value]);
  void serverNow.value;
  const since = begun.value.get(key);
  const pointed = since !== undefined && performance.now() - since < POINTED;
  return (
    <b class={moving.value.has(key) ? "changed" : ""}>
      {written}
      {pointed && <i class={`way ${way.current}`} aria-hidden="true" />}
    </b>
  );
}
