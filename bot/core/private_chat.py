"""What somebody writes, taps or sends in the private chat, handed to the capability that it is for.

Every path ends with an answer: a tap is answered, a text that belongs to nothing is met with something useful.
"""

from __future__ import annotations

from typing import assert_never

from bot.core.answering import take_photo, take_text
from bot.core.coaching import first_minutes, other_commands, privacy, safeguarding
from bot.core.coaching.loose_words import further, meet_loose_text
from bot.core.conversation import Target
from bot.core.events import (
    Blocked,
    ButtonTapped,
    CommandReceived,
    GroupMoved,
    InlineAsked,
    OtherReceived,
    PhotoReceived,
    PlaceShared,
    TelegramEvent,
    TextReceived,
    Unblocked,
)
from bot.core.text import Html
from bot.core.turn import Turn

# What somebody may always do, even before the first minutes are over.
ALWAYS = frozenset({"start", "help", "privacy", "export", "delete", "cancel"})
ALWAYS_TAPPED = (*first_minutes.BEFORE, *safeguarding.ALWAYS, *privacy.ALWAYS)


def take(turn: Turn, event: TelegramEvent) -> None:
    """Let the capability that it is for answer."""
    if safeguarding.answer(turn, event) and not isinstance(event, PhotoReceived):
        return
    match event:
        case CommandReceived():
            _command(turn, event)
        case ButtonTapped():
            _tap(turn, event)
        case TextReceived():
            _text(turn, event)
        case PlaceShared():
            if not first_minutes.take_zone(turn, event.zone):
                _useful(turn, turn._("Thank you, but I do not need your place now, so I have not kept it."))
        case PhotoReceived():
            if first_minutes.unfinished(turn):
                first_minutes.go_on(turn)
            elif not _photo(turn, event) and not take_photo(turn, event.photo):
                _useful(turn, turn._("That is a good picture. I can use one when we talk about a photo or a form."))
        case OtherReceived():
            _useful(turn, turn._("I can only read text, buttons and photos. Could you write it in a few words?"))
        case Unblocked():
            _useful(turn, turn._("Good to see you again."))
        case Blocked() | GroupMoved() | InlineAsked():
            pass
        case _:
            assert_never(event)


def _command(turn: Turn, event: CommandReceived) -> None:
    target = other_commands.target_of(turn, event.name)
    if first_minutes.unfinished(turn) and target.command not in ALWAYS:
        first_minutes.go_on(turn)
    elif target == Target():
        other_commands.meet_unknown(turn, event.name, event.argument)
    else:
        other_commands.run(turn, target, event.argument)


def _tap(turn: Turn, event: ButtonTapped) -> None:
    action = turn.registry.codec.decode(event.data)
    handler = turn.registry.taps.get(type(action)) if action is not None else None
    if action is None or handler is None:
        turn.toast = turn.label("That button does not work any more.")
        turn.tapped = 0
        _useful(turn, turn._("That button is from an older time and does not work any more."))
    elif isinstance(action, safeguarding.NotMeant) and safeguarding.taken_back(turn, action, event.replied):
        _take_as_it_is(turn, event)
    elif first_minutes.unfinished(turn) and not isinstance(action, ALWAYS_TAPPED):
        first_minutes.go_on(turn)
    else:
        if not first_minutes.unfinished(turn) and not isinstance(action, safeguarding.ALWAYS):
            turn.stop_waiting()  # a text that comes next belongs to what was tapped last
        handler(turn, action)
    turn.answer_tap(event.query)


def _take_as_it_is(turn: Turn, event: ButtonTapped) -> None:
    """A message that was answered with numbers to call or a soft question, and was meant otherwise."""
    if not event.replied.startswith("/"):
        _text(turn, TextReceived(origin=event.origin, text=event.replied))
        return
    name, _, argument = event.replied[1:].partition(" ")
    name = name.partition("@")[0].lower()
    _command(turn, CommandReceived(origin=event.origin, name=name, argument=argument.strip()))


def _text(turn: Turn, event: TextReceived) -> None:
    waiting = turn.registry.codec.decode(turn.carer.waiting) if turn.carer.waiting else None
    handler = turn.registry.texts.get(type(waiting)) if waiting is not None else None
    if handler is not None:
        handler(turn, waiting, event.text)
    elif first_minutes.unfinished(turn):
        first_minutes.go_on(turn)
    elif not take_text(turn, event.text):
        meet_loose_text(turn, event.text)


def _photo(turn: Turn, event: PhotoReceived) -> bool:
    waiting = turn.registry.codec.decode(turn.carer.waiting) if turn.carer.waiting else None
    handler = turn.registry.photos.get(type(waiting)) if waiting is not None else None
    if handler is not None:
        handler(turn, waiting, event.photo, event.caption)
    return handler is not None


def _useful(turn: Turn, text: Html) -> None:
    """An answer to something unexpected, and where the parent can go from here."""
    if first_minutes.unfinished(turn):
        first_minutes.go_on(turn)
        return
    turn.say(text, further(turn))
