"""Where the family and somebody at school see the child differently, each as a question that one tap keeps.

Nothing is judged: wherever both have said something, or only one of them has, there is something to ask. The parent
decides which of it is worth a question, and can change its words on the list.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from bot.core.buttons import Action, Row, button
from bot.core.capability import Capability, mark
from bot.core.child import Question, View
from bot.core.coaching import question_list as listed
from bot.core.coaching.question_basket import add
from bot.core.coaching.question_pages import ShowList
from bot.core.coaching.team_words import TEAM
from bot.core.coaching.views import ME, name_of
from bot.core.engine import Open
from bot.core.text import Html, join, plain
from bot.core.turn import Turn

Area = Literal["strengths", "needs", "social"]

AREAS: dict[Area, str] = {
    "strengths": mark("Learning: what goes well"),
    "needs": mark("Learning: where help is good"),
    "social": mark("With people"),
}
SHOWN = 6  # gaps at once: what fits on a small phone


class ShowGaps(Action, frozen=True, tag="wg"):
    """What could be asked about."""

    child: str


class AskGap(Action, frozen=True, tag="wa"):
    """Keep this one as a question."""

    view: str
    area: Area


class Gap(NamedTuple):
    """One area, as the family and one person at school see it; either may be empty."""

    view: View
    area: Area
    home: str
    school: str


def gaps(turn: Turn) -> Iterator[Gap]:
    """All of them, the newest view of the school first."""
    mine = next((each for each in turn.child.views if each.who == ME), None)
    for view in reversed(turn.child.views):
        if view.who == ME:
            continue
        for area in AREAS:
            home, school = getattr(mine, area) if mine else "", getattr(view, area)
            if (home or school) and _key(home) != _key(school):
                yield Gap(view, area, home, school)


def _key(words: str) -> str:
    return " ".join(words.split()).casefold()


def question_of(turn: Turn, gap: Gap) -> str:
    """The gap as a question to the team, in words that blame nobody; both sides verbatim."""
    child, who = turn.child.name, plain(name_of(turn, gap.view))
    if not gap.school:
        return turn.label("At home we see this: {home}. How is it at school?", home=gap.home)
    if not gap.home:
        return turn.label(
            "{who} sees this at school: {school}. What could we do at home to help?", who=who, school=gap.school
        )
    return turn.label(
        "At home we see this in {child}: {home}. {who} sees this: {school}. What can we learn from each other?",
        child=child,
        home=gap.home,
        who=who,
        school=gap.school,
    )


def show(turn: Turn) -> None:
    """Each gap with both sides, and a button that makes it a question."""
    left = [each for each in gaps(turn) if listed.same_text(turn.child.questions, question_of(turn, each)) is None]
    if not left:
        rows: list[Row] = [
            (button(turn.label("Add what someone told me"), Open("views", "who")),),
            (button(turn.label("See my questions"), ShowList(turn.child.id)),),
        ]
        turn.show(turn._("There is no gap to ask about right now."), rows)
        return
    parts, rows = [turn._("<b>Two views, and what to ask</b>\nA gap is no fault. Tap one to ask about it.")], []
    for number, gap in enumerate(left[:SHOWN], start=1):
        parts.append(_lines(turn, number, gap))
        label = turn.label("Ask about {number}", number=number)  # the number stands with its text above
        rows.append((button(label, AskGap(gap.view.id, gap.area)),))
    rows.append((button(turn.label("See my questions"), ShowList(turn.child.id)),))
    turn.show(join(parts), rows)


def _lines(turn: Turn, number: int, gap: Gap) -> Html:
    nothing = turn._("nothing yet")
    return join(
        [
            turn._("<b>{number}. {area}</b>", number=number, area=turn.label(AREAS[gap.area])),
            turn._("• <b>{who}:</b> {words}", who=turn._("At home"), words=gap.home or nothing),
            turn._("• <b>{who}:</b> {words}", who=name_of(turn, gap.view), words=gap.school or nothing),
        ],
        "\n",
    )


def _show(turn: Turn, tap: ShowGaps) -> None:
    if turn.talk_about(tap.child):
        show(turn)
    else:
        turn.toast = turn.label("That is not here any more.")


def _ask(turn: Turn, tap: AskGap) -> None:
    for child in turn.family.children if turn.family else ():
        if any(view.id == tap.view for view in child.views):
            turn.talk_about(child.id)
            gap = next((each for each in gaps(turn) if (each.view.id, each.area) == (tap.view, tap.area)), None)
            if gap is not None:
                _keep(turn, gap)
                return
    turn.toast = turn.label("That is not here any more.")


def _keep(turn: Turn, gap: Gap) -> None:
    result = add(turn, question_of(turn, gap))
    if not isinstance(result, Question):
        turn.say(result)
        return
    if gap.view.who in TEAM and not result.team:
        changed = listed.with_team(result, gap.view.who)
        turn.change_child(questions=listed.replace(turn.child.questions, changed))
    turn.toast = turn.label("It is on your list of questions.")
    show(turn)


def _command(turn: Turn, _: str) -> None:
    """`/gaps`, from the conversation."""
    if any(each.who != ME for each in turn.child.views):
        show(turn)
        return
    rows: list[Row] = [(button(turn.label("Add what someone told me"), Open("views", "who")),)]
    text = turn._(
        "Ask one person at school how they see {child}. Then I can show both side by side, and what to ask.",
        child=turn.child.name,
    )
    turn.show(text, rows)


VIEW_GAPS = Capability(name="view_gaps", commands={"gaps": _command}, taps={ShowGaps: _show, AskGap: _ask})
