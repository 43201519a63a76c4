"""One turn of the chat with one carer: the record as it changes, and what is to be sent.

A `Turn` lives for one event. It is the only thing here that changes in place; from outside, `step` stays pure.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import msgspec

from bot.core import localtime
from bot.core.buttons import Action, Row, encode
from bot.core.capability import Registry
from bot.core.child import Child
from bot.core.conversation import Content, Edition, Words
from bot.core.inner_events import InnerEvent
from bot.core.records import Carer, Family
from bot.core.requests import AnswerTap, ClearButtons, EditMessage, Forward, Lane, Outward, SendMessage, SendPhoto
from bot.core.text import Html, escape, split

EMPTY = Html("")
Rows = Sequence[Row]


class Speaker:
    """What every turn needs, in a family, a group or the house: words, fresh ids, requests."""

    def __init__(self, content: Content, language: str, now: datetime, nonce: str) -> None:
        self.content = content
        self.language = language
        self.now = now
        self.requests: list[Outward | Forward] = []
        self._nonce = nonce
        self._ids = 0

    @property
    def edition(self) -> Edition:
        """What the bot says in this language."""
        return self.content.edition(self.language)

    @property
    def words(self) -> Words:
        """Interface strings and dates in this language."""
        return self.edition.words

    def _(self, message: str, **values: object) -> Html:
        """An interface string, translated, with values escaped unless they are `Html` already."""
        return Html(self.words.gettext(message).format(**{key: as_html(value) for key, value in values.items()}))

    def n_(self, one: str, many: str, count: int, **values: object) -> Html:
        """The same with a plural; `{count}` is given."""
        text = self.words.ngettext(one, many, count)
        return Html(text.format(count=count, **{key: as_html(value) for key, value in values.items()}))

    def label(self, message: str, **values: object) -> str:
        """An interface string for a button or a toast: plain text, nothing escaped."""
        return self.words.gettext(message).format(**values)

    def new_id(self) -> str:
        """A fresh id, never used before: 8 hex digits drawn from the event's randomness."""
        self._ids += 1
        return hashlib.blake2s(f"{self._nonce}/{self._ids}".encode(), digest_size=4).hexdigest()

    def new_token(self) -> str:
        """A fresh secret of 128 bits, in 32 hex digits, for a link that nobody can guess."""
        self._ids += 1
        return hashlib.blake2s(f"{self._nonce}/token/{self._ids}".encode(), digest_size=16).hexdigest()

    def send(
        self,
        chat: int,
        html: Html,
        rows: Rows = (),
        lane: Lane = Lane.INTERACTIVE,
        thread: int = 0,
        silent: bool = False,
    ) -> None:
        """A new message to any chat, in as many pieces as it needs; the buttons go below the last one."""
        *firsts, last = split(html)
        for piece in firsts:
            self.requests.append(SendMessage(chat=chat, html=str(piece), lane=lane, thread=thread, silent=silent))
        self.requests.append(
            SendMessage(chat=chat, html=str(last), rows=tuple(rows), lane=lane, thread=thread, silent=silent)
        )

    def deep_link(self, payload: str) -> str:
        """The address that opens the private chat at this place."""
        address = f"https://t.me/{self.content.bot_username}"
        return f"{address}?start={payload}" if payload else address

    def forward(self, address: str, event: InnerEvent) -> None:
        """Let another record step on this, within the same commit."""
        self.requests.append(Forward(address=address, event=event))


