/** The search box: finds while one types, goes to the first hit on Enter, gives the queue back when emptied. */

const PAUSE = 150;
const FIND = /^找(\s+|$)/;

/** What else the box understands: a line that is a command is read by it, and sent by it on Enter. */
export interface Reader {
  reads(line: string): boolean;
  enter(): void;
  clear(): void;
}

/** Wire the box: `find` is given the words (or nothing), `enter` leaves the box for the list once it is there. */
export function finder(box: HTMLInputElement, find: (words: string) => Promise<void>, enter: () => void, reader: Reader): void {
  const wanted = () => box.value.trim().replace(FIND, "");
  let last = wanted();
  let typing: ReturnType<typeof setTimeout> | undefined;
  let found = Promise.resolve();
  const search = () => {
    clearTimeout(typing);
    if (reader.reads(box.value) || wanted() === last) return;
    last = wanted();
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
    reader.clear();
    leave();
  });
  box.form?.addEventListener("submit", (event) => {
    event.preventDefault();
    if (reader.reads(box.value)) reader.enter();
    else leave();
  });
}
