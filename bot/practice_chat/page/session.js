// What the page knows: the world, who I am, which chat is open, its messages and what is unread.
// Tells listeners by events: "world", "clock", "chat", "message", "edited", "deleted", "typing",
// "answer", "unread", "connection". Draws nothing.

import { api } from "./api.js";

export class Session extends EventTarget {
  world = null;
  person = null; // id of who I am
  chat = null; // id of the open chat; the private chat has my own id
  messages = new Map(); // chat id -> messages, oldest first
  unread = new Map(); // "person/chat" -> count
  #hangUp = () => {};
  #visit = 0; // grows with each change of person, so that late answers to an earlier one are dropped

  get me() {
    return this.world.people.find((person) => person.id === this.person);
  }

  get bot() {
    return this.world.bot;
  }

  get now() {
    return this.world.clock.now;
  }

  /** The group that is open, or undefined in the private chat. */
  get group() {
    return this.world.groups.find((group) => group.id === this.chat);
  }

  get shown() {
    return this.messages.get(this.chat) ?? [];
  }

  /** My chats: the bot first, then the groups I am in. */
  chatsOf(person) {
    const groups = this.world.groups.filter((group) => group.members.includes(person));
    return [
      { id: person, title: this.bot.name, group: null },
      ...groups.map((group) => ({ id: group.id, title: group.title, group })),
    ];
  }

  unreadOf(person, chat) {
    return this.unread.get(`${person}/${chat}`) ?? 0;
  }

  personName(id) {
    if (id === this.bot.id) return this.bot.name;
    return this.world.people.find((person) => person.id === id)?.name ?? "Somebody";
  }

  async open(wanted) {
    this.world = await api.world();
    const known = this.world.people.find((person) => person.id === wanted.person) ?? this.world.people[0];
    await this.become(known.id, wanted.chat);
  }

  /** Change who I am, and open one of that person's chats (the private one by default). */
  async become(person, chat) {
    const visit = ++this.#visit;
    this.#hangUp();
    this.person = person;
    this.messages = new Map();
    const mine = this.chatsOf(person);
    this.chat = (mine.find((each) => each.id === chat) ?? mine[0]).id;
    this.#tell("world");
    // Follow first and read afterwards: whatever comes between is merged by its id.
    this.#hangUp = api.follow(
      person,
      (kind, data) => visit === this.#visit && this.#hear(kind, data),
      (connected) => visit === this.#visit && this.#line(connected, visit),
    );
    await this.#readAll(visit);
  }

  select(chat) {
    this.chat = chat;
    this.#read(chat);
    this.#tell("chat");
  }

  async #readAll(visit) {
    const chats = this.chatsOf(this.person).map((chat) => chat.id);
    const pages = await Promise.all(chats.map((chat) => api.messages(this.person, chat)));
    if (visit !== this.#visit) return;
    chats.forEach((chat, index) => this.#merge(chat, pages[index].messages));
    this.#read(this.chat);
    this.#tell("chat");
  }

  #merge(chat, incoming) {
    const byId = new Map(incoming.map((message) => [message.id, message]));
    for (const message of this.messages.get(chat) ?? []) if (!byId.has(message.id)) byId.set(message.id, message);
    this.messages.set(chat, [...byId.values()].sort((a, b) => a.id - b.id));
  }

  #lost = false;

  /** After a dropped line, read everything again: events in between never come. */
  async #line(connected, visit) {
    this.#tell("connection", { connected });
    if (!connected) {
      this.#lost = true;
      return;
    }
    if (!this.#lost) return;
    this.#lost = false;
    try {
      this.world = await api.world();
      this.messages = new Map();
      await this.#readAll(visit);
      this.#tell("world");
    } catch {
      this.#lost = true; // the next opening of the line tries again
    }
  }

  #hear(kind, data) {
    switch (kind) {
      case "message":
      case "edited":
        return this.#heard(kind, data);
      case "deleted":
        this.#forget(data);
        break;
      case "world": // only says that something changed
        return void this.#lookAround();
      case "clock":
        return this.setClock(data);
      case "unread": // a message in a chat that is not mine
        return this.#waits(data.chat, data.from_bot ? this.bot.id : data.chat);
    }
    return this.#tell(kind, data);
  }

  #forget({ chat, message: id }) {
    this.messages.set(chat, (this.messages.get(chat) ?? []).filter((each) => each.id !== id));
  }

  async #lookAround() {
    const visit = this.#visit;
    const world = await api.world().catch(() => null);
    if (world && visit === this.#visit) this.#newWorld(world);
  }

  #heard(kind, { chat, message }) {
    const list = this.messages.get(chat) ?? [];
    const place = list.findIndex((each) => each.id === message.id);
    const isNew = place < 0;
    const next = isNew ? [...list, message].sort((a, b) => a.id - b.id) : list.with(place, message);
    this.messages.set(chat, next);
    if (isNew && kind === "message") this.#waits(chat, message.from?.id);
    // A message that was already known (its text came with the first reading) only needs a redraw.
    this.#tell(isNew ? "message" : "edited", { chat, message });
  }

  /** A new message waits for everybody in its chat but its author and whoever is looking at it. */
  #waits(chat, author) {
    const readers = this.world.groups.find((group) => group.id === chat)?.members ?? [chat];
    for (const reader of readers) {
      const seen = reader === author || (reader === this.person && this.#isRead(chat));
      if (!seen) this.#count(reader, chat, this.unreadOf(reader, chat) + 1);
    }
  }

  #isRead(chat) {
    return chat === this.chat && document.visibilityState === "visible";
  }

  #newWorld(world) {
    const before = this.group?.title;
    const had = this.chatsOf(this.person).map((chat) => chat.id);
    this.world = world;
    const now = this.chatsOf(this.person);
    const added = now.filter((chat) => !had.includes(chat.id));
    if (!now.some((chat) => chat.id === this.chat)) {
      // A group that became a supergroup has a new id; stay with it.
      this.chat = (added.find((chat) => chat.title === before) ?? now[0]).id;
      this.#tell("chat");
    }
    this.#tell("world");
    if (added.length > 0) void this.#readAll(this.#visit).catch(() => {});
  }

  #read(chat) {
    this.#count(this.person, chat, 0);
  }

  /** What the practice clock says: {now, movable, next_due}. */
  setClock(clock) {
    this.world = { ...this.world, clock };
    this.#tell("clock");
  }

  /** The window came back to the front: what is on the screen is read. */
  lookedAt() {
    if (this.world) this.#read(this.chat);
  }

  #count(person, chat, count) {
    this.unread.set(`${person}/${chat}`, count);
    this.#tell("unread");
  }

  #tell(kind, detail = {}) {
    this.dispatchEvent(new CustomEvent(kind, { detail }));
  }
}
