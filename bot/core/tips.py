"""A tip as a group sees it. The coach's preview is made here too, so it cannot differ."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.core.buttons import Row, link
from bot.core.records import Group
from bot.core.text import Html
from bot.core.turn import Speaker

TIPS_A_DAY = 3  # to one group, at the very most
DAY = timedelta(hours=24)


def tips_today(group: Group, now: datetime) -> tuple[datetime, ...]:
    """When this group got its tips of the last 24 hours."""
    return tuple(at for at in group.tips if now - at < DAY)


def tip_message(speaker: Speaker, conversation: str, language: str) -> tuple[Html, list[Row]]:
    """A tip exactly as a group of this language sees it: the text, and the button that opens the practice privately."""
    edition = speaker.content.edition(language)
    door = link(edition.words.gettext("Do it privately"), speaker.deep_link(conversation))
    return Html(edition.conversations[conversation].tip), [(door,)]
