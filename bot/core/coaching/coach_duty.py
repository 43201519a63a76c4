"""The coach's side of parents' questions: on duty or off, and writing an answer with a look at it before it goes.

Which question goes to whom is decided by the house. Nothing of a parent is kept here, only the coach's own words.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from bot.core import localtime
from bot.core.buttons import Action, Row, button
from bot.core.capability import Capability
from bot.core.coach_questions import ANSWER_LIMIT, Answering, Duty, has_door
from bot.core.engine import Open
from bot.core.house_cards import GiveBack
from bot.core.inner_events import AnswerAsked, AnswerSpared, AnswerTaken, AnswerWritten, DutyChanged
from bot.core.records import HOUSE, Carer
from bot.core.text import Html, join, units
from bot.core.turn import Speaker, Turn


class SetDuty(Action, frozen=True, tag="cdu"):
    """Parents' questions may come, or not."""

    on: bool


class WriteAnswer(Action, frozen=True, tag="caw"):
    """The next text is the answer to this question."""

    question: str


class SendAnswer(Action, frozen=True, tag="cas"):
    """Yes, the parent shall read it."""

    question: str


def news(before: Carer, after: Carer, nonce: str) -> DutyChanged | None:
    """What the house must know of a coach's duty, hours or language; None when nothing of it has changed, and for
    everybody who was and is off duty."""
    was, now = _duty(before), _duty(after)
    if was == now or not (was.on or now.on):
        return None
    return DutyChanged(person=after.person, nonce=nonce, duty=now)


def _duty(carer: Carer) -> Duty:
    until = carer.paused_until
    for_ever = until == date.max
    return Duty(
        person=carer.person,
        on=carer.on_duty and carer.coach == "approved" and not carer.blocked and not for_ever,
        language=carer.language,
        zone=carer.zone,
        quiet_from=carer.quiet_from,
        quiet_to=carer.quiet_to,
        cap=carer.daily_cap,
        free_from=None if until is None or for_ever else _end_of_pause(until, carer.zone),
    )


def _end_of_pause(until: date, zone: str) -> datetime:
    return localtime.end_of_day(until - timedelta(days=1), zone or "UTC").astimezone(UTC)


def answer_shown(speaker: Speaker, text: str) -> Html:
    """An answer exactly as the parent sees it."""
    return speaker._("<b>A coach answers</b>\n<blockquote>{answer}</blockquote>", answer=text)


Told = AnswerAsked | AnswerTaken | AnswerSpared


def receive(turn: Turn, event: Told) -> None:
    """The house has something for the coach."""
    match event:
        case AnswerAsked():
            known = turn.carer.answering
            if known is None or known.question != event.question:
                turn.change_carer(answering=Answering(question=event.question))
            _ask_for_words(turn, event.question)
        case AnswerTaken():
            turn.tapped = event.message
            turn.clear_buttons()
            turn.say(
                turn._("Sent. Thank you for being there! The parent can ask you once more, without knowing you.")
                if event.kept
                else turn._("That question is not with you any more, so nothing was sent. Thank you all the same.")
            )
        case AnswerSpared():
            _forget(turn, event.question)


def _forget(turn: Turn, question: str) -> None:
    answering = turn.carer.answering
    if answering is not None and answering.question == question:
        turn.change_carer(answering=None)
    waiting = turn.registry.codec.decode(turn.carer.waiting) if turn.carer.waiting else None
    if waiting == WriteAnswer(question):
        turn.stop_waiting()


# ---- on duty --------------------------------------------------------------------------------------------------------


def is_coach(turn: Turn) -> bool:
    """Whether the carer may coach; says how to become one when not."""
    if turn.carer.coach == "approved":
        return True
    rows: list[Row] = [(button(turn.label("Become a coach"), Open("coach")),)]
    turn.say(turn._("Parents' questions are answered by approved coaches. Would you like to become one?"), rows)
    return False


def _command(turn: Turn, argument: str) -> None:
    if not is_coach(turn):
        return
    wanted = {"on": True, "off": False}.get(argument.strip().lower())
    if wanted is not None:
        turn.change_carer(on_duty=wanted)
    _show(turn)


