/**
 * The resident's form at a grid's door, with a script: keeps the words, makes photos small, sends without leaving the page.
 * Without this module the form is a plain one and works as it is. Name and phone are never kept on the phone.
 */
const LONGEST = 1600;
const QUALITY = 0.75;
const SMALL = 400_000;
const KEPT = ["kind", "text", "address"] as const;

const form = document.querySelector<HTMLFormElement>("form[data-door]");
if (form) care(form);

function care(form: HTMLFormElement): void {
  restore(form);
  form.addEventListener("input", () => keep(form));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void send(form);
  });
  offerPlace(form);
}

function place(form: HTMLFormElement): string {
  return `door:${form.dataset.door ?? ""}`;
}

function keep(form: HTMLFormElement): void {
  const words = Object.fromEntries(KEPT.map((name) => [name, field(form, name).value]));
  const form_id = field(form, "form").value;
  try {
    localStorage.setItem(place(form), JSON.stringify({ ...words, form: form_id }));
  } catch {
    // a full or forbidden store: the words stay on the page
  }
}

function restore(form: HTMLFormElement): void {
  try {
    const kept = JSON.parse(localStorage.getItem(place(form)) ?? "{}") as Record<string, string>;
    if (field(form, "text").value || !kept.text) return;
    for (const name of [...KEPT, "form"]) if (kept[name]) field(form, name).value = kept[name];
  } catch {
    // what was kept is not ours: begin anew
  }
}

function field(form: HTMLFormElement, name: string): HTMLInputElement | HTMLTextAreaElement {
  return form.elements.namedItem(name) as HTMLInputElement | HTMLTextAreaElement;
}

/** Send it; on an answer go where it says, or show what it says; without one say that the words are kept. */
async function send(form: HTMLFormElement): Promise<void> {
  const button = form.querySelector<HTMLButtonElement>("button.primary");
  const said = document.querySelector<HTMLElement>("[data-kept]");
  if (button) button.disabled = true;
  if (said) said.hidden = true;
  keep(form);
  try {
    const answer = await fetch(form.action, { method: "POST", body: await body(form) });
    const page = answer.redirected ? "" : await answer.text();
    if (answer.redirected) {
      localStorage.removeItem(place(form));
      location.assign(answer.url);
      return;
    }
    show(page);
  } catch {
    if (said) said.hidden = false;
    said?.scrollIntoView({ block: "center" });
  }
  if (button) button.disabled = false;
}

async function body(form: HTMLFormElement): Promise<FormData> {
  const data = new FormData(form);
  const photos = data.getAll("photos").filter((each): each is File => each instanceof File && each.size > 0);
  data.delete("photos");
  for (const photo of photos) data.append("photos", await small(photo), "photo.jpg");
  return data;
}

/** The photo at a size that a weak signal carries; as it is where this phone cannot make it smaller. */
async function small(photo: File): Promise<Blob> {
  if (photo.size <= SMALL) return photo;
  try {
    const picture = await createImageBitmap(photo, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [Math.round(picture.width * scale), Math.round(picture.height * scale)];
    canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const made = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    return made && made.size < photo.size ? made : photo;
  } catch {
    return photo;
  }
}

/** Put the answer's own page in the place of this one: what was wrong, beside what was typed. */
function show(page: string): void {
  const fresh = new DOMParser().parseFromString(page, "text/html").querySelector("main");
  const main = document.querySelector("main");
  if (!fresh || !main) return;
  main.replaceWith(fresh);
  const form = document.querySelector<HTMLFormElement>("form[data-door]");
  if (form) care(form);
  scrollTo(0, 0);
}

function offerPlace(form: HTMLFormElement): void {
  const button = form.querySelector<HTMLButtonElement>("[data-locate]");
  if (!button || !("geolocation" in navigator)) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        field(form, "lon").value = String(coords.longitude);
        field(form, "lat").value = String(coords.latitude);
        field(form, "accuracy").value = String(coords.accuracy);
        button.hidden = true;
        const said = form.querySelector<HTMLElement>("[data-located]");
        if (said) said.hidden = false;
      },
      () => undefined,
      { enableHighAccuracy: true, timeout: 15_000 },
    );
  });
}
