// Talks to the practice server: one function per request, and the stream of events. Knows nothing of the page.

const EVENTS = ["message", "edited", "deleted", "typing", "world", "answer", "clock", "unread"];

async function ask(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Error("The practice chat does not answer. Is it still running in your terminal?");
  }
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(body.error || `The practice chat answered with ${response.status}.`);
  return body;
}

const get = (path, query = {}) => ask(`${path}?${new URLSearchParams(query)}`);

const post = (path, body) =>
  ask(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

export const api = {
  world: () => get("/practice/world"),
  messages: (person, chat) => get(`/practice/chats/${encodeURIComponent(chat)}/messages`, { as: person }),
  commands: (person, chat) => get("/practice/commands", { as: person, chat }),
  send: (body) => post("/practice/send", body),
  start: (body) => post("/practice/start", body),
  location: (body) => post("/practice/location", body),
  contact: (body) => post("/practice/contact", body),
  edit: (body) => post("/practice/edit", body),
  tap: (body) => post("/practice/tap", body),
  language: (body) => post("/practice/language", body),
  block: (body) => post("/practice/block", body),
  group: (body) => post("/practice/group", body),
  clock: (body) => post("/practice/clock", body),
  inline: (body) => post("/practice/inline", body),
  card: (body) => post("/practice/card", body),

  upload({ as, chat, file, kind, caption }) {
    const form = new FormData();
    form.append("as", as);
    form.append("chat", chat);
    form.append("kind", kind);
    form.append("caption", caption ?? "");
    form.append("file", file, file.name);
    return ask("/practice/upload", { method: "POST", body: form });
  },

  /**
   * Follow one person's events. `onEvent(kind, data)` per event; `onState(connected)` when the line
   * opens or drops. The browser reconnects on its own. Returns a function that hangs up.
   */
  follow(person, onEvent, onState) {
    const source = new EventSource(`/practice/events?${new URLSearchParams({ as: person })}`);
    for (const kind of EVENTS) source.addEventListener(kind, (event) => onEvent(kind, JSON.parse(event.data)));
    source.addEventListener("open", () => onState(true));
    source.addEventListener("error", () => onState(false));
    return () => source.close();
  },
};
