/** How many rows of a list fit into its panel: measured, so that no list is ever cut through a row. */
import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

/** Returns what to hang on the list's frame, and how many rows of `rem` height fit into it (at least one). */
export function useRows(rem: number): readonly [RefObject<HTMLDivElement | null>, number] {
  const frame = useRef<HTMLDivElement>(null);
  const [rows, setRows] = useState(3);
  useEffect(() => {
    const measure = (): void => {
      const unit = parseFloat(getComputedStyle(document.documentElement).fontSize);
      setRows(Math.max(1, Math.floor(((frame.current?.clientHeight ?? 0) + 1) / (rem * unit))));
    };
    const watch = new ResizeObserver(measure);
    if (frame.current) watch.observe(frame.current);
    return () => watch.disconnect();
  }, [rem]);
  return [frame, rows];
}
