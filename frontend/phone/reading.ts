/** Reading a QR code with the camera and the browser's own `BarcodeDetector`. */
const LOOK_EVERY = 200;

interface Detector {
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}
type Detecting = new (options: { formats: string[] }) => Detector;

/** The text of the first code that is seen; null when given up. Rejects without a camera. */
export async function scan(video: HTMLVideoElement, givenUp: AbortSignal): Promise<string | null> {
  const { BarcodeDetector } = globalThis as unknown as { BarcodeDetector: Detecting };
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
  try {
    video.srcObject = stream;
    await video.play();
    while (!givenUp.aborted) {
      const [code] = await detector.detect(video);
      if (code) return code.rawValue;
      await new Promise((resolve) => { setTimeout(resolve, LOOK_EVERY); });
    }
    return null;
  } finally {
    stream.getTracks().forEach((track) => track.stop());
  }
}
