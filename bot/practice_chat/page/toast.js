// Short notes at the edge of the screen, and alerts that wait for OK. Knows nothing of chats.

import { h, byId, button } from "./dom.js";

const SHOWN_AT_LEAST = 3000; // milliseconds
const PER_LETTER = 70; // milliseconds; some 170 words a minute, an unhurried reader's pace

export function toast(text) {
  const note = h("p", { class: "toast", dir: "auto" }, text);
  byId("toasts").append(note);
  window.setTimeout(() => note.remove(), SHOWN_AT_LEAST + PER_LETTER * text.length);
}

/** A notice that must be closed, like Telegram's alert. Resolves when it is. */
export function alertBox(text, title) {
  const done = button("OK", () => box.close(), { class: "primary", autofocus: true });
  const words = h("p", { id: "alert-text", dir: "auto", class: "alert-text" }, text);
  const box = h(
    "dialog",
    { class: "dialog", "aria-label": title, "aria-describedby": "alert-text" },
    words,
    h("div", { class: "dialog-foot" }, done),
  );
  document.body.append(box);
  box.showModal();
  return new Promise((resolve) => {
    box.addEventListener("close", () => {
      box.remove();
      resolve();
    });
  });
}

/** Run `work` and show the sentence when it fails. Resolves to its result, or undefined. */
export async function attempt(work) {
  try {
    return await work();
  } catch (error) {
    toast(error.message);
    return undefined;
  }
}
