// What a chat without messages says: who I am, and that all of this is practice.

import { byId, h, icon } from "./dom.js";
import { roleInWords } from "./people_panel.js";

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
    const { me, world, bot } = this.#session;
    const step = me.started ? `Write to ${bot.name} below.` : `Press Start below to meet ${bot.name}.`;
    return h(
      "div",
      { class: "welcome" },
      h("img", { src: "/page/logo.svg", alt: "", width: 88, height: 88 }),
      h("h2", { dir: "auto" }, `You are ${me.name}, ${roleInWords(me, world.people)}.`),
      h("p", { class: "welcome-lead" }, "This is a practice chat: nothing leaves this computer."),
      h("p", { class: "welcome-step" }, icon("down"), step),
    );
  }

  #group(group) {
    const { me, bot } = this.#session;
    const step = group.bot_in ? `${bot.name} is in this group.` : `${bot.name} is not in this group yet. Add it under “This group”.`;
    return h(
      "div",
      { class: "welcome" },
      h("h2", { dir: "auto" }, group.title),
      h("p", { class: "welcome-lead" }, `You are ${me.name}. This is a practice group: nothing leaves this computer.`),
      h("p", { class: "welcome-step" }, step),
    );
  }
}
