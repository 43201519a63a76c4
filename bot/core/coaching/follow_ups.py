"""What somebody promised at a meeting: asked about once, kindly, on the day by which it should be done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from bot.core import localtime
from bot.core.buttons import Action, Row, button
from bot.core.capability import Capability, Reminder
from bot.core.child import Child, Question
from bot.core.coaching import question_basket as basket
from bot.core.coaching import question_list as listed
from bot.core.coaching.less_often import less_often, say_as_before, say_less_often
from bot.core.coaching.question_pages import ShowList, ShowQuestion, WriteAnswer
from bot.core.coaching.team_words import owner_word, who_by_when
from bot.core.records import Carer
from bot.core.text import Html, escape, join
from bot.core.turn import Turn

CAPABILITY = "follow_ups"
AT = time(17)
USEFUL = 6  # days after the day itself
WEIGHT = 4
WEEK = timedelta(days=7)


class Done(Action, frozen=True, tag="ud"):
    """It is done: the question has its answer."""

    question: str


class Later(Action, frozen=True, tag="ul"):
    """Ask again a week from today; `day` is the day that it was planned for, so a second tap is the same tap."""

    question: str
    day: date


class Kind(Action, frozen=True, tag="uc"):
    """A kind message to copy, that asks how it is going."""

    question: str


class Quiet(Action, frozen=True, tag="uq"):
    """Do not bring it up again, or as before."""

    question: str
    quiet: bool


def _reminders(carer: Carer, child: Child, now: datetime) -> Iterator[Reminder]:
    for each in child.questions:
        if each.state != "follow_up" or each.follow_on is None or each.follow_quiet:
            continue
        if each.follow_carer != carer.person:
            continue
        at = localtime.instant(each.follow_on, AT, carer.zone)
        until = localtime.end_of_day(each.follow_on + timedelta(days=USEFUL), carer.zone)
        if at is not None and until > now:
            key = f"{CAPABILITY}/{each.id}/{each.follow_on}"
            yield Reminder(key=key, at=at, until=until, child=child.id, weight=WEIGHT)


def _tell(turn: Turn, reminder: Reminder) -> None:
    _, question_id, day = reminder.key.split("/")
    question = listed.find(turn.child.questions, question_id)
    if question is None:
        return
    who = owner_word(turn, question.owner)
    if question.owner == "home":
        text = turn._("At {child}'s meeting you wanted to look after this by now:", child=turn.child.name)
    elif who:
        text = turn._("At {child}'s meeting, this was up to {who} by now:", child=turn.child.name, who=who)
    else:
        text = turn._("At {child}'s meeting, this was to be done by now:", child=turn.child.name)
    rows: list[Row] = [
        (button(turn.label("It is done"), Done(question.id)),),
        (button(turn.label("Ask again in a week"), Later(question.id, date.fromisoformat(day))),),
        less_often(turn, Quiet(question.id, True)),
    ]
    if question.owner != "home":
        rows.insert(1, (button(turn.label("One message to copy"), Kind(question.id)),))
    turn.say(join([text, _quote(question), turn._("How did it go?")]), rows)


def _quote(question: Question) -> Html:
    return Html(f"<blockquote>{escape(question.text)}</blockquote>")


def _find(turn: Turn, wanted: str) -> Question | None:
    """An old or forged id is explained."""
    found = basket.find(turn, wanted)
    if found is None:
        turn.toast = turn.label("That one is not on your list any more.")
    return found


def _done(turn: Turn, tap: Done) -> None:
    if question := _find(turn, tap.question):
        basket.change(turn, question, state="answered")
        rows: list[Row] = [
            (button(turn.label("Write down the answer"), WriteAnswer(question.id)),),
            (button(turn.label("Back to the list"), ShowList(turn.child.id)),),
        ]
        turn.show(join([_quote(question), turn._("That is good to hear. It has its answer now.")]), rows)


def _later(turn: Turn, tap: Later) -> None:
    question = _find(turn, tap.question)
    if question is None:
        return
    if question.follow_on == tap.day and question.state == "follow_up":
        question = basket.change(turn, question, follow_on=turn.today + WEEK)
    if question.follow_on is None or question.state != "follow_up":
        turn.toast = turn.label("That one is settled.")
        return
    day = turn.words.day(question.follow_on)
    rows: list[Row] = [(button(turn.label("See the question"), ShowQuestion(question.id)),)]
    turn.show(join([_quote(question), turn._("Good things take time. I will ask again on {day}.", day=day)]), rows)


def _kind(turn: Turn, tap: Kind) -> None:
    question = _find(turn, tap.question)
    if question is None:
        return
    turn.tapped = 0
    agreed = who_by_when(turn, question)
    lines = [
        turn._("Hello,"),
        turn._("at our meeting about {child} we talked about this:", child=turn.child.name),
        join([escape(question.text), Html(f"→ {agreed}") if agreed else Html("")], "\n"),
        turn._("How is it going? Is there something that we can do at home? Thank you!"),
    ]
    turn.say(join(lines))
    turn.say(turn._("You can copy the message above and send it in your own way."))


def _quiet(turn: Turn, tap: Quiet) -> None:
    question = _find(turn, tap.question)
    if question is None:
        return
    basket.change(turn, question, follow_quiet=tap.quiet)
    if tap.quiet:
        say_less_often(
            turn,
            turn._("All right. I do not bring this one up again. It stays on your list."),
            Quiet(question.id, False),
        )
    else:
        say_as_before(turn)


FOLLOW_UPS = Capability(
    name=CAPABILITY,
    taps={Done: _done, Later: _later, Kind: _kind, Quiet: _quiet},
    reminders=_reminders,
    tell=_tell,
)
