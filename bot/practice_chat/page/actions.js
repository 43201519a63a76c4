// What a press on a link, a command or a button under a message does. Draws nothing but notes and alerts.

import { api } from "./api.js";
import { copyText } from "./clipboard.js";
import { safeUrl } from "./rich_text.js";
import { alertBox, attempt, toast } from "./toast.js";

const SPIN_AT_MOST = 30_000; // milliseconds; a Telegram client gives up waiting as well

/** What a t.me or tg: address asks for: {username, start, startgroup}, or null for any other address. */
export function telegramLink(raw) {
  const url = new URL(raw);
  const ask = (username) => ({
    username,
    start: url.searchParams.get("start"),
    startgroup: url.searchParams.get("startgroup"),
  });
  if (url.protocol === "tg:") return /resolve/u.test(raw) ? ask(url.searchParams.get("domain") ?? "") : null;
  if (!["t.me", "telegram.me", "telegram.dog"].includes(url.hostname)) return null;
  return ask(url.pathname.slice(1).split("/")[0]);
}

export class Actions {
  #session;
  #spinning = new Map(); // query id -> stop
  #early = new Set(); // answers that came before the tap's own reply

  constructor(session) {
    this.#session = session;
    session.addEventListener("answer", (event) => this.#answered(event.detail));
  }

  /** A link was pressed. Links to our bot are followed here; all others open in a new tab by themselves. */
  link(event, url) {
    const asked = telegramLink(url);
    if (!asked) return;
    event.preventDefault();
    void this.#followTelegram(asked);
  }

  async #followTelegram({ username, start, startgroup }) {
    const { bot, person } = this.#session;
    if (username.toLowerCase() !== bot.username.toLowerCase()) {
      toast(`This opens @${username} in Telegram. The practice chat knows only @${bot.username}.`);
      return;
    }
    if (startgroup !== null) {
      toast("In Telegram you would choose a group now. Here, open a group and add the bot under Settings.");
      return;
    }
    this.#session.select(person);
    if (start !== null) await this.start(start);
  }

  /** Press Start in the private chat. */
  start(payload) {
    const body = { as: this.#session.person };
    return attempt(() => api.start(payload ? { ...body, payload } : body));
  }

  /** A /command inside a text was pressed: it is sent, as Telegram does. */
  command(text) {
    const { person, chat } = this.#session;
    void attempt(() => api.send({ as: person, chat, text }));
  }

  /** A button under a message was pressed. `spin(on)` shows and hides its waiting sign. */
  async pressed(message, row, column, spin) {
    const sign = message.buttons[row][column];
    if (sign.kind === "url") return this.#openUrl(sign.url);
    if (sign.kind === "copy") return copyText(sign.copy);
    if (sign.kind !== "callback") return toast("This kind of button works in Telegram only.");
    spin(true);
    const { person: as, chat } = this.#session;
    try {
      const { query_id: query } = await api.tap({ as, chat, message: message.id, row, col: column });
      if (this.#early.delete(String(query))) spin(false);
      else this.#wait(String(query), spin);
    } catch (error) {
      spin(false);
      toast(error.message);
    }
    return undefined;
  }

  #wait(query, spin) {
    const late = window.setTimeout(() => {
      this.#spinning.delete(query);
      spin(false);
      toast("The bot did not answer this button.");
    }, SPIN_AT_MOST);
    this.#spinning.set(query, () => {
      window.clearTimeout(late);
      spin(false);
    });
  }

  #answered({ query_id: id, text, alert, url }) {
    const query = String(id);
    const stop = this.#spinning.get(query);
    if (stop) stop();
    else this.#early.add(query);
    this.#spinning.delete(query);
    if (url) this.#openUrl(url);
    if (text && alert) void alertBox(text, `Message from ${this.#session.bot.name}`);
    else if (text) toast(text);
  }

  #openUrl(raw) {
    const url = safeUrl(raw ?? "");
    if (url === null) return toast("This button's link cannot be opened.");
    const asked = telegramLink(url);
    if (asked) return this.#followTelegram(asked);
    window.open(url, "_blank", "noopener");
    return undefined;
  }
}
