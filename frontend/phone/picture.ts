/** A photo as it will be sent: 1600 px, JPEG, with its SHA-256 in base64. For the page and for its worker. */
const LONGEST_SIDE = 1600;
const QUALITY = 0.75;

export interface Prepared {
  blob: Blob;
  sha256: string;
}

/** What cannot be decoded here (an odd format, no picture at all) goes as it is; the server judges it. */
export async function prepare(chosen: Blob): Promise<Prepared> {
  return hashed((await smaller(chosen).catch(() => null)) ?? chosen);
}

export async function hashed(blob: Blob): Promise<Prepared> {
  const digest = await crypto.subtle.digest("SHA-256", await blob.arrayBuffer());
  return { blob, sha256: btoa(String.fromCharCode(...new Uint8Array(digest))) };
}

async function smaller(chosen: Blob): Promise<Blob | null> {
  const bitmap = await createImageBitmap(chosen, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
  const [width, height] = [Math.round(bitmap.width * scale), Math.round(bitmap.height * scale)];
  const canvas = "OffscreenCanvas" in globalThis ? new OffscreenCanvas(width, height) : Object.assign(document.createElement("canvas"), { width, height });
  const pen = canvas.getContext("2d") as CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D | null;
  pen?.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  if ("convertToBlob" in canvas) return canvas.convertToBlob({ type: "image/jpeg", quality: QUALITY });
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
}
