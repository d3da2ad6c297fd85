/** The search box: finds while one types, goes to the first hit on Enter, gives the queue back when emptied. */

const PAUSE = 150;

/** Wire the box: `find` is given the words (or nothing), `enter` leaves the box for the list. */
export function finder(box: HTMLInputElement, find: (words: string) => void, enter: () => void): void {
  let last = box.value.trim();
  let typing: ReturnType<typeof setTimeout> | undefined;
  const search = () => {
    clearTimeout(typing);
    if (box.value.trim() === last) return;
    last = box.value.trim();
    find(last);
  };
  box.addEventListener("input", (event) => {
    clearTimeout(typing);
    if (!(event as InputEvent).isComposing) typing = setTimeout(search, PAUSE);
  });
  box.addEventListener("compositionend", search);
  box.addEventListener("keydown", (event) => {
    if (event.isComposing || event.key !== "Escape") return;
    event.preventDefault();
    box.value = "";
    search();
    enter();
  });
  box.form?.addEventListener("submit", (event) => {
    event.preventDefault();
    search();
    enter();
  });
}
