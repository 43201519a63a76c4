"""Abuse, self-harm, danger: a warm word and the numbers to call, before anything else, wherever the chat is.

Such a message is not used and not kept. What was being asked stays open, so the chat goes on where it was; a message
that was meant otherwise is taken as it is with one tap. Telegram hands it back with that tap, because our answer
replies to it. What may be danger and may be an ordinary day gets a soft question instead: one tap brings the numbers,
another goes on. Which words mean danger is content (content/safety.yaml), how they are found is `core.safety`.
"""

from __future__ import annotations

from hashlib import blake2s

import msgspec

from bot.core.buttons import Action, Row, button
from bot.core.capability import Capability
from bot.core.coaching import first_minutes
from bot.core.engine import Open, current_step, show_step
from bot.core.events import CommandReceived, PhotoReceived, TelegramEvent, TextReceived
from bot.core.requests import SendMessage
from bot.core.safety import Concern
from bot.core.text import Html, join
from bot.core.turn import Speaker, Turn


class NotMeant(Action, frozen=True, tag="nm"):
    """The message was meant otherwise: take it as it is. `mark` is where the chat was, so that it counts once."""

    mark: str


class GoOn(Action, frozen=True, tag="gw"):
    """Show where we are."""


class ShowNumbers(Action, frozen=True, tag="sn"):
    """Somebody is hurt or not safe: show who can help."""


# What somebody may always tap; the next text still belongs to what was asked before.
ALWAYS = (NotMeant, GoOn, ShowNumbers)


def answer(speaker: Speaker, event: TelegramEvent) -> bool:
    """Answer words of danger, what may be danger, and the safe word. False when there is nothing of them."""
    text = words_in(event)
    if not text:
        return False
    safety = speaker.content.safety
    if isinstance(event, TextReceived) and safety.is_safe_word(text):
        _show(speaker, event, speaker._("Here you are."), silent=True)
        return True
    match safety.concern(text):
        case Concern.DANGER:
            said = speaker._(
                "I read something that worries me, and I am glad that you wrote it. You do not have to carry this "
                "alone. I am only a small program. Here are people who can help:"
            )
            _show(speaker, event, said)
        case Concern.UNSURE if isinstance(speaker, Turn):
            _wonder(speaker, event)
        case Concern.UNSURE:
            _show(speaker, event, speaker._("If somebody is hurt or not safe, here are people who can help:"))
        case Concern.NONE:
            return False
    return True


def _show(speaker: Speaker, event: TelegramEvent, said: Html, silent: bool = False) -> None:
    """The numbers to call, below what is `said`."""
    after = speaker._("I have not kept your message. We can go on when you like.")
    rows: list[Row] = [_go_on_row(speaker)]
    if isinstance(speaker, Turn) and not isinstance(event, PhotoReceived):
        rows.insert(0, (button(speaker.label("That was not meant that way"), NotMeant(mark(speaker))),))
    _reply(speaker, event, join([said, numbers(speaker), after]), rows, silent)


def _wonder(turn: Turn, event: TelegramEvent) -> None:
    """The soft question. A photo goes on to where it was meant for by itself."""
    said = turn._(
        "I want to be sure that I understand you. Is somebody hurt, or not safe? Or is it all too much right now? "
        "I can show you people who help."
    )
    rows: list[Row] = [(button(turn.label("Yes, who can help?"), ShowNumbers()),)]
    if not isinstance(event, PhotoReceived):
        rows.append((button(turn.label("No, please go on"), NotMeant(mark(turn))),))
    _reply(turn, event, said, rows)


def _reply(speaker: Speaker, event: TelegramEvent, html: Html, rows: list[Row], silent: bool = False) -> None:
    speaker.requests.append(
        SendMessage(
            chat=event.origin.chat,
            html=str(html),
            rows=tuple(rows),
            reply_to=event.origin.message,
            silent=silent,
        )
    )


def _go_on_row(speaker: Speaker) -> Row:
    return (button(speaker.label("Go on when I am ready"), GoOn()),)


def words_in(event: TelegramEvent) -> str:
    """The person's own words in an event."""
    match event:
        case TextReceived():
            return event.text
        case CommandReceived() if event.name != "start":  # a deep link is nobody's own words
            return event.argument
        case PhotoReceived():
            return event.caption
        case _:
            return ""


def numbers(speaker: Speaker) -> Html:
    """The operator's numbers to call, in the reader's language."""
    language = speaker.edition.words.language
    lines = [
        speaker._(
            "<b>{number}</b> – {name}\n{about}",
            number=line.number,
            name=line.names.get(language, line.name),
            about=line.about.get(language) or next(iter(line.about.values()), ""),
        )
        for line in speaker.content.safety.help
    ]
    return join(lines)


def mark(turn: Turn) -> str:
    """Where the chat is: changes with everything that the next text could have been used for."""
    child = turn.child if turn.has_child else None
    where = msgspec.json.encode((turn.carer.talk, turn.carer.waiting, turn.carer.loose, child))
    return blake2s(where, digest_size=6).hexdigest()


def taken_back(turn: Turn, tap: NotMeant, text: str) -> bool:
    """Whether the message may be taken as it is now: Telegram has handed it back, and the chat is where it was."""
    if not text or tap.mark != mark(turn):
        return False
    turn.clear_buttons()  # the numbers stay
    turn.tapped = 0
    return True


def _too_late(turn: Turn, _: NotMeant) -> None:
    turn.clear_buttons()
    turn.tapped = 0
    turn.say(turn._("All right. I do not have that message any more. Here is where we are:"))
    _go_on(turn, GoOn())


def _go_on(turn: Turn, _: GoOn) -> None:
    turn.tapped = 0  # the numbers stay
    if first_minutes.unfinished(turn):
        first_minutes.go_on(turn)
    elif turn.carer.waiting:
        rows: list[Row] = [(button(turn.label("What can we do?"), Open("")),)]
        turn.say(turn._("Write it whenever you like. I am still waiting for your answer."), rows)
    elif current_step(turn) is not None:
        show_step(turn)
    else:
        turn.registry.commands["tips"](turn, "")


def _show_numbers(turn: Turn, _: ShowNumbers) -> None:
    turn.clear_buttons()
    turn.tapped = 0
    said = turn._("I am glad that you told me. You do not have to carry this alone. Here are people who can help:")
    turn.say(join([said, numbers(turn), turn._("We can go on when you like.")]), [_go_on_row(turn)])


SAFEGUARDING = Capability(name="safeguarding", taps={NotMeant: _too_late, GoOn: _go_on, ShowNumbers: _show_numbers})
