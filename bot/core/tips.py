"""A post as a group sees it. The coach's preview is made here too, so it cannot differ."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.core import doors
from bot.core.broadcasts import Post
from bot.core.buttons import Row, link
from bot.core.conversation import Conversation, Edition
from bot.core.records import Group
from bot.core.text import Html, escape
from bot.core.turn import Speaker

TIPS_A_DAY = 3  # to one group, at the very most
DAY = timedelta(hours=24)


def tips_today(group: Group, now: datetime) -> tuple[datetime, ...]:
    """When this group got its tips of the last 24 hours."""
    return tuple(at for at in group.tips if now - at < DAY)


def tips_of(edition: Edition) -> list[Conversation]:
    """Everything that has a tip, in the order of the menu."""
    found = [each for each in edition.conversations.values() if each.tip]
    return sorted(found, key=lambda each: (each.order, each.name))


def tip_after(edition: Edition, tip: str) -> str | None:
    """The tip that comes after this one in a series; None after the last one."""
    names = [each.name for each in tips_of(edition)]
    place = names.index(tip) + 1 if tip in names else len(names)
    return names[place] if place < len(names) else None


def post_message(speaker: Speaker, post: Post, language: str, token: str = "") -> tuple[Html, list[Row]] | None:
    """A post exactly as a group of this language sees it: the text, and the button that opens the private chat, at the
    practice where it is a tip; `token` names the group there. None for a tip that is not there any more."""
    edition = speaker.content.edition(language)
    if not post.tip:
        door = link(edition.words.gettext("Talk with me privately"), speaker.deep_link(""))
        return escape(post.words), [(door,)]
    conversation = edition.conversations.get(post.tip)
    if conversation is None or not conversation.tip:
        return None
    door = link(edition.words.gettext("Do it privately"), speaker.deep_link(doors.payload(post.tip, token)))
    return Html(conversation.tip), [(door,)]
