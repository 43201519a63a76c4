// Inline mode: `@bot hopes` in any chat offers the bot's cards, and a press posts one of them here.

import { api } from "./api.js";
import { h } from "./dom.js";
import { OptionList } from "./option_list.js";
import { attempt } from "./toast.js";

const PAUSE = 250; // milliseconds without a key before the bot is asked

export class InlineMenu {
  #session;
  #field;
  #posted;
  #timer = 0;
  #asked = ""; // person, chat and words that the cards are for
  #query = "";
  #cards = []; // or none, while the bot's name is being completed

  /** `posted()` is called once a card stands in the chat. */
  constructor(session, field, posted) {
    this.#session = session;
    this.#field = field;
    this.#posted = posted;
    this.options = new OptionList(field, "card", "Cards to post in this chat", (index) => this.#choose(index));
    this.note = h("p", { class: "inline-note", role: "status" });
    this.element = h("div", { class: "inline-menu" }, this.options.element, this.note);
    // The press, not the click: a click elsewhere may have put the words into the field.
    document.addEventListener("pointerdown", (event) => {
      if (![this.element, field].some((each) => each.contains(event.target))) this.close();
    });
  }

  typed(text) {
    const { bot } = this.#session;
    window.clearTimeout(this.#timer);
    const [, name, rest] = text.match(/^@(\w*)(?:\s+(.*))?$/su) ?? [];
    if (name === undefined || !bot?.inline) return this.close();
    if (rest === undefined) return this.#offerName(name);
    if (name.toLowerCase() !== bot.username.toLowerCase()) return this.close();
    this.#timer = window.setTimeout(() => this.#ask(rest), PAUSE);
    return undefined;
  }

  /** The name is not complete yet: offer the rest of it. */
  #offerName(begun) {
    const { bot } = this.#session;
    if (!bot.username.toLowerCase().startsWith(begun.toLowerCase())) return this.close();
    this.#asked = "";
    this.#cards = [];
    this.#say("");
    const about = "Cards from the bot, for any chat";
    return this.options.show([[h("strong", {}, `@${bot.username}`), h("span", {}, about)]]);
  }

  #complete() {
    this.#field.value = `@${this.#session.bot.username} `;
    this.#field.dispatchEvent(new Event("input"));
    this.#field.focus();
  }

  async #ask(text) {
    const { person: as, chat } = this.#session;
    const asked = (this.#asked = `${as}/${chat}/${text}`);
    const answer = await api.inline({ as, text }).catch((error) => ({ cards: [], error: error.message }));
    if (this.#asked !== asked) return;
    this.#query = answer.query_id;
    this.#cards = answer.cards;
    this.options.show(
      answer.cards.map(({ title, about }) => [
        h("strong", { dir: "auto" }, title),
        h("span", { class: "card-about", dir: "auto" }, about),
      ]),
    );
    const count = answer.cards.length;
    this.#say(answer.error ?? (count === 0 ? "No card fits these words." : ""));
  }

  #say(words) {
    this.note.textContent = words;
  }

  async #choose(index) {
    const card = this.#cards[index];
    if (!card) return this.#complete();
    const { person: as, chat } = this.#session;
    const done = await attempt(() => api.card({ as, chat, query: this.#query, card: card.id }));
    if (done === undefined) return undefined;
    this.close();
    return this.#posted(as, chat);
  }

  /** Handle a key pressed in the field; true when it was meant for this menu. */
  key(event) {
    return this.options.key(event, this.#cards.length === 0 ? () => this.#complete() : undefined);
  }

  close() {
    window.clearTimeout(this.#timer);
    this.#asked = "";
    this.options.close();
    this.#say("");
  }
}
