"""A text that belongs to nothing: never a dead end. The practices that help with it are offered; with one tap it
becomes a question for the team. A mere hello or thanks is answered as people answer it."""

from __future__ import annotations

from itertools import pairwise

from bot.core.buttons import Action, Row, button
from bot.core.capability import Answer, Capability
from bot.core.conversation import Conversation
from bot.core.engine import Open, way_back
from bot.core.plain_words import words_of
from bot.core.text import Html
from bot.core.turn import Turn

HOUSEKEEPING = ("delete", "export", "pause", "privacy", "settings", "share")  # commands that no practice stands for
KEPT = 1000  # characters of a loose text that are kept for the tap


class SaveLoose(Action, frozen=True, tag="ls"):
    """Save the last loose text as a question."""


def meet_loose_text(turn: Turn, text: str) -> None:
    """Offer what helps with it, and what else can be done with it."""
    text = text.strip()[:KEPT]
    if answer := _pleasantry(turn, text):
        turn.say(answer, further(turn))
        return
    if text:
        turn.change_carer(loose=text)
    found = helping(turn, text)
    named = [] if found else _named(turn, text)
    offered = found or ([] if named else _guessed(turn, text))
    rows: list[Row] = [(button(each.title, Open(each.name)),) for each in offered]
    if text:
        rows.append((button(turn.label("Save it as a question"), SaveLoose()),))
    rows += further(turn)
    if found:
        turn.say(turn._("This may help with that. Or what would you like to do with it?"), rows)
    elif named:
        commands = " ".join(f"/{name}" for name in named)
        turn.say(turn._("Perhaps this is what you are looking for: {commands}", commands=commands), rows)
    elif offered:
        turn.say(turn._("I am a simple helper and not sure what you mean. Is it one of these?"), rows)
    else:
        turn.say(turn._("I am a simple helper and may not get that right. What would you like to do with it?"), rows)


def _pleasantry(turn: Turn, text: str) -> Html | None:
    """The answer to a text that has only words of greeting, or only of thanks."""
    written = set(words_of(text))
    if not written:
        return None
    if written <= set(words_of(turn.label("hello hi hey there good morning afternoon evening"))):
        return turn._("Hello! How can I help you today?")
    if written <= set(words_of(turn.label("thanks thank you thx so very much ok okay all right good great"))):
        return turn._("Gladly. I am here when you need me.")
    return None


def further(turn: Turn) -> list[Row]:
    """The ways on from anywhere."""
    return [*way_back(turn), (button(turn.label("What can we do?"), Open("")),)]


def helping(turn: Turn, text: str) -> list[Conversation]:
    """The conversations that help with it: in the parent's language, else in any other, because people mix them."""
    others = (turn.content.edition(language) for language in turn.content.languages)
    for edition in (turn.edition, *others):
        if found := _titled(turn, edition.finder.find(text)):
            return found
    return []


def _named(turn: Turn, text: str) -> list[str]:
    """The commands about the bot itself that a word of the text, or two beside each other, stand for."""
    words = words_of(text)
    said = {*words, *("_".join(pair) for pair in pairwise(words))}
    meant = {turn.edition.commands[word].command for word in said if word in turn.edition.commands}
    return [name for name in HOUSEKEEPING if name in meant or name in said]


def _guessed(turn: Turn, text: str) -> list[Conversation]:
    """Those that it may be about, where nothing clearly helps."""
    return _titled(turn, turn.edition.finder.guess(text))


def _titled(turn: Turn, names: list[str]) -> list[Conversation]:
    return [turn.edition.conversations[name] for name in names if name in turn.edition.conversations]


def _save(turn: Turn, _: SaveLoose) -> None:
    text = turn.carer.loose
    if not text:
        turn.toast = turn.label("That one is saved already.")
        return
    turn.change_carer(loose="")
    turn.clear_buttons()
    turn.tapped = 0
    complaint = turn.registry.does["add_question"](turn, Answer(text=text, words=(text,)))
    if complaint is not None:
        turn.say(complaint)
        return
    rows: list[Row] = [(button(turn.label("What else is there?"), Open("")),)]
    turn.say(
        turn._("Saved for the team:\n<blockquote>{text}</blockquote>\nSee them all with /questions.", text=text), rows
    )


LOOSE_WORDS = Capability(name="loose_words", taps={SaveLoose: _save})
