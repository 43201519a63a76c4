"""The way to fewer reminders: "less often" below one, and what is said when it is tapped, or taken back.

What is kept of the choice belongs to whoever reminds.
"""

from __future__ import annotations

from bot.core.buttons import Action, Row, button
from bot.core.text import Html
from bot.core.turn import Turn


def less_often(turn: Turn, quieter: Action) -> Row:
    """The last row below a reminder."""
    return (button(turn.label("Less often"), quieter),)


def say_less_often(turn: Turn, text: Html, as_before: Action) -> None:
    """It was agreed to; one tap takes it back. The reminder above keeps its other buttons."""
    turn.tapped = 0
    turn.say(text, [(button(turn.label("As before, please"), as_before),)])


def say_as_before(turn: Turn, text: Html | None = None) -> None:
    """It was taken back."""
    turn.tapped = 0
    turn.say(text or turn._("Good. I speak up as before."))
