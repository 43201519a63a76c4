// The keyboard a bot puts below the field. The newest message that says something about it decides.

import { button, h, icon, iconButton } from "./dom.js";

export class ReplyKeyboard {
  #session;
  #press;
  #folded = false;
  #drawn = "";

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
    const rows = speaking && speaking.keyboard !== "remove" ? speaking.keyboard.rows : null;
    const wanted = allowed && rows !== null;
    const drawn = wanted ? JSON.stringify(rows) : "";
    if (drawn !== this.#drawn) {
      this.#drawn = drawn;
      this.#folded = false;
      this.panel.replaceChildren(...(rows ?? []).map((keys) => this.#row(keys)));
    }
    this.opener.hidden = !wanted;
    this.panel.hidden = !wanted || this.#folded;
    this.opener.setAttribute("aria-expanded", String(!this.panel.hidden));
  }

  #row(keys) {
    return h(
      "div",
      { class: "button-row" },
      keys.map((key) => {
        const words = [key.request_location ? icon("pin") : null, h("span", { class: "label", dir: "auto" }, key.text)];
        return button(words, () => this.#press(key), { class: "key" });
      }),
    );
  }
}
