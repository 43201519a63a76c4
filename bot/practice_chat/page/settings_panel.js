// Settings of the open chat: the person's phone (language, blocking) or the group (the bot's place in it).

import { api } from "./api.js";
import { button, h } from "./dom.js";
import { attempt } from "./toast.js";

const LANGUAGES = {
  en: "English",
  es: "Español",
  ar: "العربية",
  de: "Deutsch",
  fr: "Français",
  ht: "Kreyòl ayisyen",
  ko: "한국어",
  pt: "Português",
  ru: "Русский",
  so: "Soomaali",
  uk: "Українська",
  vi: "Tiếng Việt",
  zh: "中文",
};

export class SettingsPanel {
  #session;

  constructor(session) {
    this.#session = session;
    this.content = h("div", { class: "settings" });
    this.heading = h("h2", { id: "settings-heading" }, "Settings");
    this.element = h("section", { class: "card", "aria-labelledby": "settings-heading" }, this.heading, this.content);
    session.addEventListener("world", () => this.#draw());
    session.addEventListener("chat", () => this.#draw());
  }

  #draw() {
    const focused = this.content.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
    const { me, group } = this.#session;
    this.heading.textContent = group ? "This group" : `${me.name}’s phone`;
    this.content.replaceChildren(...(group ? this.#group(group) : this.#person(me)));
    if (focused) this.content.querySelector(`[data-key="${focused}"]`)?.focus({ preventScroll: true });
  }

  #person(me) {
    const codes = [...new Set([...Object.keys(LANGUAGES), me.language_code])].filter(Boolean);
    const choice = h(
      "select",
      { id: "language-field", "data-key": "language" },
      codes.map((code) => h("option", { value: code, selected: code === me.language_code }, `${LANGUAGES[code] ?? code} (${code})`)),
    );
    choice.addEventListener("change", () => attempt(() => api.language({ as: me.id, language_code: choice.value })));
    const block = () => attempt(() => api.block({ as: me.id, blocked: !me.blocked }));
    return [
      h("label", { for: "language-field" }, "Language of Telegram"),
      choice,
      button(me.blocked ? "Unblock the bot" : "Block the bot", block, { class: "quiet wide", "data-key": "block" }),
    ];
  }

  #group(group) {
    const { me, bot } = this.#session;
    const isAdmin = group.admins.includes(me.id);
    const names = group.members.map((id) => {
      const name = this.#session.personName(id);
      return group.admins.includes(id) ? `${name} (admin)` : name;
    });
    const place = !group.bot_in ? "is not in this group" : group.bot_admin ? "is an admin here" : "is a member here";
    const deeds = group.bot_in
      ? [
          group.bot_admin ? ["demote_bot", "Make the bot a plain member"] : ["promote_bot", "Make the bot an admin"],
          ["remove_bot", "Remove the bot"],
        ]
      : [["add_bot", "Add the bot"]];
    if (isAdmin) {
      const hidden = group.anonymous.includes(me.id);
      deeds.push(hidden ? ["anonymous_off", "Write under my own name"] : ["anonymous_on", "Write as anonymous admin"]);
    }
    if (group.kind === "group") deeds.push(["upgrade", "Upgrade to a supergroup"]);
    return [
      h("p", { class: "note", dir: "auto" }, `${names.join(", ")}. ${bot.name} ${place}.`),
      ...deeds.map(([action, label]) => {
        const work = () => attempt(() => api.group({ as: me.id, chat: group.id, action }));
        return button(label, work, { class: "quiet wide", "data-key": action });
      }),
    ];
  }
}
