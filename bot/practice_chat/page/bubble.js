// One message -> one element: service line or bubble, with media, rich text, buttons and small actions.

import { avatar, button, h, icon, iconButton, keepsFocus } from "./dom.js";
import { clockTime } from "./dates.js";
import { copyText } from "./clipboard.js";
import { richText } from "./rich_text.js";

/**
 * `message` as the server sends it. `context`: {own, first, last, inGroup, quoted, authorName, actions,
 * onEdit, onReply}; `first` and `last` tell the place in a run of messages by one author.
 */
export function bubble(message, context) {
  if (message.service) return serviceLine(message);
  const { own, first, last, inGroup, actions } = context;
  const names = ["message", own ? "own" : "theirs", first && "first", last && "last"].filter(Boolean).join(" ");
  const author = own ? "You" : context.authorName;
  return h(
    "article",
    { class: names, "data-id": message.id, "aria-label": `${author}, ${clockTime(message.date)}` },
    inGroup && !own ? face(message, context) : null,
    h(
      "div",
      { class: "message-body" },
      card(message, context, author),
      sideActions(message, context),
      inlineButtons(message, actions),
    ),
  );
}

function serviceLine(message) {
  return h("p", { class: "service", "data-id": message.id, dir: "auto" }, message.service);
}

function face(message, { last, authorName }) {
  const from = message.from ?? {};
  return h("div", { class: "face" }, last ? avatar(authorName, from.id ?? 0, { bot: from.is_bot }) : null);
}

function card(message, context, author) {
  const { own, first, inGroup, quoted, actions } = context;
  const hue = Math.abs(Number(message.from?.id ?? 0)) % 6;
  const parts = [];
  if (inGroup && !own && first) {
    const tag = message.from?.is_bot ? h("span", { class: "bot-tag" }, "bot") : null;
    parts.push(h("p", { class: `author name-${hue}`, dir: "auto" }, author, tag));
  } else {
    parts.push(h("span", { class: "off-screen" }, `${author}: `));
  }
  if (quoted) {
    parts.push(
      h("div", { class: "quoted" }, h("strong", { dir: "auto" }, quoted.name), h("span", { dir: "auto" }, quoted.text)),
    );
  }
  if (message.photo) parts.push(photo(message, author));
  if (message.document) parts.push(documentCard(message.document));
  if (message.location) parts.push(placeCard(message.location));
  if (message.contact) parts.push(contactCard(message.contact));
  if (message.text) {
    parts.push(h("div", { class: "text", dir: "auto" }, richText(message.text, message.entities, actions)));
  }
  const notes = [message.via && `via @${message.via} `, message.forwarded && "forwarded ", message.edited && "edited "];
  const reaction = message.reaction ? h("span", { class: "reaction" }, message.reaction) : null;
  parts.push(h("p", { class: "stamp" }, reaction, notes, h("time", { datetime: message.date }, clockTime(message.date))));
  const plainMedia = message.photo && !message.text ? " only-photo" : "";
  return h("div", { class: `bubble${plainMedia}` }, parts);
}

function photo({ photo: picture, text }, author) {
  const words = text ? `Photo from ${author}: ${text}` : `Photo from ${author}`;
  const image = h("img", { src: picture.url, alt: words, width: picture.width, height: picture.height });
  return h(
    "a",
    { class: "photo", href: picture.url, target: "_blank", rel: "noopener", "aria-label": `${words}. Open it large` },
    image,
  );
}

function documentCard(file) {
  const name = file.file_name || "File";
  return h(
    "a",
    { class: "document", href: file.url, download: name },
    h("span", { class: "off-screen" }, "Download "),
    h("span", { class: "document-icon" }, icon("file")),
    h(
      "span",
      { class: "document-words" },
      h("span", { class: "document-name", dir: "auto" }, name),
      h("span", { class: "document-size" }, `${kind(file)} · ${size(file.size)}`),
    ),
    h("span", { class: "document-get" }, icon("download")),
  );
}

const kind = (file) => (file.file_name?.match(/\.([A-Za-z0-9]{1,5})$/u)?.[1] ?? "file").toUpperCase();

function size(bytes) {
  if (!Number.isFinite(bytes)) return "size unknown";
  if (bytes < 1024) return `${bytes} bytes`;
  const kilobytes = bytes / 1024;
  return kilobytes < 1024 ? `${kilobytes.toFixed(kilobytes < 10 ? 1 : 0)} KB` : `${(kilobytes / 1024).toFixed(1)} MB`;
}

const placeCard = ({ latitude, longitude }) =>
  plainCard("pin", "Location", `${Number(latitude).toFixed(3)}, ${Number(longitude).toFixed(3)}`);

const contactCard = (contact) => plainCard("phone", contact.first_name ?? "Contact", contact.phone_number);

function plainCard(sign, name, note) {
  return h(
    "div",
    { class: "location" },
    h("span", { class: "document-icon" }, icon(sign)),
    h(
      "span",
      { class: "document-words" },
      h("span", { class: "document-name", dir: "auto" }, name),
      h("span", { class: "document-size" }, note),
    ),
  );
}

/** Copy on every bubble with text, Edit on the last own one, Reply in between. */
function sideActions(message, { own, onEdit, onReply }) {
  const row = h("div", { class: "bubble-actions" });
  if (message.text) {
    row.append(iconButton("copy", "Copy message", () => copyText(message.text), { class: "icon-button copy" }));
  }
  if (own && message.text && !message.photo && !message.document && !message.via) {
    row.append(iconButton("edit", "Edit message", () => onEdit(message), { class: "icon-button edit", hidden: true }));
  }
  row.append(iconButton("reply", "Reply", () => onReply(message), { class: "icon-button reply" }));
  return row;
}

function inlineButtons(message, actions) {
  if (!message.buttons?.length) return null;
  const rows = message.buttons.map((signs, row) =>
    h(
      "div",
      { class: "button-row" },
      signs.map((sign, column) => inlineButton(message, sign, row, column, actions)),
    ),
  );
  return h("div", { class: "inline-buttons", role: "group", "aria-label": "Answers" }, rows);
}

function inlineButton(message, sign, row, column, actions) {
  const spin = (on) => {
    element.classList.toggle("spinning", on);
    element.setAttribute("aria-busy", String(on));
  };
  const press = () => element.classList.contains("spinning") || actions.pressed(message, row, column, spin);
  const mark = sign.kind === "url" ? icon("link") : sign.kind === "copy" ? icon("copy") : null;
  const words = [h("span", { class: "label", dir: "auto" }, sign.text), mark];
  const element = keepsFocus(button(words, press, { class: "inline-button" }));
  return element;
}