class Turn(Speaker):
    """A turn with one carer of a family.

    `tapped` is the message of the tapped button, 0 for none. `about` is the child that it is about, when that is not
    the one being talked about: a reminder for another child does not switch.
    """

    def __init__(
        self,
        content: Content,
        registry: Registry,
        family: Family,
        carer: Carer,
        now: datetime,
        nonce: str,
        tapped: int = 0,
        lane: Lane = Lane.INTERACTIVE,
        about: str = "",
    ) -> None:
        super().__init__(content, carer.language, now, nonce)
        self.registry = registry
        self.family: Family | None = family  # None once it is deleted
        self.carer = carer
        self.tapped = tapped
        self.lane = lane
        self.late = False  # a reminder that comes much later than planned; `say` tells
        self.silent = False  # new messages make no sound
        self.toast = ""
        self._about = about
        self._child = self._find_child()

    # ---- the record ---------------------------------------------------------------------------------------------

    @property
    def child(self) -> Child:
        """The child being talked about. `step` lets nobody past the first minutes without one."""
        if self._child is None:
            raise LookupError("no child yet")
        return self._child

    @property
    def has_child(self) -> bool:
        """Whether there is a child to talk about."""
        return self._child is not None

    def change_carer(self, **changes: Any) -> None:
        """Give the carer new values. A new `child` switches."""
        before = self.carer
        self.carer = msgspec.structs.replace(before, **changes)
        self.language = self.carer.language
        if self.family is None:
            return
        others = tuple(self.carer if c is before else c for c in self.family.carers)
        self.family = msgspec.structs.replace(self.family, carers=others)
        if "child" in changes:
            self._about = ""
        self._child = self._find_child()

    def change_child(self, **changes: Any) -> None:
        """Give the child being talked about new values."""
        if self.family is None:
            return
        changed = msgspec.structs.replace(self.child, **changes)
        children = tuple(changed if c.id == changed.id else c for c in self.family.children)
        self.family = msgspec.structs.replace(self.family, children=children)
        self._child = changed

    def talk_about(self, child: str) -> bool:
        """For the rest of this turn, work on this child without switching to it: for buttons that carry a child's id.
        False, and nothing changes, when the family has no such child."""
        if self.family is None or all(each.id != child for each in self.family.children):
            return False
        self._about = child
        self._child = self._find_child()
        return True

    def add_child(self, child: Child) -> None:
        """Add a child, and talk about it from now on."""
        if self.family is not None:
            self.family = msgspec.structs.replace(self.family, children=(*self.family.children, child))
            self.change_carer(child=child.id)

    def _find_child(self) -> Child | None:
        wanted = self._about or self.carer.child
        return next((c for c in self.family.children if c.id == wanted), None) if self.family else None

    # ---- time ---------------------------------------------------------------------------------------------------

    @property
    def local_now(self) -> datetime:
        """Now, as the carer's wall clock shows it."""
        return localtime.local(self.now, self.carer.zone)

    @property
    def today(self) -> date:
        """The carer's local date."""
        return self.local_now.date()

    # ---- saying -------------------------------------------------------------------------------------------------

    def say(self, html: Html, rows: Rows = ()) -> None:
        """A new message to the carer; the first one of a late reminder says that it is late."""
        if self.late:
            self.late = False
            late = self._("This comes later than planned.")
            html = Html(f"<i>{late}</i>\n\n{html}")
        self.send(self.carer.person, html, rows, self.lane, silent=self.silent)

    def show(self, html: Html, rows: Rows = ()) -> None:
        """In place of the message whose button was tapped; a new message when there is none, or it would not fit."""
        if not self.tapped or len(split(html)) > 1:
            self.say(html, rows)
            return
        self.requests.append(EditMessage(chat=self.carer.person, message=self.tapped, html=str(html), rows=tuple(rows)))

    def edit(self, message: int, html: Html, rows: Rows = ()) -> None:
        """In place of a message of ours that is kept up to date; nothing where there is none any more."""
        if message:
            self.requests.append(
                EditMessage(chat=self.carer.person, message=message, html=str(html), rows=tuple(rows), anew=False)
            )

    def show_photo(self, photo: str, html: Html = EMPTY, rows: Rows = ()) -> None:
        """A picture that Telegram already has."""
        self.requests.append(
            SendPhoto(chat=self.carer.person, photo=photo, html=str(html), rows=tuple(rows), lane=self.lane)
        )

    def clear_buttons(self) -> None:
        """Take the buttons off the tapped message, when the chat goes on below it."""
        if self.tapped:
            self.requests.append(ClearButtons(chat=self.carer.person, message=self.tapped))

    def answer_tap(self, query: str) -> None:
        """Stop the spinning, before anything else is sent."""
        self.requests.insert(0, AnswerTap(query=query, text=self.toast[:200]))

    # ---- waiting for a text -------------------------------------------------------------------------------------

    def wait_for(self, action: Action) -> None:
        """The next text belongs to this action; its capability handles it in `texts`."""
        self.change_carer(waiting=encode(action))

    def stop_waiting(self) -> None:
        """The next text belongs to the conversation again, or to nobody."""
        if self.carer.waiting:
            self.change_carer(waiting="")

    # ---- what conversations ask for -----------------------------------------------------------------------------

    def fact(self, name: str) -> bool:
        """Whether a capability's fact holds, or a note of this name is there."""
        known = self.registry.facts.get(name)
        return known(self) if known else name in self.child.notes

    def view(self, name: str) -> Html:
        """A capability's view, or the note of this name as the reader sees it: labels and own words."""
        known = self.registry.views.get(name)
        return known(self) if known else self.note(name)

    def note(self, field: str) -> Html:
        """A note as one line; with several entries, one `•` line for each when it is a list that was added to."""
        note = self.child.notes.get(field)
        if note is None:
            return Html("")
        ask = self.edition.ask_of(field)
        parts = [escape(text) for text in (*self.labels(field, note.chosen), *note.words)]
        if ask is not None and ask.add:
            return Html("\n".join(f"• {part}" for part in parts))
        return Html(", ".join(parts))

    def labels(self, field: str, chosen: tuple[str, ...]) -> tuple[str, ...]:
        """The labels of chosen options in the reader's language; an id that is no longer known is left out."""
        ask = self.edition.ask_of(field)
        known = {option.id: option.label for option in ask.options} if ask else {}
        if ask is not None and ask.kind == "grid":
            return grid_labels(self, chosen)
        return tuple(known[each] for each in chosen if each in known)


def as_html(value: object) -> Html:
    """A value to be put into a text: escaped, unless it is `Html` already."""
    return value if isinstance(value, Html) else escape(str(value))


PARTS_OF_DAY = ("am", "pm", "eve")


def grid_labels(turn: Turn, chosen: tuple[str, ...]) -> tuple[str, ...]:
    """`Monday: morning, evening` for the cells `0-am` and `0-eve`."""
    names = {"am": turn.label("morning"), "pm": turn.label("afternoon"), "eve": turn.label("evening")}
    lines = []
    for day in range(7):
        parts = [names[part] for part in PARTS_OF_DAY if f"{day}-{part}" in chosen]
        if parts:
            lines.append(f"{turn.words.weekday(day)}: {', '.join(parts)}")
    return tuple(lines)
