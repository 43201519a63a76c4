"""A text that belongs to nothing: never a dead end. It can become a question for the team with one tap."""

from __future__ import annotations

from bot.core.buttons import Action, Row, button
from bot.core.capability import Answer, Capability
from bot.core.engine import Open, Resume
from bot.core.turn import Turn

KEPT = 1000  # characters of a loose text that are kept for the tap


class SaveLoose(Action, frozen=True, tag="ls"):
    """Save the last loose text as a question."""


def meet_loose_text(turn: Turn, text: str) -> None:
    """Offer what can be done with it."""
    text = text.strip()[:KEPT]
    if text:
        turn.change_carer(loose=text)
    rows: list[Row] = []
    if text:
        rows.append((button(turn.label("Save it as a question"), SaveLoose()),))
    if turn.carer.talk is not None:
        rows.append((button(turn.label("Go on where I stopped"), Resume(turn.carer.talk.conversation)),))
    rows.append((button(turn.label("What can we do?"), Open("")),))
    turn.say(turn._("I am a simple helper and may not get that right. What would you like to do with it?"), rows)


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
