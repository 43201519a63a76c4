"""A question to the coaches as its parent sees it: before it goes, while it waits, and with its answer.

Changes no record.
"""

from __future__ import annotations

from typing import Literal, assert_never

from bot.core.buttons import Action, Row, button
from bot.core.coach_questions import ROUNDS, AskedCoach, QuestionDraft
from bot.core.coaching.coach_duty import answer_shown
from bot.core.engine import Open
from bot.core.plain_words import words_of
from bot.core.reminders import in_quiet_hours
from bot.core.text import Html, as_link, escape, join
from bot.core.turn import Turn

_APART = str.maketrans("'’`´", "    ")

Word = Literal["withdrawn", "settled", "thanked", "again", "meet", "reported"]  # what the house hears


class WriteQuestion(Action, frozen=True, tag="cqw"):
    """The next text is a question to the coaches; `again` names the one that it goes on with."""

    again: str


class SendQuestion(Action, frozen=True, tag="cqs"):
    """Yes, coaches shall read it."""

    draft: str


class DropQuestion(Action, frozen=True, tag="cqx"):
    """No, it shall not go out."""

    draft: str


class Reply(Action, frozen=True, tag="cqa"):
    """What the parent does about a question that is on its way, or about its answer."""

    question: str
    what: Literal["back", "thanks", "meet", "meet_yes", "report", "report_yes", "stay"]


def is_quiet(turn: Turn) -> bool:
    """Whether it is quiet for the parent now."""
    return in_quiet_hours(turn.carer, turn.local_now.time())


# ---- before it goes -------------------------------------------------------------------------------------------------


