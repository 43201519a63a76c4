// Builds elements. Data only ever becomes text nodes and attribute values, never markup.

const SVG = "http://www.w3.org/2000/svg";

/**
 * Make an element. `props` are attributes, except `class` and `on` (event name -> handler).
 * A value of false, null or undefined leaves an attribute out; true sets it empty.
 */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (name === "on") {
      for (const [event, handler] of Object.entries(value)) element.addEventListener(event, handler);
    } else if (value === true) {
      element.setAttribute(name, "");
    } else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, String(value));
    }
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** A decorative icon from icons.svg. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `/page/icons.svg#${name}`);
  svg.append(use);
  return svg;
}

export function button(label, onClick, props = {}) {
  return h("button", { type: "button", ...props, on: { click: onClick, ...props.on } }, label);
}

/** Let a press with the mouse leave the focus where it is, as in the field one is about to write in. */
export function keepsFocus(element) {
  element.addEventListener("mousedown", (event) => event.preventDefault());
  return element;
}

export function iconButton(name, label, onClick, props = {}) {
  return h(
    "button",
    { type: "button", class: "icon-button", "aria-label": label, title: label, ...props, on: { click: onClick } },
    icon(name),
  );
}

const HUES = 6; // as many as style.css defines with .hue-0, .hue-1, ...

/** A round picture with initials; `id` picks its soft colour. */
export function avatar(name, id, { group = false, bot = false } = {}) {
  if (bot) return h("img", { class: "avatar", src: "/page/logo.svg", alt: "", width: 44, height: 44 });
  const hue = group ? "group" : Math.abs(Number(id)) % HUES;
  const face = group ? icon("group") : initials(name);
  return h("span", { class: `avatar hue-${hue}`, "aria-hidden": "true" }, face);
}

function initials(name) {
  const words = String(name).trim().split(/\s+/u);
  return words
    .slice(0, 2)
    .map((word) => [...word][0] ?? "")
    .join("")
    .toUpperCase();
}

export function byId(id) {
  return document.getElementById(id);
}
