// The keyboard a bot puts below the field. The newest message that says something about it decides.

import { button, h, icon, iconButton, keepsFocus } from "./dom.js";

const SIGNS = { share_location: "pin", share_contact: "phone" };

export class ReplyKeyboard {
  #session;
  #press;
  #folded = false;
  #oneTime = false; // it folds away after a press
  #drawn = "";
  placeholder = ""; // what the bot wants the empty field to say

  constructor(session, press) {
    this.#session = session;
    this.#press = press;
    this.panel = h("div", { class: "keys", role: "group", "aria-label": "Answers from the bot", hidden: true });
    this.opener = iconButton("keyboard", "Show or hide the bot's keyboard", () => this.#toggle(), {
      "aria-expanded": "true",
      hidden: true,
    });
  }

  #toggle() {
    this.#folded = !this.#folded;
    this.show(true);
  }

  show(allowed) {
    const speaking = this.#session.shown.findLast((message) => message.keyboard);
    const keyboard = speaking && speaking.keyboard !== "remove" ? speaking.keyboard : null;
    const rows = keyboard?.rows ?? null;
    const wanted = allowed && rows !== null;
    const drawn = wanted ? `${speaking.id} ${JSON.stringify(rows)}` : "";
    this.#oneTime = keyboard?.one_time ?? false;
    this.placeholder = keyboard?.placeholder ?? "";
    if (drawn !== this.#drawn) {
      this.#drawn = drawn;
      this.#folded = false;
      this.panel.replaceChildren(...(rows ?? []).map((keys) => this.#row(keys)));
    }
    this.opener.hidden = !wanted;
    this.panel.hidden = !wanted || this.#folded;
    this.opener.setAttribute("aria-expanded", String(!this.panel.hidden));
  }

  #pressed(key) {
    this.#press(key);
    if (this.#oneTime) this.#toggle();
  }

  #row(keys) {
    return h(
      "div",
      { class: "button-row" },
      keys.map((key) => {
        const sign = SIGNS[key.kind];
        const words = [sign ? icon(sign) : null, h("span", { class: "label", dir: "auto" }, key.text)];
        return keepsFocus(button(words, () => this.#pressed(key), { class: "key" }));
      }),
    );
  }
}
