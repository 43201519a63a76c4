// The bot's commands: behind the "/" button, and offered while one types "/". The focus stays in the field;
// the arrow keys move a mark in the list (aria-activedescendant).

import { api } from "./api.js";
import { h, iconButton, keepsFocus } from "./dom.js";

export class CommandMenu {
  #session;
  #field;
  #send;
  #all = [];
  #offered = [];
  #marked = 0;
  #asked = "";

  constructor(session, field, send) {
    this.#session = session;
    this.#field = field;
    this.#send = send;
    this.opener = iconButton("slash", "Commands", () => this.#toggle(), {
      class: "icon-button slash",
      "aria-expanded": "false",
      "aria-controls": "command-list",
      hidden: true,
    });
    this.list = h("ul", { id: "command-list", role: "listbox", "aria-label": "Commands" });
    this.menu = h("div", { class: "popup command-popup", hidden: true }, this.list);
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-controls", "command-list");
    keepsFocus(this.list);
    session.addEventListener("world", () => this.refresh());
    // A bot may change its commands at any time and nobody is told; mostly it does so around a message.
    session.addEventListener("message", (event) => event.detail.message.from?.is_bot && this.refresh());
    document.addEventListener("click", (event) => {
      const inside = [this.menu, this.opener, field].some((each) => each.contains(event.target));
      if (!inside) this.close();
    });
  }

  /** The list differs by person, language and chat. */
  async refresh() {
    const { person, chat } = this.#session;
    const asked = `${person}/${chat}`;
    if (this.#asked !== asked) {
      this.#asked = asked;
      this.close();
    }
    const all = await api.commands(person, chat).catch(() => []);
    if (this.#asked !== asked) return;
    this.#all = all;
    this.opener.hidden = all.length === 0;
  }

  async #toggle() {
    if (!this.menu.hidden) return this.close();
    await this.refresh(); // the bot may have changed its commands meanwhile
    this.#offer(this.#all);
    this.#field.focus();
    return undefined;
  }

  typed(text) {
    const begun = text.match(/^\/(\w*)$/u);
    if (!begun) return this.close();
    const word = begun[1].toLowerCase();
    const fitting = this.#all.filter((each) => each.command.startsWith(word));
    return this.#offer(fitting);
  }

  #offer(commands) {
    if (commands.length === 0) return this.close();
    this.#offered = commands;
    this.list.replaceChildren(...commands.map((each, index) => this.#option(each, index)));
    this.menu.hidden = false;
    this.opener.setAttribute("aria-expanded", "true");
    this.#mark(0);
    return undefined;
  }

  #option({ command, description }, index) {
    return h(
      "li",
      { role: "option", id: `command-${index}`, "aria-selected": "false", on: { click: () => this.#choose(index) } },
      h("strong", {}, `/${command}`),
      h("span", { dir: "auto" }, description),
    );
  }

  #mark(index) {
    this.#marked = (index + this.#offered.length) % this.#offered.length;
    [...this.list.children].forEach((option, place) => {
      option.setAttribute("aria-selected", String(place === this.#marked));
    });
    this.list.children[this.#marked].scrollIntoView({ block: "nearest" });
    this.#field.setAttribute("aria-activedescendant", `command-${this.#marked}`);
  }

  /** In a group several bots may listen, so the command names ours, as Telegram does. */
  #words(index) {
    const suffix = this.#session.group ? `@${this.#session.bot.username}` : "";
    return `/${this.#offered[index].command}${suffix}`;
  }

  #choose(index) {
    const words = this.#words(index);
    this.close();
    void this.#send(words);
  }

  /** Handle a key pressed in the field; true when it was meant for this menu. */
  key(event) {
    if (this.menu.hidden) return false;
    const deeds = {
      ArrowDown: () => this.#mark(this.#marked + 1),
      ArrowUp: () => this.#mark(this.#marked - 1),
      Escape: () => this.close(),
      Enter: () => this.#choose(this.#marked),
      Tab: () => this.#complete(),
    };
    if (!(event.key in deeds) || event.shiftKey) return false;
    event.preventDefault();
    event.stopPropagation();
    deeds[event.key]();
    return true;
  }

  #complete() {
    this.#field.value = `${this.#words(this.#marked)} `;
    this.#field.dispatchEvent(new Event("input"));
  }

  close() {
    this.menu.hidden = true;
    this.opener.setAttribute("aria-expanded", "false");
    this.#field.removeAttribute("aria-activedescendant");
  }
}
