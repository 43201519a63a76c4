"""A goal of the child and the one small thing done for it at home: kept by the conversation, tended by buttons."""

from __future__ import annotations

import msgspec

from bot.core.answering import ANSWER_LIMIT
from bot.core.buttons import Action, Row, button
from bot.core.capability import Answer, Capability
from bot.core.child import Goal, Note
from bot.core.engine import Open
from bot.core.text import Html, escape, join, shorten
from bot.core.turn import Turn

DRAFTS = ("goal.text", "goal.home")
MOST = 20  # goals of one child


class ShowGoals(Action, frozen=True, tag="xl"):
    """A child's goals."""

    child: str


class ShowGoal(Action, frozen=True, tag="xg"):
    """One goal and what can be done with it."""

    goal: str


class EditGoal(Action, frozen=True, tag="xt"):
    """Ask for other words of the goal; the next text is them."""

    goal: str


class EditHome(Action, frozen=True, tag="xh"):
    """Ask for another thing at home; the next text is it."""

    goal: str


class DropGoal(Action, frozen=True, tag="xd"):
    """Take the goal off the plan; `sure` once it was asked again."""

    goal: str
    sure: bool = False


# ---- for the conversation --------------------------------------------------------------------------------------------


def _add(turn: Turn, _: Answer) -> Html | None:
    text, home = (" ".join(turn.child.notes.get(field, Note()).words) for field in DRAFTS)
    if text:
        known = next((each for each in turn.child.goals if each.text.casefold() == text.casefold()), None)
        goal = msgspec.structs.replace(known or Goal(id=turn.new_id(), text=text), home=home or _home_of(known))
        others = tuple(goal if each is known else each for each in turn.child.goals)
        turn.change_child(goals=others if known else (*others, goal)[-MOST:])
    turn.change_child(notes={name: each for name, each in turn.child.notes.items() if name not in DRAFTS})
    return None


def _home_of(goal: Goal | None) -> str:
    return goal.home if goal else ""


def _goals(turn: Turn) -> Html:
    return join([_lines(turn, goal) for goal in turn.child.goals])


def _lines(turn: Turn, goal: Goal) -> Html:
    home = turn._("At home: {home}", home=goal.home) if goal.home else turn._("At home: we will find one small thing.")
    return Html(f"<b>{escape(goal.text)}</b>\n→ {home}")


# ---- tending them ----------------------------------------------------------------------------------------------------


def _find(turn: Turn, wanted: str) -> Goal | None:
    """The goal of this id, and the turn about its child; an old or forged id is explained."""
    for child in turn.family.children if turn.family else ():
        found = next((each for each in child.goals if each.id == wanted), None)
        if found is not None:
            turn.talk_about(child.id)
            return found
    turn.toast = turn.label("That goal is not on the plan any more.")
    turn.tapped = 0
    _show(turn)
    return None


def _change(turn: Turn, goal: Goal, **changes: object) -> Goal:
    changed = msgspec.structs.replace(goal, **changes)
    turn.change_child(goals=tuple(changed if each.id == goal.id else each for each in turn.child.goals))
    return changed


def _show(turn: Turn) -> None:
    turn.stop_waiting()
    rows: list[Row] = [(button(shorten(each.text), ShowGoal(each.id)),) for each in turn.child.goals]
    if turn.child.id == turn.carer.child:
        rows.append((button(turn.label("Add a goal"), Open("expectations", "goal")),))
    hint = turn._("Tap a goal to change it.") if turn.child.goals else turn._("There is no goal on the plan yet.")
    turn.show(join([turn._("<b>Goals for {child}</b>", child=turn.child.name), _goals(turn), hint]), rows)


def _show_all(turn: Turn, tap: ShowGoals) -> None:
    if turn.talk_about(tap.child):
        _show(turn)
    else:
        turn.toast = turn.label("That goal is not on the plan any more.")


def _show_one(turn: Turn, goal: Goal) -> None:
    turn.stop_waiting()
    rows: list[Row] = [
        (button(turn.label("Change the goal"), EditGoal(goal.id)),),
        (button(turn.label("Change what we do at home"), EditHome(goal.id)),),
        (button(turn.label("Take it off the plan"), DropGoal(goal.id)),),
        (button(turn.label("All goals"), ShowGoals(turn.child.id)),),
    ]
    turn.show(_lines(turn, goal), rows)


def _tapped(turn: Turn, tap: ShowGoal) -> None:
    if goal := _find(turn, tap.goal):
        _show_one(turn, goal)


def _ask(turn: Turn, tap: EditGoal | EditHome) -> None:
    goal = _find(turn, tap.goal)
    if goal is None:
        return
    turn.wait_for(tap)
    ask = (
        turn._("What should the goal be called?")
        if isinstance(tap, EditGoal)
        else turn._("What is <b>one small thing</b> you could do at home?")
    )
    rows = [(button(turn.label("Leave it as it is"), ShowGoal(goal.id)),)]
    turn.show(join([_lines(turn, goal), ask]), rows)


def _take(turn: Turn, tap: EditGoal | EditHome, text: str) -> None:
    goal, text = _find(turn, tap.goal), text.strip()
    if goal is None or not text:
        return
    if len(text) > ANSWER_LIMIT:
        turn.say(turn._("That is a lot at once. Could you say it in a shorter message? About half a page works well."))
    else:
        _show_one(turn, _change(turn, goal, **{"text" if isinstance(tap, EditGoal) else "home": text}))


def _drop(turn: Turn, tap: DropGoal) -> None:
    goal = _find(turn, tap.goal)
    if goal is None:
        return
    if not tap.sure:
        rows: list[Row] = [
            (button(turn.label("Yes, take it off"), DropGoal(goal.id, True)),),
            (button(turn.label("No, keep it"), ShowGoal(goal.id)),),
        ]
        turn.show(join([_lines(turn, goal), turn._("Shall I take this goal off the plan?")]), rows)
        return
    turn.change_child(goals=tuple(each for each in turn.child.goals if each.id != goal.id))
    turn.toast = turn.label("It is off the plan.")
    _show(turn)


GOALS = Capability(
    name="goals",
    commands={"goals": lambda turn, _: _show(turn)},
    taps={ShowGoals: _show_all, ShowGoal: _tapped, EditGoal: _ask, EditHome: _ask, DropGoal: _drop},
    texts={EditGoal: _take, EditHome: _take},
    does={"add_goal": _add},
    facts={"goals": lambda turn: bool(turn.child.goals)},
    views={"goals": _goals},
)
