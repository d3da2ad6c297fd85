/** Brings a list up to date without moving a row: rows change where they stand, what left is dimmed, what is new waits. */

export interface News {
  /** Rows that stand in the new list and not in the old one. */
  arrived: number;
  /** Rows of the old list that are no longer in this box. */
  left: number;
}

/** The rows of a list by the id of their matter, in their order. */
export function rowsOf(root: ParentNode): Map<string, HTMLElement> {
  const rows = [...root.querySelectorAll<HTMLElement>("[data-row]")];
  return new Map(rows.map((row) => [row.dataset["row"] ?? "", row]));
}

/** Bring the rows and the counts under `root` up to date from `fresh`; says what is new and what is gone. */
export function merge(root: ParentNode, fresh: ParentNode): News {
  count(root, fresh);
  const shown = rowsOf(root);
  const next = rowsOf(fresh);
  let left = 0;
  for (const [id, row] of shown) {
    const other = next.get(id);
    row.classList.toggle("gone", !other);
    if (other) renew(row, other);
    else left += 1;
  }
  return { arrived: arrivals(shown, next, limit(fresh)), left };
}

function count(root: ParentNode, fresh: ParentNode): void {
  for (const box of root.querySelectorAll<HTMLElement>(".boxes [data-box]")) {
    const shown = box.querySelector("b");
    const now = fresh.querySelector(`.boxes [data-box="${box.dataset["box"] ?? ""}"] b`);
    if (shown && now) shown.textContent = now.textContent;
  }
}

/** Replace what a row says; the row itself, its focus and its place stay, and what is picked stays as it was seen. */
function renew(row: HTMLElement, other: HTMLElement): void {
  const link = row.querySelector("a");
  const now = other.querySelector("a");
  if (link && now && link.innerHTML !== now.innerHTML) link.innerHTML = now.innerHTML;
  const pick = row.querySelector<HTMLInputElement>("[data-pick-row]");
  const picks = other.querySelector<HTMLInputElement>("[data-pick-row]");
  if (pick && picks && !pick.checked) pick.value = picks.value;
}

/** In a full list the last rows only moved up because others left: they are not news. */
function arrivals(shown: ReadonlyMap<string, unknown>, next: ReadonlyMap<string, unknown>, full: number): number {
  const ids = [...next.keys()];
  while (next.size === full && ids.length > 0 && !shown.has(ids.at(-1) ?? "")) ids.pop();
  return ids.filter((id) => !shown.has(id)).length;
}

function limit(root: ParentNode): number {
  return Number(root.querySelector<HTMLElement>("[data-rows]")?.dataset["limit"] ?? 0);
}
