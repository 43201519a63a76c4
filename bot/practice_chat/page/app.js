// Puts the page together: nobody else knows all the parts.

import { Actions } from "./actions.js";
import { ClockPanel } from "./clock_panel.js";
import { Composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { avatar, byId } from "./dom.js";
import { Drawer } from "./drawer.js";
import { PeoplePanel, roleInWords } from "./people_panel.js";
import { Session } from "./session.js";
import { SettingsPanel } from "./settings_panel.js";
import { ThingsToTry } from "./things_to_try.js";
import { attempt } from "./toast.js";
import { Welcome } from "./welcome.js";

const TOUCH = window.matchMedia("(pointer: coarse)");

const session = new Session();
const actions = new Actions(session);
const drawer = new Drawer();
const composer = new Composer(session, actions);
new Conversation(session, actions, composer);
new Welcome(session);
new PeoplePanel(session, chosen);
const clock = new ClockPanel(session);
const tries = new ThingsToTry(session, suggest);
const settings = new SettingsPanel(session);
byId("side").append(clock.element, tries.element, settings.element);

/** After a person or chat was chosen: close the drawer and put the focus where the next step is. */
async function chosen(change) {
  await attempt(async () => change());
  drawer.close({ refocus: false });
  // On a touch screen the field would call up the keyboard over the messages just asked for.
  if (TOUCH.matches) byId("chat-title").focus({ preventScroll: true });
  else composer.focus();
}

function suggest({ text, inGroup }) {
  const group = session.chatsOf(session.person).find((chat) => chat.group !== null);
  session.select(inGroup && group ? group.id : session.person);
  drawer.close({ refocus: false });
  composer.suggest(text);
}

function drawHeader() {
  const { me, bot, group } = session;
  const title = group?.title ?? bot.name;
  byId("chat-title").textContent = title;
  byId("chat-avatar").replaceChildren(avatar(title, session.chat, { group: Boolean(group), bot: !group }));
  byId("chat-subtitle").textContent = group
    ? `${group.members.length} people · you are ${me.name}`
    : `You are ${me.name}, ${roleInWords(me)}`;
}

/** Who I am and where is kept in the address, so that a reload or a second window opens the same place. */
function rememberPlace() {
  const place = new URLSearchParams({ as: session.person, chat: session.chat });
  history.replaceState(null, "", `#${place}`);
}

function showConnection({ detail: { connected } }) {
  byId("connection").textContent = connected ? "" : "The line to the practice chat is down. Trying again…";
}

session.addEventListener("world", drawHeader);
session.addEventListener("chat", drawHeader);
session.addEventListener("chat", rememberPlace);
session.addEventListener("connection", showConnection);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && session.lookedAt());

const place = new URLSearchParams(location.hash.slice(1));
await attempt(() => session.open({ person: Number(place.get("as")), chat: Number(place.get("chat")) }));
if (session.world && !TOUCH.matches) composer.focus();
document.body.classList.add("ready");
