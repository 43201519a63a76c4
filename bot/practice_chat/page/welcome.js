// What a chat without messages says: who I am, and that all of this is practice.

import { api } from "./api.js";
import { avatar, button, byId, h, icon } from "./dom.js";
import { roleInWords } from "./people_panel.js";
import { attempt } from "./toast.js";

export class Welcome {
  #session;
  #frame = byId("log").parentElement;

  constructor(session) {
    this.#session = session;
    for (const kind of ["chat", "message", "deleted", "world"]) session.addEventListener(kind, () => this.#draw());
  }

  #draw() {
    this.#frame.querySelector(".welcome")?.remove();
    const session = this.#session;
    if (session.shown.length > 0) return;
    this.#frame.prepend(session.group ? this.#group(session.group) : this.#person());
  }

  #person() {
    const { me, bot } = this.#session;
    const step = me.started ? `Write to ${bot.name} below.` : `Press Start below to meet ${bot.name}.`;
    return h(
      "div",
      { class: "welcome" },
      h("img", { src: "/page/logo.svg", alt: "", width: 88, height: 88 }),
      h("h2", { dir: "auto" }, `You are ${me.name}, ${roleInWords(me)}.`),
      h("p", { class: "welcome-lead" }, "This is a practice chat: nothing leaves this computer."),
      h("p", { class: "welcome-step" }, icon("down"), step),
    );
  }

  #group(group) {
    const { me, bot } = this.#session;
    const add = () => attempt(() => api.group({ as: me.id, chat: group.id, action: "add_bot" }));
    const step = group.bot_in
      ? h("p", { class: "welcome-step" }, `${bot.name} is in this group.`)
      : button(`Add ${bot.name} to the group`, add, { class: "primary" });
    return h(
      "div",
      { class: "welcome" },
      avatar(group.title, group.id, { group: true }),
      h("h2", { dir: "auto" }, group.title),
      h("p", { class: "welcome-lead" }, `You are ${me.name}. This is a practice group: nothing leaves this computer.`),
      step,
    );
  }
}
