// The practice clock: shows the time, moves it forward, and says when the next reminder comes.

import { api } from "./api.js";
import { button, byId, h, icon } from "./dom.js";
import { clockTime, inputValue, longDay, shortMoment, weekday, zoneName } from "./dates.js";
import { attempt } from "./toast.js";

const HOUR = 3600; // seconds
const TICK = 15_000; // milliseconds between two looks at a running clock
const FAR = 180 * 24 * HOUR * 1000; // milliseconds; what lies behind is no reminder that somebody waits for

export class ClockPanel {
  #session;

  constructor(session) {
    this.#session = session;
    this.time = h("span", { class: "clock-time" });
    this.day = h("span", { class: "clock-day" });
    this.next = button([icon("next"), h("span", {}, "Jump to next reminder")], () => this.#move({ jump: "next" }), {
      class: "primary wide",
      "aria-describedby": "next-note",
    });
    this.nextNote = h("p", { class: "note", id: "next-note" });
    this.hour = button("+1 hour", () => this.#move({ by: HOUR }), { class: "quiet" });
    this.tomorrow = button("+1 day", () => this.#move({ by: 24 * HOUR }), { class: "quiet" });
    this.field = h("input", { type: "datetime-local", id: "clock-field" });
    this.go = button("Go", () => this.#goTo(), { class: "quiet" });
    this.element = h(
      "section",
      { class: "card", "aria-labelledby": "clock-heading" },
      h("h2", { id: "clock-heading" }, icon("clock"), "Practice clock"),
      h("p", { class: "clock-face" }, this.time, this.day),
      h("div", { class: "pair" }, this.hour, this.tomorrow),
      this.next,
      this.nextNote,
      h(
        "details",
        {},
        h("summary", {}, "Go to a day and time"),
        h("label", { for: "clock-field" }, "Day and time"),
        h("div", { class: "pair grow-first" }, this.field, this.go),
        h("p", { class: "note" }, `Times on this page are in your computer’s zone, ${zoneName()}.`),
      ),
    );
    session.addEventListener("world", () => this.#draw());
    session.addEventListener("clock", () => this.#draw());
    window.setInterval(() => this.#tick(), TICK);
  }

  #draw() {
    const { now, movable, next_due: due } = this.#session.world.clock;
    this.#face(now);
    for (const control of [this.hour, this.tomorrow, this.go, this.field]) control.disabled = !movable;
    const far = due && new Date(due) - new Date(now) > FAR;
    this.next.disabled = !movable || !due || far;
    this.nextNote.textContent = nextInWords({ now, movable, due, far });
    if (!this.field.value) this.field.value = inputValue(now);
    this.field.min = inputValue(now);
  }

  #face(now) {
    this.time.textContent = clockTime(now);
    this.day.textContent = longDay(now);
    const chip = byId("time-chip");
    const words = h("span", {}, h("small", {}, weekday(now)), clockTime(now));
    chip.replaceChildren(icon("clock"), words, h("span", { class: "off-screen" }, ". Open the practice clock"));
  }

  /** Ask for the time now and then: a practice clock may run on between two moves. */
  async #tick() {
    if (document.visibilityState !== "visible" || !this.#session.world) return;
    const world = await api.world().catch(() => null);
    if (world) this.#show(world.clock);
  }

  async #move(how) {
    const clock = await attempt(() => api.clock(how));
    if (clock?.now) this.#show(clock);
  }

  #goTo() {
    if (this.field.value) void this.#move({ to: new Date(this.field.value).toISOString() });
  }

  #show(clock) {
    this.#session.setClock(clock);
  }
}

function nextInWords({ now, movable, due, far }) {
  if (!movable) return "This clock follows the real time and cannot be moved.";
  if (!due) return "Nothing is planned yet. Set up a reminder in the chat first.";
  if (far) return `No reminder is near: the bot will not write by itself before ${shortMoment(due, now)}.`;
  return `That is ${shortMoment(due, now)}.`;
}
