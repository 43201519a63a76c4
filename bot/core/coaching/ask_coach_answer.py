"""What a coach has answered, as the parent sees it, and what can be done about it: thank, ask once more, meet, report.

Changes no record.
"""

from __future__ import annotations

from typing import assert_never

from bot.core.buttons import Row, button
from bot.core.coach_questions import AskedCoach, Ending
from bot.core.coaching.ask_coach_buttons import Reply, WriteQuestion
from bot.core.coaching.ask_coach_pages import help_rows, way_on
from bot.core.coaching.coach_duty import answer_shown
from bot.core.text import Html, as_link, join
from bot.core.turn import Turn


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
    if asked.has_rounds_left:
        rows.append((button(turn.label("Ask once more"), WriteQuestion(asked.id)),))
    if not asked.meet:
        rows.append((button(turn.label("Let's meet"), Reply(asked.id, "meet")),))
    rows.append((button(turn.label("Report this answer"), Reply(asked.id, "report")),))
    return rows


def _say_below(turn: Turn, html: Html, rows: list[Row]) -> None:
    """The answer stays where it is, without its buttons."""
    turn.clear_buttons()
    turn.tapped = 0
    turn.say(html, rows)


def say_thanked(turn: Turn) -> None:
    """It has helped. The answer stays in the chat."""
    _say_below(
        turn,
        turn._("I am glad. The coach hears your thanks, without your name. I keep nothing more of it."),
        way_on(turn),
    )


def ask_whether_to_meet(turn: Turn, asked: AskedCoach) -> None:
    """Said in plain words before anything is shown."""
    if asked.meet:
        turn.toast = turn.label("The coach has been asked already.")
        return
    rows: list[Row] = [
        (button(turn.label("Yes, ask the coach"), Reply(asked.id, "meet_yes")),),
        (button(turn.label("No, stay unknown"), Reply(asked.id, "stay")),),
    ]
    _say_below(
        turn,
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
    rows: list[Row] = [
        (button(turn.label("Yes, report it"), Reply(asked.id, "report_yes")),),
        (button(turn.label("No, leave it"), Reply(asked.id, "stay")),),
    ]
    _say_below(
        turn,
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
        [(button(turn.label("Ask another coach"), WriteQuestion("")),), *way_on(turn)],
    )


def say_too_late_to_report(turn: Turn) -> None:
    """The question is settled, so there is nothing left that could be shown to anybody."""
    _say_below(
        turn,
        turn._(
            "That question is settled, and I keep nothing of it, so I cannot pass a report on. The answer still stands "
            "above: you can show it to the people who told you about me.\n\n"
            "Does a coach write to you, and you do not want it? Open their profile in Telegram. There you can block "
            "and report them."
        ),
        [*help_rows(turn), *way_on(turn)],
    )


def say_ended(turn: Turn, asked: AskedCoach, why: Ending) -> None:
    """The house has let it go."""
    match why:
        case "full":
            turn.tapped = asked.message
            turn.show(
                turn._("Very many questions wait just now, so I could not take yours. Please try again tomorrow."),
                [*help_rows(turn), *way_on(turn)],
            )
        case "looked_at":
            turn.say(turn._("The people who run this bot have looked at the answer you reported. Thank you again."))
        case "old" | "gone" if not asked.answered:
            turn.say(
                turn._(
                    "Your question to the coaches found no answer, and I do not keep it any longer. I am sorry. You "
                    "can ask again with /askcoach."
                ),
                way_on(turn),
            )
        case "old" | "gone":
            pass
        case _:
            assert_never(why)
