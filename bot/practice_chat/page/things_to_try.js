// A short list of first steps for whoever one is, ready to be put into the field. Sends nothing by itself.

import { button, h } from "./dom.js";

const FOR_ALL = [
  { label: "See all practices", text: "/tips" },
  { label: "Post a tip as a card in the group", inGroup: true, inline: "hopes" },
];

const BY_ROLE = {
  parent: [
    { label: "Keep a question for the team", text: "/ask Can Leo sit near the front?" },
    { label: "See my questions", text: "/questions" },
    { label: "Plan the next meeting", text: "/meeting" },
    { label: "Set up homework time", text: "/homework" },
    { label: "Ask a parent coach", text: "/askcoach" },
    { label: "Get help", text: "/help" },
  ],
  coach: [
    { label: "Apply to be a peer coach", text: "/coach" },
    { label: "Connect the group", text: "/link", inGroup: true, note: "in the group; add the bot there first" },
    { label: "Send the group a tip", text: "/broadcast" },
    { label: "Answer parents’ questions", text: "/duty" },
  ],
  admin: [
    { label: "Become the admin", text: "/claim ", note: "the code is in the terminal" },
    { label: "Get help", text: "/help" },
  ],
};

export class ThingsToTry {
  #session;
  #suggest;

  /** `suggest(item)` is called with {text, inGroup} when something is chosen. */
  constructor(session, suggest) {
    this.#session = session;
    this.#suggest = suggest;
    this.list = h("ul", { class: "tries" });
    this.element = h(
      "section",
      { class: "card", "aria-labelledby": "tries-heading" },
      h("h2", { id: "tries-heading" }, "Things to try"),
      h("p", { class: "note" }, "A press puts the words into the field. You send them."),
      this.list,
    );
    session.addEventListener("world", () => this.#draw());
  }

  #draw() {
    const { me } = this.#session;
    const role = me.role;
    if (this.list.dataset.role === role) return;
    this.list.dataset.role = role;
    const { bot } = this.#session;
    const items = [...(BY_ROLE[role] ?? []), ...FOR_ALL]
      .filter((item) => !item.inline || bot.inline)
      .map((item) => (item.inline ? { ...item, text: `@${bot.username} ${item.inline}` } : item));
    this.list.replaceChildren(...items.map((item) => h("li", {}, this.#entry(item))));
  }

  #entry(item) {
    const note = item.note ? h("span", { class: "try-note" }, item.note) : null;
    const words = [h("span", { class: "try-label" }, item.label, note), h("code", {}, item.text.split(" ")[0])];
    return button(words, () => this.#suggest(item), { class: "try" });
  }
}
