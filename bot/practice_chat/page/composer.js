// Where one writes: the text field, what is being edited or replied to, and what stands in its place
// (Start, Unblock). Sends through the api; clears the field only once the server took the text.

import { api } from "./api.js";
import { AttachMenu } from "./attach.js";
import { CommandMenu } from "./command_menu.js";
import { button, byId, h, icon, iconButton } from "./dom.js";
import { InlineMenu } from "./inline_menu.js";
import { ReplyKeyboard } from "./reply_keyboard.js";
import { attempt } from "./toast.js";

// On a touch screen the field calls up a keyboard over the messages, so it is not given the focus unasked.
const TOUCH = window.matchMedia("(pointer: coarse)");
const PRACTICE_NUMBER = "+12025550142"; // 555-01xx is kept free for stories

export class Composer {
  #session;
  #actions;
  #area = byId("composer-area");
  #drafts = new Map(); // "person/chat" -> unsent text
  #place = "";
  #target = null; // {mode: "edit" | "reply", message}
  #busy = false;

  constructor(session, actions) {
    this.#session = session;
    this.#actions = actions;
    this.field = h("textarea", { id: "message-field", rows: 1, dir: "auto", placeholder: "Message", "aria-label": "Message" });
    this.field.addEventListener("input", () => this.#typed());
    this.field.addEventListener("keydown", (event) => this.#key(event));
    this.field.addEventListener("paste", (event) => this.#pasted(event));
    this.commands = new CommandMenu(session, this.field, (text) => this.#sendText(text));
    this.cards = new InlineMenu(session, this.field, (as, chat) => this.#sent(as, chat));
    this.keyboard = new ReplyKeyboard(session, (key) => this.#keyPressed(key));
    this.attach = new AttachMenu(session);
    this.#build();
    session.addEventListener("chat", () => this.#moved());
    session.addEventListener("world", () => this.#show());
    for (const kind of ["message", "edited", "deleted"]) {
      session.addEventListener(kind, (event) => event.detail.chat === session.chat && this.#show());
    }
  }

  #build() {
    this.banner = h("div", { class: "target", hidden: true });
    this.send = iconButton("send", "Send", () => this.#submit(), { class: "icon-button send" });
    this.form = h(
      "div",
      { class: "composer" },
      this.commands.opener,
      h("div", { class: "field-frame" }, this.field, this.keyboard.opener),
      this.attach.opener,
      this.send,
    );
    this.instead = h("div", { class: "instead", hidden: true });
    this.#area.append(this.commands.menu, this.cards.element, this.attach.menu, this.banner, this.form, this.keyboard.panel, this.instead);
  }

  /** Another chat or another person: keep the draft, forget what was being edited. */
  #moved() {
    if (this.#place) this.#drafts.set(this.#place, this.field.value);
    this.#place = `${this.#session.person}/${this.#session.chat}`;
    this.field.value = this.#drafts.get(this.#place) ?? "";
    this.#leaveTarget();
    this.commands.refresh();
    this.cards.close();
    this.#grow();
    this.#show();
  }

  #show() {
    const { me, bot, group, shown } = this.#session;
    if (!me) return;
    const place = group ? `in ${group.title}` : `to ${bot.name}`;
    this.field.setAttribute("aria-label", `Message ${place}, as ${me.name}`);
    const fresh = !group && !me.started && !shown.some((message) => message.from?.id === me.id);
    const parts = group ? null : me.blocked ? this.#unblock(me) : fresh ? this.#startButton() : null;
    const hadFocus = this.#area.contains(document.activeElement);
    const changed = this.instead.hidden !== (parts === null);
    this.instead.hidden = parts === null;
    this.form.hidden = parts !== null;
    if (changed) this.instead.replaceChildren(...(parts ?? []));
    if (changed && hadFocus && !TOUCH.matches) this.focus();
    this.keyboard.show(parts === null);
    this.field.placeholder = this.keyboard.placeholder || "Message";
    this.#grow();
  }

  #startButton() {
    return [button("Start", () => this.#actions.start(), { class: "primary start-button" })];
  }

  #unblock(me) {
    const unblock = () => attempt(() => api.block({ as: me.id, blocked: false }));
    return [
      h("p", {}, `${me.name} has blocked ${this.#session.bot.name}. It cannot write here.`),
      button("Unblock", unblock, { class: "primary" }),
    ];
  }

  focus() {
    const target = this.form.hidden ? this.instead.querySelector("button") : this.field;
    target?.focus({ preventScroll: true });
  }

  /** Put `text` into the field, ready to be changed and sent. */
  suggest(text) {
    this.field.value = text;
    this.#typed();
    this.focus();
    this.field.setSelectionRange(text.length, text.length);
  }

  startEdit(message) {
    this.#aim({ mode: "edit", message }, "edit", "Edit your message", message.text);
    this.suggest(message.text);
    this.commands.close();
  }

  startReply(message) {
    this.#aim({ mode: "reply", message }, "reply", `Reply to ${message.from?.name ?? ""}`, message.text || "Photo or file");
    this.focus();
  }

  #aim(target, sign, title, text) {
    this.#target = target;
    const cancel = () => {
      this.#leaveTarget();
      if (target.mode === "edit") this.#clear();
      this.focus();
    };
    this.banner.replaceChildren(
      icon(sign),
      h("span", { class: "target-words" }, h("strong", { dir: "auto" }, title), h("span", { dir: "auto" }, text)),
      iconButton("close", target.mode === "edit" ? "Stop editing" : "Do not reply to it", cancel),
    );
    this.banner.hidden = false;
  }

  #leaveTarget() {
    this.#target = null;
    this.banner.hidden = true;
  }

  #typed() {
    this.#grow();
    const text = this.#target?.mode === "edit" ? "" : this.field.value;
    this.commands.typed(text);
    this.cards.typed(text);
  }

  #grow() {
    this.field.style.height = "auto";
    if (!this.form.hidden) this.field.style.height = `${this.field.scrollHeight}px`;
    this.send.disabled = this.field.value.trim() === "";
  }

  #key(event) {
    if (event.isComposing) return; // an input method is still choosing characters
    if (this.commands.key(event) || this.cards.key(event)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      void this.#submit();
    } else if (event.key === "Escape" && this.#target) {
      event.stopPropagation();
      if (this.#target.mode === "edit") this.#clear();
      this.#leaveTarget();
    } else if (event.key === "ArrowUp" && this.field.value === "") {
      const mine = this.#session.shown.filter((each) => each.from?.id === this.#session.person && each.text && !each.via);
      const last = mine.at(-1);
      if (last && !last.photo && !last.document) {
        event.preventDefault();
        this.startEdit(last);
      }
    }
  }

  #pasted(event) {
    const file = event.clipboardData?.files?.[0];
    if (!file) return;
    event.preventDefault();
    this.attach.offer(file, file.type.startsWith("image/") ? "photo" : "document");
  }

  async #submit() {
    const text = this.field.value.trim();
    if (text === "" || this.#busy) return;
    await this.#sendText(text);
  }

  async #sendText(text) {
    if (this.#busy) return;
    this.#busy = true;
    const { person: as, chat } = this.#session;
    const target = this.#target;
    const work =
      target?.mode === "edit"
        ? () => api.edit({ as, chat, message: target.message.id, text })
        : () => api.send({ as, chat, text, ...(target ? { reply_to: target.message.id } : {}) });
    const done = await attempt(work);
    this.#busy = false;
    if (done !== undefined) this.#sent(as, chat);
  }

  /** What stood in the field is in the chat now. */
  #sent(as, chat) {
    const here = this.#session.person === as && this.#session.chat === chat;
    if (!here) {
      this.#drafts.delete(`${as}/${chat}`);
      return;
    }
    this.#leaveTarget();
    this.#clear();
  }

  /** Empty the field. The send button, now without use, gives the focus back to it. */
  #clear() {
    const sent = document.activeElement === this.send;
    this.field.value = "";
    this.#typed();
    if (sent) this.field.focus({ preventScroll: true });
  }

  #shareNumber() {
    const { person: as, chat } = this.#session;
    void attempt(() => api.contact({ as, chat, phone_number: PRACTICE_NUMBER }));
  }

  #keyPressed(key) {
    if (key.kind === "share_location") this.attach.openLocation();
    else if (key.kind === "share_contact") this.#shareNumber();
    else void this.#sendText(key.text);
  }
}
