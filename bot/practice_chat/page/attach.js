// Sending a photo, a file or a location: the menu and its two small dialogs.

import { api } from "./api.js";
import { button, h, icon, iconButton } from "./dom.js";
import { attempt } from "./toast.js";

const PLACES = [
  ["New York", 40.7128, -74.006],
  ["Chicago", 41.8781, -87.6298],
  ["Denver", 39.7392, -104.9903],
  ["Phoenix (no daylight saving)", 33.4484, -112.074],
  ["Los Angeles", 34.0522, -118.2437],
  ["Anchorage", 61.2181, -149.9003],
  ["Honolulu", 21.3069, -157.8583],
  ["San Juan", 18.4655, -66.1057],
  ["Mexico City", 19.4326, -99.1332],
  ["Madrid", 40.4168, -3.7038],
  ["Cairo", 30.0444, 31.2357],
];

export class AttachMenu {
  #session;

  constructor(session) {
    this.#session = session;
    this.opener = iconButton("attach", "Send a photo, file or location", () => this.#toggle(), {
      class: "icon-button attach",
      "aria-expanded": "false",
      "aria-controls": "attach-menu",
    });
    this.menu = h(
      "div",
      { class: "popup attach-popup", id: "attach-menu", hidden: true },
      this.#entry("photo", "Photo", () => this.#pick("photo", "image/*")),
      this.#entry("file", "File", () => this.#pick("document", "")),
      this.#entry("pin", "Location", () => this.openLocation()),
    );
    document.addEventListener("click", (event) => {
      if (!this.menu.contains(event.target) && !this.opener.contains(event.target)) this.#close();
    });
    // Wherever the focus went meanwhile: an open menu hides the newest buttons.
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || this.menu.hidden) return;
      event.stopPropagation();
      this.#close();
      this.opener.focus();
    }, true);
  }

  #entry(sign, label, deed) {
    const go = () => {
      this.#close();
      deed();
    };
    return button([icon(sign), h("span", {}, label)], go, { class: "popup-entry" });
  }

  #toggle() {
    const opening = this.menu.hidden;
    this.menu.hidden = !opening;
    this.opener.setAttribute("aria-expanded", String(opening));
    if (opening) this.menu.querySelector("button").focus();
  }

  #close() {
    this.menu.hidden = true;
    this.opener.setAttribute("aria-expanded", "false");
  }

  #pick(kind, accept) {
    const chooser = h("input", { type: "file", accept: accept || null, class: "off-screen", "aria-label": `Choose a ${kind}` });
    document.body.append(chooser);
    chooser.addEventListener("change", () => {
      if (chooser.files[0]) this.offer(chooser.files[0], kind);
      chooser.remove();
    });
    chooser.addEventListener("cancel", () => chooser.remove());
    chooser.click();
  }

  /** Show what is about to be sent, with room for a few words. */
  offer(file, kind) {
    const { person: as, chat } = this.#session;
    const caption = h("textarea", { rows: 2, dir: "auto", maxlength: 1024, id: "caption-field" });
    const box = dialog(kind === "photo" ? "Send a photo" : "Send a file", [
      kind === "photo" ? preview(file) : null,
      h("p", { class: "file-name", dir: "auto" }, file.name),
      h("label", { for: "caption-field" }, "A few words with it, if you like"),
      caption,
    ]);
    box.onSend(async () => api.upload({ as, chat, file, kind, caption: caption.value.trim() }));
  }

  openLocation() {
    const { person: as, chat } = this.#session;
    const latitude = number("latitude", "Latitude", 90, PLACES[0][1]);
    const longitude = number("longitude", "Longitude", 180, PLACES[0][2]);
    const choice = h(
      "select",
      { id: "place-field" },
      PLACES.map(([name], index) => h("option", { value: index }, name)),
    );
    choice.addEventListener("change", () => {
      const [, lat, lon] = PLACES[Number(choice.value)];
      latitude.field.value = lat;
      longitude.field.value = lon;
    });
    const box = dialog("Send a location", [
      h("p", {}, "Choose a city, or type the numbers yourself. This is practice: it is not where you are."),
      h("label", { for: "place-field" }, "City"),
      choice,
      h("div", { class: "pair" }, latitude.frame, longitude.frame),
    ]);
    box.onSend(() =>
      api.location({ as, chat, latitude: Number(latitude.field.value), longitude: Number(longitude.field.value) }),
    );
  }
}

function number(id, label, limit, value) {
  const field = h("input", { id, type: "number", step: "any", min: -limit, max: limit, value, required: true });
  return { field, frame: h("div", {}, h("label", { for: id }, label), field) };
}

/** A small picture of the chosen file, drawn on a canvas so that no blob: address is needed. */
function preview(file) {
  const canvas = h("canvas", { class: "preview", width: 1, height: 1, role: "img", "aria-label": "The chosen photo" });
  createImageBitmap(file)
    .then((bitmap) => {
      const scale = Math.min(1, 640 / bitmap.width, 480 / bitmap.height);
      canvas.width = Math.max(1, Math.round(bitmap.width * scale));
      canvas.height = Math.max(1, Math.round(bitmap.height * scale));
      canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    })
    .catch(() => canvas.remove());
  return canvas;
}

function dialog(title, parts) {
  const send = h("button", { class: "primary" }, "Send");
  const form = h(
    "form",
    {},
    h("h2", { id: "dialog-title" }, title),
    parts,
    h("div", { class: "dialog-foot" }, button("Cancel", () => box.close(), { class: "quiet" }), send),
  );
  const box = h("dialog", { class: "dialog", "aria-labelledby": "dialog-title" }, form);
  document.body.append(box);
  box.addEventListener("close", () => box.remove());
  box.showModal();
  box.onSend = (work) => {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      send.disabled = true;
      const done = await attempt(work);
      send.disabled = false;
      if (done !== undefined) box.close();
    });
  };
  return box;
}
