// Puts text on the clipboard and says so. Falls back to a selection where the browser refuses.

import { h } from "./dom.js";
import { toast } from "./toast.js";

export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    if (!copyBySelection(text)) {
      toast("Your browser did not allow copying. Please mark the text and copy it by hand.");
      return;
    }
  }
  toast("Copied.");
}

function copyBySelection(text) {
  const before = document.activeElement;
  const field = h("textarea", { class: "off-screen", readonly: true, "aria-hidden": "true" });
  field.value = text;
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  before?.focus();
  return done;
}
