"""A goal of the child and the one small thing done for it at home."""

from __future__ import annotations

import msgspec

from bot.core.capability import Answer, Capability
from bot.core.child import Goal, Note
from bot.core.text import Html, escape, join
from bot.core.turn import Turn

DRAFTS = ("goal.text", "goal.home")


def _add(turn: Turn, _: Answer) -> Html | None:
    text, home = (" ".join(turn.child.notes.get(field, Note()).words) for field in DRAFTS)
    if text:
        known = next((each for each in turn.child.goals if each.text.casefold() == text.casefold()), None)
        goal = msgspec.structs.replace(known or Goal(id=turn.new_id(), text=text), home=home or _home_of(known))
        others = tuple(goal if each is known else each for each in turn.child.goals)
        turn.change_child(goals=others if known else (*others, goal))
    turn.change_child(notes={name: each for name, each in turn.child.notes.items() if name not in DRAFTS})
    return None


def _home_of(goal: Goal | None) -> str:
    return goal.home if goal else ""


def _goals(turn: Turn) -> Html:
    return join([_lines(turn, goal) for goal in turn.child.goals])


def _lines(turn: Turn, goal: Goal) -> Html:
    home = turn._("At home: {home}", home=goal.home) if goal.home else turn._("At home: we will find one small thing.")
    return Html(f"<b>{escape(goal.text)}</b>\n→ {home}")


GOALS = Capability(
    name="goals",
    does={"add_goal": _add},
    facts={"goals": lambda turn: bool(turn.child.goals)},
    views={"goals": _goals},
)
