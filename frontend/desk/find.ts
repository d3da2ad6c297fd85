/** The search box: finds while one types, goes to the first hit on Enter, gives the queue back when emptied. */

const PAUSE = 150;

/** Wire the box: `find` is given the words (or nothing), `enter` leaves the box for the list once it is there. */
export function finder(box: HTMLInputElement, find: (words: string) => Promise<void>, enter: () => void): void {
  let last = box.value.trim();
  let typing: ReturnType<typeof setTimeout> | undefined;
  let found = Promise.resolve();
  const search = () => {
    clearTimeout(typing);
    if (box.value.trim() === last) return;
    last = box.value.trim();
    found = find(last);
  };
  const leave = () => {
    search();
    void found.then(enter);
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
    leave();
  });
  box.form?.addEventListener("submit", (event) => {
    event.preventDefault();
    leave();
  });
}
