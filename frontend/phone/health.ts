/** How safe things are on this phone: whether its storage is ours to keep, how much room is left, whether it opens at all. */
import { signal } from "@preact/signals";
import { outgoing, photo } from "./store";

export const SCARCE = 50_000_000;

export const storage = signal<{ kept: boolean | null; free: number | null }>({ kept: null, free: null });
/** Whether nothing can be kept here: refused, or held open by an old window. */
export const broken = signal(false);
/** By how many seconds this phone's clock is ahead of the server's; null if it is not known. */
export const clockAhead = signal<number | null>(null);

/** Ask that the browser does not clear away what is ours, and see how much room there is. */
export async function lookAtStorage(): Promise<void> {
  const given = navigator.storage;
  const held = (await given?.persisted?.().catch(() => null)) || (await given?.persist?.().catch(() => null));
  const room = await given?.estimate?.().catch(() => null);
  storage.value = { kept: held ?? null, free: room?.quota === undefined ? null : room.quota - (room.usage ?? 0) };
}

/** What somebody has unsent as one file, for whoever has to carry it to the office by hand. */
export async function unsentAsFile(by: number): Promise<File> {
  const deeds = await Promise.all((await outgoing()).filter((each) => each.by === by).map(async (deed) => {
    const slots = deed.what === "report" ? deed.slots : deed.what === "photo" ? [deed.slot] : [];
    const photos = await Promise.all(slots.map(async (slot) => {
      const held = await photo(deed.id, slot);
      return held && { slot, sha256: held.sha256, base64: await base64(held.blob) };
    }));
    return { ...deed, photos };
  }));
  return new File([JSON.stringify({ format: "sanling-unsent-1", at: new Date().toISOString(), deeds })], "sanling-unsent.json", { type: "application/json" });
}

async function base64(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let text = "";
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(text);
}