def _set(turn: Turn, tap: SetDuty) -> None:
    if is_coach(turn):
        turn.change_carer(on_duty=tap.on)
        _show(turn)


def _show(turn: Turn) -> None:
    carer = turn.carer
    if not carer.on_duty:
        text = turn._(
            "<b>You are off duty.</b>\n\nOn duty, you see questions that parents ask with /askcoach, without their "
            "name. You answer when you like. Nobody learns who you are."
        )
        rows: list[Row] = [(button(turn.label("Go on duty"), SetDuty(True)),)]
    else:
        most = turn.n_(
            "At most one question a day comes, and none in your quiet hours.",
            "At most {count} questions a day come, and none in your quiet hours.",
            carer.daily_cap,
        )
        text = join(
            [
                turn._("<b>You are on duty.</b> Thank you!"),
                turn._("When a parent asks something, I show it to you without their name. Nobody learns who you are."),
                turn._("{most} You can change both with /settings.", most=most),
            ]
        )
        rows = [(button(turn.label("Go off duty"), SetDuty(False)),)]
    rows.append((button(turn.label("How to answer well"), Open("coach_guide", "answer")),))
    turn.show(text, rows)


# ---- writing an answer ----------------------------------------------------------------------------------------------


def _ask_for_words(turn: Turn, question: str) -> None:
    turn.wait_for(WriteAnswer(question))
    turn.say(
        turn._(
            "Write your answer in a few lines, as you would to a friend. You see it before it goes.\n\n"
            "• What helped you? One small thing is enough.\n"
            "• No names, no links, no numbers to call.\n"
            "• No legal advice: the Parent Center knows that.\n"
            "• If somebody may be in danger: ask them to call for help now."
        )
    )


def _write(turn: Turn, tap: WriteAnswer) -> None:
    """Other words for it."""
    if is_coach(turn) and _mine(turn, tap.question):
        turn.clear_buttons()
        turn.tapped = 0
        _ask_for_words(turn, tap.question)


def _written(turn: Turn, wish: WriteAnswer, text: str) -> None:
    if not is_coach(turn) or not _mine(turn, wish.question):
        turn.stop_waiting()
        return
    words = text.strip()
    if not words or units(words) > ANSWER_LIMIT:
        turn.say(turn._("Short is best: up to {most} letters, please.", most=ANSWER_LIMIT))
        return
    if has_door(words):
        turn.say(
            turn._(
                "Links, names with @ and numbers to call cannot go along, so that everybody stays unknown and safe. "
                "Please say it in other words."
            )
        )
        return
    turn.stop_waiting()
    turn.change_carer(answering=Answering(question=wish.question, text=words))
    rows: list[Row] = [
        (button(turn.label("Send it"), SendAnswer(wish.question)),),
        (
            button(turn.label("Change it"), WriteAnswer(wish.question)),
            button(turn.label("Give it back"), GiveBack(wish.question)),
        ),
    ]
    turn.say(turn._("This is what the parent will see. Does it name nobody, and is it kind and right?"))
    turn.say(answer_shown(turn, words), rows)


def _send(turn: Turn, tap: SendAnswer) -> None:
    answering = turn.carer.answering
    if not is_coach(turn) or not _mine(turn, tap.question) or answering is None:
        return
    if not answering.text:
        _ask_for_words(turn, tap.question)
        return
    turn.change_carer(answering=None)
    written = AnswerWritten(
        person=turn.carer.person, nonce=turn.new_id(), question=tap.question, text=answering.text, message=turn.tapped
    )
    turn.forward(HOUSE, written)


def _mine(turn: Turn, question: str) -> bool:
    """Whether the coach is answering this one; says so when not. The house looks once more when it is sent."""
    answering = turn.carer.answering
    if answering is not None and answering.question == question:
        return True
    if turn.tapped:
        turn.clear_buttons()
        turn.toast = turn.label("That question is not with you any more.")
    else:
        turn.say(turn._("That question is not with you any more, so nothing was sent. Thank you all the same."))
    return False


COACH_DUTY = Capability(
    name="coach_duty",
    commands={"duty": _command},
    taps={SetDuty: _set, WriteAnswer: _write, SendAnswer: _send},
    texts={WriteAnswer: _written},
)
