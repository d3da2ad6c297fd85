/** The search box: finds while one types, goes to the first hit on Enter, gives the queue back when emptied; 筛 filters. */

const PAUSE = 150;
const FIND = /^找(\s+|$)/;
const FILTER = /^\s*筛选?(\s+|$)/;

/** What else the box understands: a line that is a command is read by it, and sent by it on Enter. */
export interface Reader {
  reads(line: string): boolean;
  enter(): void;
  clear(): void;
}

/** What to do with what was typed. */
export interface Wishes {
  /** Find the words; without any, give the queue back. */
  find(words: string): Promise<void>;
  /** Leave the box for the list, once it is there. */
  enter(): void;
  /** Open the filter, with words that the content must have. */
  filter(words: string): void;
}

/** Wire the box. */
export function finder(box: HTMLInputElement, wishes: Wishes, reader: Reader): void {
  const wanted = () => box.value.trim().replace(FIND, "");
  let last = wanted();
  let typing: ReturnType<typeof setTimeout> | undefined;
  let found = Promise.resolve();
  const search = () => {
    clearTimeout(typing);
    if (reader.reads(box.value) || FILTER.test(box.value) || wanted() === last) return;
    last = wanted();
    found = wishes.find(last);
  };
  const leave = () => {
    search();
    void found.then(() => wishes.enter());
  };
  const filter = () => {
    const words = box.value.replace(FILTER, "").trim();
    box.value = "";
    wishes.filter(words);
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
    else if (FILTER.test(box.value)) filter();
    else leave();
  });
}
