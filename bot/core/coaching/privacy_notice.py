"""What is kept and why, in plain words: said before consent, and at any time by /privacy."""

from __future__ import annotations

from bot.core.text import Html, join
from bot.core.turn import Speaker


def what_is_kept(speaker: Speaker) -> Html:
    """The privacy notice in plain words, with the safe word."""
    notice = speaker._(
        "<b>Your words stay yours</b>\n\n"
        "<b>What I keep:</b> what you write here about your child and the school, your Telegram number so that I can "
        "answer you, your language and your time zone.\n\n"
        "<b>Why:</b> to make your lists, notes and reminders. For nothing else.\n\n"
        "<b>Where:</b> on the computer of the parent group that runs me, locked with a key of your own. Telegram "
        "carries our messages and can see them. A nickname for your child is enough.\n\n"
        "<b>Who sees it:</b> you, and whoever you invite with /share. A parent coach reads what you send with "
        "/askcoach, without your name.\n\n"
        "<b>What I do not keep:</b> your place, your phone number, your name.\n\n"
        "/export gives you a copy of everything. /delete wipes it for good."
    )
    if speaker.content.retention:
        how_long = speaker._(
            "<b>How long:</b> for as long as you write now and then. After {months} months without a word I tell you, "
            "and 30 days later I delete it all.",
            months=speaker.content.retention,
        )
        notice = join([notice, how_long])
    safe_word = speaker.content.safety.safe_words.get(speaker.edition.words.language)
    if not safe_word:
        return notice
    told = speaker._(
        "<b>In need:</b> write <b>{word}</b> at any time. I answer with numbers to call and do not ask why. I keep no "
        "message that speaks of danger.",
        word=safe_word,
    )
    return join([notice, told])
