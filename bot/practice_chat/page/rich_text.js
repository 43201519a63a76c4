// Turns a message's text and entities into DOM nodes. Offsets count UTF-16 units, and so do JavaScript strings.
// Text becomes text nodes only; a link is kept only when its scheme is harmless.

import { h, button } from "./dom.js";
import { copyText } from "./clipboard.js";

const SIMPLE = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code" };
const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);
const SAFE_SCHEMES = new Set(["http:", "https:", "mailto:", "tel:", "tg:"]);

/** The address if it may be opened, else null. A bare "example.org" is given a scheme as Telegram does. */
export function safeUrl(raw) {
  const address = /^[a-z][a-z0-9+.-]*:/iu.test(raw) ? raw : `https://${raw}`;
  try {
    const url = new URL(address);
    return SAFE_SCHEMES.has(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/**
 * Nodes for `text`. `actions.command(text)` is called when a /command in the text is pressed,
 * `actions.link(event, url)` when a link is.
 */
export function richText(text, entities, actions) {
  const usable = (entities ?? [])
    .filter((entity) => entity.length > 0 && entity.offset >= 0 && entity.offset < text.length)
    .map((entity) => ({ ...entity, end: Math.min(entity.offset + entity.length, text.length) }))
    .sort((a, b) => a.offset - b.offset || b.end - a.end);
  return nodes(text, 0, text.length, usable, actions);
}

/** Render text[start, end); an entity reaching past its parent is cut there and goes on after it. */
function nodes(text, start, end, entities, actions) {
  const result = [];
  let position = start;
  const waiting = [...entities];
  while (waiting.length > 0) {
    const entity = waiting.shift();
    if (entity.offset >= end) break;
    if (entity.offset > position) result.push(text.slice(position, entity.offset));
    const from = Math.max(entity.offset, position);
    const stop = Math.min(entity.end, end);
    if (stop <= from) continue;
    const inner = [];
    while (waiting.length > 0 && waiting[0].offset < stop) {
      const child = waiting.shift();
      inner.push({ ...child, end: Math.min(child.end, stop) });
      if (child.end > stop) carryOver(waiting, { ...child, offset: stop });
    }
    const content = nodes(text, from, stop, inner, actions);
    result.push(wrap(entity, text.slice(from, stop), content, actions));
    position = stop;
    // A block ends its line by itself: the line break behind it would show as an empty line.
    if (BLOCKS.has(entity.type) && text[position] === "\n" && position < end) position += 1;
  }
  if (position < end) result.push(text.slice(position, end));
  return result;
}

function carryOver(waiting, rest) {
  const place = waiting.findIndex((entity) => entity.offset >= rest.offset);
  waiting.splice(place < 0 ? waiting.length : place, 0, rest);
}

function wrap(entity, plain, content, actions) {
  if (entity.type in SIMPLE) return h(SIMPLE[entity.type], {}, content);
  switch (entity.type) {
    case "spoiler":
      return spoiler(content);
    case "pre":
      return preformatted(entity.language, plain, content);
    case "blockquote":
      return h("blockquote", { dir: "auto" }, content);
    case "expandable_blockquote":
      return expandable(content);
    case "text_link":
      return link(entity.url ?? "", content, actions);
    case "url":
      return link(plain, content, actions);
    case "email":
      return link(`mailto:${plain}`, content, actions);
    case "phone_number":
      return link(`tel:${plain.replace(/[^+\d]/gu, "")}`, content, actions);
    case "mention":
      return link(`https://t.me/${plain.slice(1)}`, content, actions);
    case "text_mention": // nobody has a profile here; in Telegram a tap opens it
      return h("span", { class: "text-mention", title: "In Telegram, this opens a person's profile" }, content);
    case "bot_command":
      return button(content, () => actions.command(plain), { class: "command-link" });
    default:
      return h("span", { class: `entity-${entity.type.replace(/\W/gu, "")}` }, content);
  }
}

function link(raw, content, actions) {
  const url = safeUrl(raw);
  if (url === null) return h("span", {}, content);
  return h(
    "a",
    { href: url, target: "_blank", rel: "noopener noreferrer", on: { click: (event) => actions.link(event, url) } },
    content,
  );
}

function spoiler(content) {
  const words = h("span", { class: "spoiler-words", "aria-hidden": "true" }, content);
  const cover = h("span", { class: "spoiler", role: "button", tabindex: 0, "aria-label": "Hidden text. Show it" }, words);
  const reveal = (event) => {
    if (cover.classList.contains("open")) return;
    event.preventDefault();
    event.stopPropagation();
    cover.classList.add("open");
    for (const name of ["role", "tabindex", "aria-label"]) cover.removeAttribute(name);
    words.removeAttribute("aria-hidden");
  };
  // In the capture phase: a link below the cover must not open while it is hidden.
  cover.addEventListener("click", reveal, true);
  cover.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") reveal(event);
  });
  return cover;
}

function preformatted(language, plain, content) {
  return h(
    "div",
    { class: "pre-block" },
    h(
      "div",
      { class: "pre-head" },
      h("span", {}, language || "Text to copy"),
      button("Copy", () => copyText(plain), { class: "pre-copy", "aria-label": "Copy this text" }),
    ),
    h("pre", { dir: "auto", tabindex: 0 }, h("code", {}, content)),
  );
}

function expandable(content) {
  const quote = h("blockquote", { class: "folded", dir: "auto" }, content);
  const more = button(
    "Show more",
    () => {
      const folded = quote.classList.toggle("folded");
      more.textContent = folded ? "Show more" : "Show less";
      more.setAttribute("aria-expanded", String(!folded));
    },
    { class: "quote-more", "aria-expanded": "false" },
  );
  return h("div", { class: "expandable" }, quote, more);
}
