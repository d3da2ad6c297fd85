/** Giving something out of the app: the phone's own way of sharing, else a copy or a file. */

/** What is given: words with an address, or a file. */
export interface Shared {
  title: string;
  text?: string;
  file?: File;
}

/** `shared`: handed to another app; `kept`: copied, or saved as a file; `left`: the person thought better of it, or it cannot be done. */
export async function share({ title, text = "", file }: Shared): Promise<"shared" | "kept" | "left"> {
  const given: ShareData = file ? { title, files: [file] } : { title, text };
  if (navigator.canShare?.(given)) {
    try {
      await navigator.share(given);
      return "shared";
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") return "left";
    }
  }
  if (file) save(file);
  else return navigator.clipboard?.writeText(text).then(() => "kept" as const, () => "left" as const) ?? "left";
  return "kept";
}

function save(file: File): void {
  const address = URL.createObjectURL(file);
  Object.assign(document.createElement("a"), { href: address, download: file.name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
