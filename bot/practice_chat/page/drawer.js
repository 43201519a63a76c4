// On a narrow screen people, chats, clock and settings live in a drawer; on a wide one they stand beside the chat.

import { byId } from "./dom.js";

const NARROW = window.matchMedia("(max-width: 47.99rem)");
const WIDE = window.matchMedia("(min-width: 75rem)");

export class Drawer {
  #drawer = byId("drawer");
  #chat = byId("chat");
  #opener = byId("menu-button");
  #from = null;

  constructor() {
    NARROW.addEventListener("change", () => this.#arrange());
    WIDE.addEventListener("change", () => this.#arrange());
    this.#opener.addEventListener("click", () => this.open());
    byId("time-chip").addEventListener("click", () => this.#openAtClock());
    byId("drawer-close").addEventListener("click", () => this.close());
    byId("drawer-shade").addEventListener("click", () => this.close());
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.isOpen) this.close();
    });
    this.#arrange();
  }

  get isOpen() {
    return document.body.classList.contains("drawer-open");
  }

  /** The side panel moves into the drawer where there is no room, so the order of tabbing stays the order seen. */
  #arrange() {
    const home = WIDE.matches ? byId("app") : this.#drawer;
    const side = byId("side");
    if (side.parentElement !== home) home.append(side);
    if (!NARROW.matches) document.body.classList.remove("drawer-open");
    this.#apply();
  }

  #apply() {
    this.#drawer.inert = NARROW.matches && !this.isOpen;
    this.#chat.inert = NARROW.matches && this.isOpen;
    this.#opener.setAttribute("aria-expanded", String(this.isOpen));
  }

  open() {
    this.#from = document.activeElement;
    document.body.classList.add("drawer-open");
    this.#apply();
    this.#drawer.scrollTop = 0;
    byId("drawer-close").focus();
  }

  #openAtClock() {
    if (NARROW.matches) this.open();
    const section = byId("clock-heading").closest("section");
    section.scrollIntoView({ block: "start" });
    section.querySelector("button:not(:disabled), summary").focus({ preventScroll: true });
  }

  /** Close; the focus goes back to where it came from, unless the caller puts it elsewhere. */
  close({ refocus = true } = {}) {
    if (!this.isOpen) return;
    document.body.classList.remove("drawer-open");
    this.#apply();
    if (refocus) (this.#from ?? this.#opener).focus();
  }
}
