"""A turn of a group: the record as it changes, and what is to be sent. Never holds anything about a family."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from bot.core.buttons import Row, link
from bot.core.conversation import Content
from bot.core.inner_events import GroupChanged, GroupTold, Noted, PostOutcome
from bot.core.records import HOUSE, Group, person_address
from bot.core.requests import Lane, SendMessage, with_photo
from bot.core.text import Html
from bot.core.turn import Speaker


class Gathering(Speaker):
    """A turn of a group."""

    def __init__(
        self, content: Content, group: Group | None, language: str, now: datetime, nonce: str, chat: int, thread: int
    ) -> None:
        super().__init__(content, language, now, nonce)
        self.group = group
        self.chat = chat
        self.thread = thread

    def change(self, **changes: object) -> None:
        """Give the group new values."""
        if self.group is not None:
            self.group = msgspec.structs.replace(self.group, **changes)

    def say(self, html: Html, rows: list[Row] | None = None) -> None:
        """A message to the group, in the topic that was written in."""
        self.send(self.chat, html, rows or (), thread=self.thread)

    def post(self, html: Html, rows: list[Row], photo: str, about: str) -> None:
        """The post of a broadcast: one message, so that it has one outcome."""
        message = SendMessage(
            chat=self.chat, html=str(html), rows=tuple(rows), thread=self.thread, about=about, lane=Lane.BROADCAST
        )
        self.requests.append(with_photo(message, photo) if photo else message)

    def tell_coach(self, event: GroupChanged | GroupTold | PostOutcome) -> None:
        """Let the coach's family know."""
        self.forward(person_address(event.person), event)

    def note(self, person: int, what: Literal["linked", "unlinked", "set", "muted", "unmuted"]) -> None:
        """For the audit log: by its coach, or (0) by an administrator, whose number is nobody's business."""
        if self.group is not None:
            self.forward(HOUSE, Noted(person=person, nonce=self.new_id(), what=what, about=self.group.id))

    def private_door(self, label: str, payload: str = "") -> list[Row]:
        """A button that opens the private chat."""
        return [(link(label, self.deep_link(payload)),)]
