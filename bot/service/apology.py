"""What a person hears when something of ours fails, and what a log may hold about it: places in the code, no values."""

from __future__ import annotations

import traceback
from datetime import datetime
from pathlib import Path

from bot.core import group
from bot.core.conversation import Content
from bot.core.events import Blocked, ButtonTapped, CommandReceived, InlineAsked, TelegramEvent
from bot.core.requests import AnswerTap, Outgoing, Outward, SendMessage


def apologies(content: Content, event: TelegramEvent, now: datetime, *, saved: bool) -> list[Outgoing]:
    """Replies that are kept nowhere, and without ids yet. `saved` is false when nothing could be written at all."""
    words = content.edition(event.origin.language).words
    text = (
        words.gettext("Sorry, something went wrong on my side, and it is not your fault. Please try again: /tips")
        if saved
        else words.gettext("Sorry, I cannot save anything right now, so I have not kept that. Please try again later.")
    )
    requests: list[Outward] = []
    if isinstance(event, ButtonTapped):
        requests.append(AnswerTap(query=event.query))
    if _listens(event):
        requests.append(SendMessage(chat=event.origin.chat, html=text, thread=event.origin.thread))
    return [Outgoing(id="", owner="", request=request, created=now) for request in requests]


def _listens(event: TelegramEvent) -> bool:
    """Whether somebody waits for an answer: in a group only who has given the bot a command of its own there."""
    if event.origin.private:
        return not isinstance(event, Blocked | InlineAsked)
    return isinstance(event, CommandReceived) and event.name in group.MENU


def describe(fault: BaseException) -> str:
    """The kind of fault and where it was raised. Its message may quote a family's words, so it is left out."""
    frames = traceback.extract_tb(fault.__traceback__)[-3:]
    places = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames))
    return f"{type(fault).__name__} at {places}"
