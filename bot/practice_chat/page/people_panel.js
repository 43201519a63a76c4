// The left side: who I am, and that person's chats with what is unread.

import { avatar, byId, h, icon } from "./dom.js";
import { listTime } from "./dates.js";

const ROLES = { parent: "Parent", coach: "Peer coach", admin: "Runs the bot" };

const LANGUAGES = new Intl.DisplayNames(["en"], { type: "language" });

/** "a parent", "a coach": the role in words, for a sentence. Short, as it stands in the header of a phone. */
export function roleInWords(person) {
  return { parent: "a parent", coach: "a coach", admin: "the admin" }[person.role] ?? person.role;
}

/** "Parent", and what language the app is set to where that is not English. */
function note({ role, language_code: code }) {
  const words = ROLES[role] ?? role;
  return code && !/^en\b/i.test(code) ? `${words}, in ${LANGUAGES.of(code)}` : words;
}

export class PeoplePanel {
  #session;
  #chosen;

  /** `chosen()` is called after a press on a person or a chat. */
  constructor(session, chosen) {
    this.#session = session;
    this.#chosen = chosen;
    for (const kind of ["world", "chat", "message", "edited", "deleted", "unread", "clock"]) {
      session.addEventListener(kind, () => this.#draw());
    }
  }

  #draw() {
    const session = this.#session;
    byId("chats-heading").textContent = `${session.me.name}’s chats`;
    keepFocus(byId("people"), () => session.world.people.map((person) => this.#person(person)));
    keepFocus(byId("chats"), () => session.chatsOf(session.person).map((chat) => this.#chat(chat)));
    this.#totals();
  }

  #person(person) {
    const session = this.#session;
    const isMe = person.id === session.person;
    const waiting = session
      .chatsOf(person.id)
      .reduce((sum, chat) => sum + session.unreadOf(person.id, chat.id), 0);
    const press = () => this.#chosen(() => session.become(person.id));
    return h(
      "li",
      {},
      h(
        "button",
        { type: "button", class: "person", "aria-pressed": String(isMe), "data-key": person.id, on: { click: press } },
        avatar(person.name, person.id),
        h("span", { class: "entry-words" }, h("span", { class: "entry-name" }, person.name), h("span", { class: "entry-note" }, note(person))),
        isMe ? h("span", { class: "tick" }, icon("check")) : badge(waiting),
      ),
    );
  }

  #chat(chat) {
    const session = this.#session;
    const open = chat.id === session.chat;
    const last = session.messages.get(chat.id)?.at(-1);
    const press = () => this.#chosen(() => session.select(chat.id));
    const picture = avatar(chat.title, chat.id, { group: chat.group !== null, bot: chat.group === null });
    return h(
      "li",
      {},
      h(
        "button",
        { type: "button", class: "chat-entry", "aria-current": open ? "true" : null, "data-key": chat.id, on: { click: press } },
        picture,
        h(
          "span",
          { class: "entry-words" },
          h(
            "span",
            { class: "entry-top" },
            h("span", { class: "entry-name", dir: "auto" }, chat.title),
            last ? h("span", { class: "entry-time" }, listTime(last.date, session.now)) : null,
          ),
          h(
            "span",
            { class: "entry-top" },
            h("span", { class: "entry-note", dir: "auto" }, this.#preview(last)),
            badge(session.unreadOf(session.person, chat.id)),
          ),
        ),
      ),
    );
  }

  #preview(message) {
    if (!message) return "No messages yet";
    if (message.service) return message.service;
    const words = message.text || (message.photo ? "Photo" : message.document ? message.document.file_name : "Location");
    return message.from?.id === this.#session.person ? `You: ${words}` : words;
  }

  /** All that is unread for me, on the menu button and in the window's title. */
  #totals() {
    const session = this.#session;
    const total = session
      .chatsOf(session.person)
      .reduce((sum, chat) => sum + session.unreadOf(session.person, chat.id), 0);
    const sign = byId("menu-badge");
    sign.hidden = total === 0;
    sign.textContent = String(total);
    byId("menu-button").setAttribute("aria-label", `People, chats and clock${total ? `, ${total} unread` : ""}`);
    document.title = `${total ? `(${total}) ` : ""}${session.me.name} · Practice chat`;
  }
}

function badge(count) {
  if (!count) return null;
  return h("span", { class: "badge" }, String(count), h("span", { class: "off-screen" }, " unread"));
}

/** Redraw a list; the entry that had the focus keeps it. */
function keepFocus(list, draw) {
  const key = list.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
  list.replaceChildren(...draw());
  if (key !== undefined) list.querySelector(`[data-key="${key}"]`)?.focus({ preventScroll: true });
}
