// The log of the open chat: draws messages as they come, keeps the newest in view, shows who is typing.

import { byId, h } from "./dom.js";
import { bubble } from "./bubble.js";
import { dayKey, dayName } from "./dates.js";

const TYPING_FOR = 6000; // milliseconds; the Bot API says five seconds, plus the way
const RUN_GAP = 10 * 60 * 1000; // milliseconds of silence that end a run of messages by one author
const NEAR = 120; // pixels from the end that still count as reading the newest

const DOING = {
  typing: "is typing",
  upload_photo: "is sending a photo",
  upload_document: "is sending a file",
  find_location: "is looking for a place",
};

export class Conversation {
  #session;
  #actions;
  #composer;
  #log = byId("log");
  #unseen = 0;
  #typingTimer = 0;
  #stuck = true; // the reader is at the end, so new messages scroll into view
  #top = 0;

  constructor(session, actions, composer) {
    this.#session = session;
    this.#actions = actions;
    this.#composer = composer;
    session.addEventListener("chat", () => this.#drawAll());
    session.addEventListener("message", (event) => this.#here(event) && this.#added(event.detail.message));
    session.addEventListener("edited", (event) => this.#here(event) && this.#changed(event.detail.message));
    session.addEventListener("deleted", (event) => this.#here(event) && this.#redraw());
    session.addEventListener("typing", (event) => this.#here(event) && this.#typing(event.detail.action));
    session.addEventListener("clock", () => this.#renameDays());
    byId("to-newest").addEventListener("click", () => this.#toNewest());
    this.#log.addEventListener("scroll", () => this.#scrolled());
    // A picture that loads, or a keyboard that opens, must not push the newest message out of view.
    const keep = () => this.#stuck && this.#toNewest();
    new ResizeObserver(keep).observe(this.#log);
    this.#log.addEventListener("load", keep, true);
  }

  #here(event) {
    return event.detail.chat === this.#session.chat;
  }

  #drawAll() {
    this.#quiet();
    this.#log.setAttribute("aria-label", `Messages with ${this.#session.group?.title ?? this.#session.bot.name}`);
    // The whole history is not news: keep screen readers from reading all of it.
    this.#log.setAttribute("aria-live", "off");
    this.#redraw();
    this.#toNewest();
    window.setTimeout(() => this.#log.setAttribute("aria-live", "polite"), 300);
  }

  #redraw() {
    const all = this.#session.shown;
    const parts = [];
    all.forEach((message, index) => {
      if (this.#newDay(all[index - 1], message)) parts.push(this.#separator(message));
      parts.push(this.#element(all, index));
    });
    this.#log.replaceChildren(...parts);
    this.#markEditable();
  }

  #added(message) {
    const all = this.#session.shown;
    const index = all.length - 1;
    if (all[index] !== message) return this.#redraw();
    const follow = this.#stuck || message.from?.id === this.#session.person;
    if (message.from?.is_bot) this.#quiet();
    if (this.#newDay(all[index - 1], message)) this.#log.append(this.#separator(message));
    else if (this.#joined(all[index - 1], message)) this.#noLongerLast(all[index - 1]);
    this.#log.append(this.#element(all, index));
    this.#markEditable();
    if (follow) return this.#toNewest();
    this.#unseen += 1;
    return this.#showUnseen();
  }

  #changed(message) {
    const all = this.#session.shown;
    this.#replace(all, all.indexOf(message));
    this.#markEditable();
    if (this.#stuck) this.#toNewest();
  }

  /** Swap one bubble for its new form; a focus inside passes to its first button. */
  #replace(all, index) {
    const old = this.#log.querySelector(`[data-id="${all[index].id}"]`);
    if (!old) return this.#redraw();
    const hadFocus = old.contains(document.activeElement);
    const fresh = this.#element(all, index);
    old.replaceWith(fresh);
    if (hadFocus) (fresh.querySelector(".inline-button") ?? this.#log).focus({ preventScroll: true });
    return undefined;
  }

  #element(all, index) {
    const session = this.#session;
    const message = all[index];
    return bubble(message, {
      own: message.from?.id === session.person,
      first: !this.#joined(all[index - 1], message),
      last: !this.#joined(message, all[index + 1]),
      inGroup: session.group !== undefined,
      authorName: message.from?.name ?? session.group?.title ?? "Somebody",
      quoted: this.#quoted(all, message.reply_to),
      actions: this.#actions,
      onEdit: (each) => this.#composer.startEdit(each),
      onReply: (each) => this.#composer.startReply(each),
    });
  }

  /** The author goes on: the picture and the bubble's corner move to the new message. */
  #noLongerLast(message) {
    const element = this.#log.querySelector(`[data-id="${message.id}"]`);
    element?.classList.remove("last");
    element?.querySelector(".face")?.replaceChildren();
  }

  #quoted(all, id) {
    const message = id ? all.find((each) => each.id === id) : undefined;
    if (!message) return null;
    const text = message.text || (message.photo ? "Photo" : message.document?.file_name) || "Message";
    return { name: message.from?.name ?? "", text };
  }

  #joined(before, after) {
    if (!before || !after || before.service || after.service) return false;
    return (
      before.from?.id === after.from?.id &&
      dayKey(before.date) === dayKey(after.date) &&
      new Date(after.date) - new Date(before.date) < RUN_GAP
    );
  }

  #newDay(before, message) {
    return !before || dayKey(before.date) !== dayKey(message.date);
  }

  #separator(message) {
    return h("h2", { class: "day", "data-date": message.date }, dayName(message.date, this.#session.now));
  }

  /** What was today becomes yesterday when the clock moves on. */
  #renameDays() {
    for (const day of this.#log.querySelectorAll(".day")) {
      const name = dayName(day.dataset.date, this.#session.now);
      if (day.textContent !== name) day.textContent = name;
    }
  }

  /** Only the last own text message can be edited here. */
  #markEditable() {
    const edits = [...this.#log.querySelectorAll(".edit")];
    edits.forEach((each, index) => {
      each.hidden = index !== edits.length - 1;
    });
  }

  #typing(action) {
    byId("typing-text").textContent = `${this.#session.bot.name} ${DOING[action] ?? DOING.typing}`;
    byId("typing").hidden = false;
    window.clearTimeout(this.#typingTimer);
    this.#typingTimer = window.setTimeout(() => this.#quiet(), TYPING_FOR);
    if (this.#stuck) this.#toNewest();
  }

  #quiet() {
    window.clearTimeout(this.#typingTimer);
    byId("typing").hidden = true;
  }

  /** Only a scroll upward leaves the end: growing content moves the end away without the reader's doing. */
  #scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.#log;
    const near = scrollHeight - scrollTop - clientHeight < NEAR;
    if (near) this.#seen();
    if (near || scrollTop < this.#top) this.#stuck = near;
    this.#top = scrollTop;
  }

  #toNewest() {
    this.#stuck = true;
    this.#log.scrollTop = this.#log.scrollHeight;
    this.#seen();
  }

  #seen() {
    this.#unseen = 0;
    this.#showUnseen();
  }

  #showUnseen() {
    byId("to-newest").hidden = this.#unseen === 0;
    byId("to-newest-text").textContent = this.#unseen === 1 ? "1 new message" : `${this.#unseen} new messages`;
  }
}
