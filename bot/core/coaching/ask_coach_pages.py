"""A question to the coaches as its parent sees it: before it goes, and while it waits. Its answer is shown in
`ask_coach_answer.py`.

Changes no record.
"""

from __future__ import annotations

from typing import assert_never

from bot.core.buttons import Row, button
from bot.core.coach_questions import AskedCoach, QuestionDraft
from bot.core.coaching.ask_coach_buttons import DropQuestion, Reply, SendQuestion, WriteQuestion
from bot.core.engine import Open
from bot.core.plain_words import words_of
from bot.core.text import Html, escape, join
from bot.core.turn import Turn

_APART = str.maketrans("'’`´", "    ")


# ---- before it goes -------------------------------------------------------------------------------------------------


def ask_for_words(turn: Turn, *, again: bool) -> None:
    """What would you like to ask?"""
    if again:
        turn.say(turn._("What else would you like to ask the same coach? Write it in a few words."))
        return
    turn.say(
        turn._(
            "Our coaches are parents who have been through it. What would you like to ask one of them?\n\n"
            "They do not see who you are, and you do not see who they are. You see your question once more before "
            "it goes."
        )
    )


def preview(turn: Turn, draft: QuestionDraft) -> None:
    """Exactly what coaches will see, and the question whether it shall go."""
    lines = [
        turn._("This is all that a coach will see:"),
        Html(f"<blockquote>{escape(draft.text)}</blockquote>"),
        _hint(turn, draft.text),
    ]
    if turn.content.safety.worries(draft.text):
        lines.append(
            turn._(
                "Coaches are parents like you, and it can take hours until one reads this. If somebody may be in "
                "danger, please call one of the numbers above first."
            )
        )
    rows: list[Row] = [
        (button(turn.label("Send it"), SendQuestion(draft.id)),),
        (
            button(turn.label("Change it"), WriteQuestion(draft.again)),
            button(turn.label("Do not send"), DropQuestion(draft.id)),
        ),
    ]
    turn.say(join(lines), rows)


def _hint(turn: Turn, text: str) -> Html:
    """Names are better left out; one that is known here is named."""
    said = set(words_of(text.translate(_APART)))  # Ana's: Ana, s
    names = [each.name for each in turn.family.children] if turn.family else []
    found = next((name for name in names if words_of(name) and said.issuperset(words_of(name))), None)
    if found is not None:
        return turn._("The name <b>{name}</b> is in it. “My child” works just as well.", name=found)
    return turn._("It is best without names: of people, of the school, of your town.")


def say_not_sent(turn: Turn) -> None:
    """The parent would rather not."""
    turn.show(turn._("All right, nothing was sent."), way_on(turn))


def say_enough_for_today(turn: Turn) -> None:
    """There is a small limit."""
    turn.show(
        turn._(
            "That was enough for one day, so that each question gets a good answer. You can ask again tomorrow. With "
            "/ask I keep it for your school team."
        ),
        way_on(turn),
    )


def say_over(turn: Turn) -> None:
    """A button of something that is done."""
    turn.clear_buttons()
    turn.toast = turn.label("That one is done. /askcoach starts a new one.")


# ---- while it waits -------------------------------------------------------------------------------------------------


def show_stand(turn: Turn, asked: AskedCoach, *, first: bool = False) -> None:
    """How it stands, in the one message that shows it."""
    html, rows = _stand(turn, asked)
    if first:
        turn.tapped = asked.message
        turn.show(html, rows)
    else:
        turn.edit(asked.message, html, rows)


def show_again(turn: Turn, asked: AskedCoach) -> None:
    """The parent asks how it stands."""
    html, rows = _stand(turn, asked)
    turn.say(html, rows)


def say_it_takes_long(turn: Turn, asked: AskedCoach) -> None:
    """Nobody has answered for days."""
    text = turn._(
        "No coach has found the time for your question yet. I am sorry about that. It still waits, for up to 30 days. "
        "This may help until then:"
    )
    turn.say(text, [*help_rows(turn), _back(turn, asked)])


def _stand(turn: Turn, asked: AskedCoach) -> tuple[Html, list[Row]]:
    question = turn._(
        "<b>Your question to the coaches</b>\n<blockquote>{question}</blockquote>", question=_last_question(asked)
    )
    back: list[Row] = [_back(turn, asked)]
    match asked.stand:
        case "" | "offered":
            line = turn._("It is on its way. It can take some hours until a coach answers. I will show it to you here.")
        case "later":
            line = turn._(
                "Our coaches rest just now. They get your question as soon as their quiet hours are over, and I will "
                "show you the answer here."
            )
        case "waiting":
            line = turn._(
                "No coach is free just now. I keep your question and pass it on when one is. You need not do "
                "anything. This may help until then:"
            )
            back = [*help_rows(turn), *back]
        case "taken":
            line = turn._("✍️ A coach is writing an answer for you.")
        case "answered":
            line, back = turn._("💬 There is an answer."), []
        case "reported":
            line, back = turn._("The people who run this bot look at the answer."), []
        case _:
            assert_never(asked.stand)
    return join([question, line]), back


def _last_question(asked: AskedCoach) -> str:
    return asked.words[-2] if asked.answered else asked.words[-1]


def _back(turn: Turn, asked: AskedCoach) -> Row:
    return (button(turn.label("Take it back"), Reply(asked.id, "back")),)


def help_rows(turn: Turn) -> list[Row]:
    """Where help is near, for the time until a coach answers."""
    found = turn.edition.conversations.get("help")
    return [(button(found.title, Open(found.name)),)] if found else []


def say_taken_back(turn: Turn) -> None:
    """The parent needs no answer any more."""
    turn.show(turn._("I have taken it back. No coach is asked any more."), way_on(turn))


def way_on(turn: Turn) -> list[Row]:
    """What else there is, below what is over."""
    return [(button(turn.label("What else is there?"), Open("")),)]
