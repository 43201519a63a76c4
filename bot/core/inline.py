"""`@bot hopes` in any chat: the tips as cards, in the writer's language. Needs no record and keeps nothing."""

from __future__ import annotations

from bot.core.broadcasts import Post
from bot.core.conversation import Content, Conversation, Edition
from bot.core.events import InlineAsked
from bot.core.requests import AnswerInline, Card
from bot.core.text import plain, shorten
from bot.core.tips import post_message, tips_of
from bot.core.turn import Speaker

CARDS_MOST = 10
ABOUT = 90  # graphemes of a tip below its title


def answer(content: Content, event: InlineAsked, speaker: Speaker) -> AnswerInline:
    """The tips that fit what was typed; all of them, in the order of the menu, where nothing was typed."""
    edition = content.edition(event.origin.language)
    cards = []
    for each in _fitting(edition, event.text)[:CARDS_MOST]:
        message = post_message(speaker, Post(tip=each.name), event.origin.language)
        if message is not None:
            html, rows = message
            about = shorten(plain(html), ABOUT)
            cards.append(Card(id=each.name, title=each.title, about=about, html=str(html), rows=tuple(rows)))
    return AnswerInline(query=event.query, cards=tuple(cards))


def _fitting(edition: Edition, text: str) -> list[Conversation]:
    every = tips_of(edition)
    typed = text.strip().casefold()
    if not typed:
        return every
    begun = [each for each in every if each.name.startswith(typed) or typed in each.title.casefold()]
    found = edition.finder.find(text, CARDS_MOST)
    return begun or [each for name in found for each in every if each.name == name]
