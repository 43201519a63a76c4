"""A parent's question as it lies before coaches and admins, in words and buttons. Changes no record of its own.

Nothing in it tells who asks: no name, no number, no time.
"""

from __future__ import annotations

from bot.core.buttons import Action, Row, button
from bot.core.capability import mark
from bot.core.coach_questions import Card, CoachQuestion
from bot.core.desk import Desk
from bot.core.house_coaches import Revoke
from bot.core.house_duty import duty_of, language_of, tell
from bot.core.localtime import local
from bot.core.requests import EditMessage
from bot.core.text import Html, escape, join


class TakeQuestion(Action, frozen=True, tag="hqt"):
    """A coach would like to answer, or to go on with it."""

    question: str


class PassQuestion(Action, frozen=True, tag="hqp"):
    """A coach would rather not."""

    question: str


class GiveBack(Action, frozen=True, tag="hqb"):
    """A coach who wanted to answer gives it to the others."""

    question: str


class MeetParent(Action, frozen=True, tag="hqm"):
    """A coach would like to meet the parent too, or not."""

    question: str
    yes: bool


class LookedAtAnswer(Action, frozen=True, tag="hqr"):
    """An admin has looked at a reported answer."""

    question: str


TAKEN = mark("Somebody else answers this one. Thank you for being there.")
WITHDRAWN = mark("The parent does not need an answer any more. Thank you for being there.")
OFF = mark("You are off duty now, so this question stays with the other coaches.")
OVER = mark("This question is over. Thank you for being there.")


def words_in(desk: Desk, question: CoachQuestion) -> Html:
    """All that was said so far, each in a block of its own."""
    parts: list[Html] = []
    for number, text in enumerate(question.words):
        if number % 2:
            head = desk._("The answer:")
        elif number:
            head = desk._("Then the parent asked:")
        else:
            head = desk._("<b>A parent asks</b>")
        parts.append(Html(f"{head}\n<blockquote>{escape(text)}</blockquote>"))
    return join(parts, "\n")


def offer(desk: Desk, question: CoachQuestion, person: int) -> None:
    """Put it before one coach."""
    with desk.speaking(language_of(desk, person)):
        lines = [words_in(desk, question)]
        if question.language != desk.words.language:
            lines.append(desk._("Please answer in {language}.", language=desk.words.name_of(question.language)))
        lines.append(desk._("You do not see who it is, and they do not see who you are."))
        rows: list[Row] = [
            (
                button(desk.label("I'll answer"), TakeQuestion(question.id)),
                button(desk.label("Not me"), PassQuestion(question.id)),
            )
        ]
        tell(desk, person, join(lines), rows, about=question.id)


def lay_aside(desk: Desk, cards: tuple[Card, ...], why: str) -> None:
    """Change cards to say why there is nothing to do any more."""
    for card in cards:
        if card.message:
            change(desk, card.person, card.message, why)


def change(desk: Desk, person: int, message: int, why: str) -> None:
    """One of them."""
    with desk.speaking(language_of(desk, person)):
        text = desk._(why)
    desk.requests.append(EditMessage(chat=person, message=message, html=str(text), anew=False))


def held(desk: Desk, question: CoachQuestion, message: int) -> None:
    """The card of the coach who answers."""
    with desk.speaking(language_of(desk, question.taker)):
        text = join([words_in(desk, question), Html(f"✍️ {_until(desk, question)}")])
        rows = answer_rows(desk, question)
    desk.requests.append(EditMessage(chat=question.taker, message=message, html=str(text), rows=tuple(rows)))


def ask_again(desk: Desk, question: CoachQuestion) -> None:
    """The parent asks the same coach once more."""
    with desk.speaking(language_of(desk, question.taker)):
        head = desk._("You gave an answer, and the parent asks once more.")
        text = join([head, words_in(desk, question), _until(desk, question)])
        tell(desk, question.taker, text, answer_rows(desk, question), about=question.id)


def remind(desk: Desk, question: CoachQuestion) -> None:
    """The time to answer is soon over."""
    with desk.speaking(language_of(desk, question.taker)):
        text = join(
            [
                words_in(desk, question),
                desk._("A parent waits for your words. No time today? Just give it back, that is fine."),
                _until(desk, question),
            ]
        )
        tell(desk, question.taker, text, answer_rows(desk, question), about=question.id)


def time_is_over(desk: Desk, question: CoachQuestion) -> None:
    """It has gone back to the others."""
    with desk.speaking(language_of(desk, question.taker)):
        text = desk._("The question you had taken is with the other coaches now. Some days are full. That is fine.")
        tell(desk, question.taker, text)


def ask_to_meet(desk: Desk, question: CoachQuestion) -> None:
    """The parent would like to know the coach, and to be known."""
    with desk.speaking(language_of(desk, question.taker)):
        text = join(
            [
                desk._("<b>A parent you answered would like to meet you.</b>"),
                words_in(desk, question),
                desk._(
                    "If you say yes, you each get a link to the other's Telegram profile, with the name and picture "
                    "that stand there. If you say no, nobody learns anything. Both are fine."
                ),
            ]
        )
        rows: list[Row] = [
            (button(desk.label("Yes, show us to each other"), MeetParent(question.id, True)),),
            (button(desk.label("No, stay unknown"), MeetParent(question.id, False)),),
        ]
        tell(desk, question.taker, text, rows, about=question.id)


def report(desk: Desk, question: CoachQuestion, admin: int, language: str) -> None:
    """Show a reported answer to an admin; of the parent nothing but the words."""
    coach = desk.coach(question.taker)
    with desk.speaking(language):
        lines = [
            desk._("<b>A parent has reported an answer of {name}.</b>", name=coach.name if coach else "–"),
            words_in(desk, question),
        ]
        rows: list[Row] = [(button(desk.label("Nothing wrong with it"), LookedAtAnswer(question.id)),)]
        if coach is not None:
            rows.append((button(desk.label("End their coaching"), Revoke(coach.id, False)),))
        desk.send(admin, join(lines), rows)


def answer_rows(desk: Desk, question: CoachQuestion) -> list[Row]:
    """What the coach who answers can do."""
    return [
        (
            button(desk.label("Write my answer"), TakeQuestion(question.id)),
            button(desk.label("Give it back"), GiveBack(question.id)),
        )
    ]


def _until(desk: Desk, question: CoachQuestion) -> Html:
    duty = duty_of(desk, question.taker)
    if question.until is None or duty is None:
        return Html("")
    end = local(question.until, duty.zone)
    today = local(desk.now, duty.zone).date()
    clock = desk.words.clock(end.time())
    if end.date() == today:
        return desk._("It is yours until {time}. Then it goes to the other coaches.", time=clock)
    day = desk.words.weekday(end.weekday())
    return desk._("It is yours until {day}, {time}. Then it goes to the other coaches.", day=day, time=clock)
