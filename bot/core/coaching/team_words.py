"""Who is who around a question, in words: for whom it is, who follows up and by when."""

from __future__ import annotations

from bot.core.capability import mark
from bot.core.child import Question
from bot.core.text import Html, escape
from bot.core.turn import Turn

TEAM = {
    "teacher": mark("The teacher"),
    "special_ed": mark("Special ed teacher"),
    "therapist": mark("A therapist"),
    "school_psychologist": mark("School psychologist"),
    "principal": mark("The principal"),
    "team": mark("The whole team"),
}
OWNERS = {**TEAM, "home": mark("We at home")}


def who(turn: Turn, team: str) -> str:
    """For whom a question is: a label of `TEAM`, or the parent's own word."""
    return turn.label(TEAM[team]) if team in TEAM else team


def owner_word(turn: Turn, owner: str) -> str:
    """Who follows up: a label of `OWNERS`, or the parent's own word."""
    return turn.label(OWNERS[owner]) if owner in OWNERS else owner


def who_by_when(turn: Turn, question: Question) -> Html:
    """Who follows up and by when; empty when neither is known."""
    owner = escape(owner_word(turn, question.owner))
    if question.follow_on is None:
        return owner
    day = turn.words.day(question.follow_on)
    return turn._("{who}, by {day}", who=owner, day=day) if owner else turn._("by {day}", day=day)
