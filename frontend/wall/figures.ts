/** The figures that are computed rather than told, fetched every ten seconds; `realtime/figures.py` has the formulas. */

export interface Figures {
  readonly as_of: string;
  /** Minutes from report to assignment of what was first assigned today, the median; null where nothing was. */
  readonly median_assign_minutes: number | null;
  /** Of this month: opening + new + relapsed − closed − transferred = ending. */
  readonly flow: {
    readonly opening: number;
    readonly new: number;
    readonly relapsed: number;
    readonly closed: number;
    readonly transferred: number;
    readonly ending: number;
  };
  /** 按时办结率 of thirty days: n of N, and the same by day. */
  readonly on_time: {
    readonly n: number;
    readonly of: number;
    readonly days: readonly { readonly day: string; readonly n: number; readonly of: number }[];
  };
  readonly breaks: { readonly suspected: number; readonly pending: number; readonly confirmed: number };
}

export const REFRESH = 10_000;

/** Fetch them for the area; throws where the server does not answer as it should. */
export async function fetchFigures(area: string): Promise<Figures> {
  const response = await fetch(`/api/v1/feed/figures?${new URLSearchParams(area ? { room: area } : {})}`);
  if (!response.ok) throw new Error(String(response.status));
  return (await response.json()) as Figures;
}