def ask_for_words(turn: Turn, *, again: bool) -> None:
    """What would you like to ask?"""
    if again:
        turn.say(turn._("What else would you like to ask the same coach? Write it in a few words."))
        return
    turn.say(
        turn._(
            "Our coaches are parents who have been through it. What would you like to ask one of them?\n\n"
            "They do not see who you are, and you do not see who they are. You see it first, before it goes."
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
    turn.show(turn._("All right, nothing was sent."), _way_on(turn))


def say_enough_for_today(turn: Turn) -> None:
    """There is a small limit."""
    turn.show(
        turn._(
            "That was enough for one day, so that each question gets a good answer. You can ask again tomorrow. With "
            "/ask I keep it for your school team."
        ),
        _way_on(turn),
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
    turn.say(text, [*_help(turn), _back(turn, asked)])


def _stand(turn: Turn, asked: AskedCoach) -> tuple[Html, list[Row]]:
    question = Html(
        f"{turn._('<b>Your question to the coaches</b>')}\n<blockquote>{escape(_last_question(asked))}</blockquote>"
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
            back = [*_help(turn), *back]
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


def _help(turn: Turn) -> list[Row]:
    found = turn.edition.conversations.get("help")
    return [(button(found.title, Open(found.name)),)] if found else []


def say_taken_back(turn: Turn) -> None:
    """The parent needs no answer any more."""
    turn.show(turn._("I have taken it back. No coach is asked any more."), _way_on(turn))


# ---- with its answer ------------------------------------------------------------------------------------------------


def show_answer(turn: Turn, asked: AskedCoach, *, again: bool = False) -> None:
    """What a coach says, and what can be done about it. `again`: the parent has asked for it."""
    rows = _answer_rows(turn, asked)
    if again:
        rows.append((button(turn.label("Ask something new"), WriteQuestion("")),))
    turn.say(join([answer_shown(turn, asked.words[-1]), _no_advice(turn)]), rows)


def offer_answer(turn: Turn, asked: AskedCoach) -> None:
    """The same buttons again."""
    turn.show(turn._("All right. What would you like to do?"), _answer_rows(turn, asked))


def _no_advice(turn: Turn) -> Html:
    return turn._("<i>This is what helped one parent. It is not legal advice.</i>")


def _answer_rows(turn: Turn, asked: AskedCoach) -> list[Row]:
    rows: list[Row] = [(button(turn.label("Thank you, that helps"), Reply(asked.id, "thanks")),)]
    if len(asked.words) < 2 * ROUNDS:
        rows.append((button(turn.label("Ask once more"), WriteQuestion(asked.id)),))
    if not asked.meet:
        rows.append((button(turn.label("Let's meet"), Reply(asked.id, "meet")),))
    rows.append((button(turn.label("Report this answer"), Reply(asked.id, "report")),))
    return rows


def say_thanked(turn: Turn) -> None:
    """It has helped. The answer stays in the chat."""
    turn.clear_buttons()
    turn.tapped = 0
    turn.say(
        turn._("I am glad. The coach hears your thanks, without your name. I keep nothing more of it."), _way_on(turn)
    )


def ask_whether_to_meet(turn: Turn, asked: AskedCoach) -> None:
    """Said in plain words before anything is shown."""
    if asked.meet:
        turn.toast = turn.label("The coach has been asked already.")
        return
    turn.clear_buttons()
    turn.tapped = 0
    rows: list[Row] = [
        (button(turn.label("Yes, ask the coach"), Reply(asked.id, "meet_yes")),),
        (button(turn.label("No, stay unknown"), Reply(asked.id, "stay")),),
    ]
    turn.say(
        turn._(
            "<b>Shall I ask the coach whether you two could meet?</b>\n\n"
            "If the coach says yes, you each get a link to the other's Telegram profile, with the name and picture "
            "that stand there. If the coach says no, nobody learns anything."
        ),
        rows,
    )


def say_asked_to_meet(turn: Turn, asked: AskedCoach) -> None:
    """Now it is up to the coach."""
    turn.show(
        turn._("I have asked. You hear from me when the coach says yes or no. Until then nobody sees anything."),
        _answer_rows(turn, asked),
    )


def say_met(turn: Turn, asked: AskedCoach, coach: int) -> None:
    """The coach has said yes, or (0) would rather not."""
    if not coach:
        turn.say(
            turn._("It does not work out to meet. Some coaches like to help unseen. The answer is still yours."),
            _answer_rows(turn, asked) if asked.answered else (),
        )
        return
    text = turn._("You both said yes. Here is your coach. They see you now too. Say hello when it suits you.")
    turn.say(join([text, as_link(turn._("Open the coach's profile"), coach)]))


def ask_whether_to_report(turn: Turn, asked: AskedCoach) -> None:
    """Said in plain words before anything is shown."""
    turn.clear_buttons()
    turn.tapped = 0
    rows: list[Row] = [
        (button(turn.label("Yes, report it"), Reply(asked.id, "report_yes")),),
        (button(turn.label("No, leave it"), Reply(asked.id, "stay")),),
    ]
    turn.say(
        turn._(
            "Was something in this answer unkind, wrong or unsafe? I can show your question and the answer to the "
            "people who run this bot. They do not see who you are."
        ),
        rows,
    )


def say_reported(turn: Turn) -> None:
    """Somebody looks at it."""
    turn.show(
        turn._("Thank you for telling. The people who run this bot look at it, and I am sorry that it was so."),
        [(button(turn.label("Ask another coach"), WriteQuestion("")),), *_way_on(turn)],
    )


def say_ended(turn: Turn, asked: AskedCoach, why: Literal["full", "old", "gone", "looked_at"]) -> None:
    """The house has let it go."""
    match why:
        case "full":
            turn.tapped = asked.message
            turn.show(
                turn._("Very many questions wait just now, so I could not take yours. Please try again tomorrow."),
                [*_help(turn), *_way_on(turn)],
            )
        case "looked_at":
            turn.say(turn._("The people who run this bot have looked at the answer you reported. Thank you again."))
        case "old" | "gone" if not asked.answered:
            turn.say(
                turn._(
                    "Your question to the coaches found no answer, and I do not keep it any longer. I am sorry. You "
                    "can ask again with /askcoach."
                ),
                _way_on(turn),
            )
        case "old" | "gone":
            pass
        case _:
            assert_never(why)


def _way_on(turn: Turn) -> list[Row]:
    return [(button(turn.label("What else is there?"), Open("")),)]
