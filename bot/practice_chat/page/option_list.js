// A list of suggestions over the field. The focus stays in the field; the arrow keys move a mark in the list
// (aria-activedescendant). Knows nothing of what is suggested.

import { h, keepsFocus } from "./dom.js";

export class OptionList {
  #field;
  #name;
  #choose;
  #count = 0;
  marked = 0;

  /** `choose(index)` is called with the option that was pressed. */
  constructor(field, name, label, choose) {
    this.#field = field;
    this.#name = name;
    this.#choose = choose;
    this.list = h("ul", { id: `${name}-list`, class: "options", role: "listbox", "aria-label": label });
    this.element = h("div", { class: "popup option-popup", hidden: true }, this.list);
    field.setAttribute("aria-autocomplete", "list");
    keepsFocus(this.list);
  }

  get isOpen() {
    return !this.element.hidden;
  }

  /** `options` are the parts of each line. */
  show(options) {
    if (options.length === 0) return this.close();
    this.#count = options.length;
    this.list.replaceChildren(...options.map((parts, index) => this.#option(parts, index)));
    this.element.hidden = false;
    this.#field.setAttribute("aria-controls", this.list.id);
    return this.#mark(0);
  }

  #option(parts, index) {
    const id = `${this.#name}-${index}`;
    return h("li", { role: "option", id, "aria-selected": "false", on: { click: () => this.#choose(index) } }, ...parts);
  }

  #mark(index) {
    this.marked = (index + this.#count) % this.#count;
    [...this.list.children].forEach((option, place) => {
      option.setAttribute("aria-selected", String(place === this.marked));
    });
    this.list.children[this.marked].scrollIntoView({ block: "nearest" });
    this.#field.setAttribute("aria-activedescendant", `${this.#name}-${this.marked}`);
  }

  /** Handle a key pressed in the field; true when it was meant for this list. `tab` is what Tab does. */
  key(event, tab) {
    if (!this.isOpen) return false;
    const deeds = {
      ArrowDown: () => this.#mark(this.marked + 1),
      ArrowUp: () => this.#mark(this.marked - 1),
      Escape: () => this.close(),
      Enter: () => this.#choose(this.marked),
      ...(tab && { Tab: tab }),
    };
    if (!(event.key in deeds) || event.shiftKey) return false;
    event.preventDefault();
    event.stopPropagation();
    deeds[event.key]();
    return true;
  }

  close() {
    if (!this.isOpen) return;
    this.element.hidden = true;
    this.#field.removeAttribute("aria-activedescendant");
  }
}
