"""The carers of a family, as they call themselves to each other: never by a Telegram name or number."""

from __future__ import annotations

from bot.core.records import Carer
from bot.core.turn import Turn


def others(turn: Turn) -> tuple[Carer, ...]:
    """The other carers of the family."""
    every = turn.family.carers if turn.family else ()
    return tuple(each for each in every if each.person != turn.carer.person)


def owner(turn: Turn) -> Carer | None:
    """Who invited the others, and alone can take them out."""
    return next((each for each in (turn.family.carers if turn.family else ()) if each.role == "owner"), None)


def word_of(turn: Turn, carer: Carer | None) -> str:
    """How a carer wishes to be called."""
    return carer.word if carer is not None and carer.word else turn.label("another carer")


def who_added(turn: Turn, person: int) -> str:
    """The word of the other carer who wrote something; empty for one's own, and for somebody who has left."""
    found = next((each for each in others(turn) if each.person == person), None)
    return word_of(turn, found) if found else ""


def beside(turn: Turn, carer: Carer) -> Turn:
    """A turn with another carer of the same family, to speak in that person's language. What it wants to send has to
    be taken over with `speak_for`."""
    assert turn.family is not None, "nobody is left to speak to"
    return Turn(turn.content, turn.registry, turn.family, carer, turn.now, turn.new_id())


def speak_for(turn: Turn, other: Turn) -> None:
    """Send what a turn beside this one has said."""
    turn.requests.extend(other.requests)
