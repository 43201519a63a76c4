// The bot's commands: behind the "/" button, and offered while one types "/".

import { api } from "./api.js";
import { h, iconButton } from "./dom.js";
import { OptionList } from "./option_list.js";

export class CommandMenu {
  #session;
  #field;
  #send;
  #all = [];
  #offered = [];
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
    this.options = new OptionList(field, "command", "Commands", (index) => this.#choose(index));
    this.menu = this.options.element;
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
    if (this.options.isOpen) return this.close();
    await this.refresh(); // the bot may have changed its commands meanwhile
    this.#offer(this.#all);
    this.#field.focus();
    return undefined;
  }

  typed(text) {
    const begun = text.match(/^\/(\w*)$/u);
    if (!begun) return this.close();
    const word = begun[1].toLowerCase();
    return this.#offer(this.#all.filter((each) => each.command.startsWith(word)));
  }

  #offer(commands) {
    if (commands.length === 0) return this.close();
    this.#offered = commands;
    this.options.show(
      commands.map(({ command, description }) => [
        h("strong", {}, `/${command}`),
        h("span", { dir: "auto" }, description),
      ]),
    );
    return this.opener.setAttribute("aria-expanded", "true");
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
    const meant = this.options.key(event, () => this.#complete());
    if (!this.options.isOpen) this.close();
    return meant;
  }

  #complete() {
    this.#field.value = `${this.#words(this.options.marked)} `;
    this.#field.dispatchEvent(new Event("input"));
  }

  close() {
    this.options.close();
    this.opener.setAttribute("aria-expanded", "false");
  }
}
