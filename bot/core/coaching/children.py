"""Several children: everything belongs to one of them, and one tap switches."""

from __future__ import annotations

from bot.core.buttons import Action, Row, button
from bot.core.capability import Answer, Capability, mark
from bot.core.coaching.first_minutes import NAME_LIMIT, NameChild
from bot.core.engine import Open, set_aside
from bot.core.text import Html, escape
from bot.core.turn import Turn


class Switch(Action, frozen=True, tag="cs"):
    """Talk about this child from now on."""

    child: str


class AddChild(Action, frozen=True, tag="ca"):
    """Ask for another child's name."""


class Rename(Action, frozen=True, tag="cr"):
    """Ask for a new name of the child being talked about."""

    child: str


def _show(turn: Turn, _: str) -> None:
    children = turn.family.children if turn.family else ()
    rows: list[Row] = [
        (button(f"{'✓ ' if child.id == turn.child.id else ''}{child.name}", Switch(child.id)),) for child in children
    ]
    rows.append((button(turn.label("Add a child"), AddChild()), button(turn.label("Change the name"), _rename(turn))))
    turn.show(turn._("We are talking about <b>{child}</b>. Tap a name to switch.", child=turn.child.name), rows)


def _rename(turn: Turn) -> Rename:
    return Rename(turn.child.id)


def switch_to(turn: Turn, child: str) -> bool:
    """Talk about this child from now on. False, and nothing changes, when it is not in the list any more."""
    children = turn.family.children if turn.family else ()
    if all(each.id != child for each in children):
        return False
    if child != turn.carer.child:
        set_aside(turn)
        turn.change_carer(child=child, left={}, waiting="")
    return True


def _switch(turn: Turn, tap: Switch) -> None:
    if not switch_to(turn, tap.child):
        turn.toast = turn.label("That child is not in the list any more.")
        return
    turn.show(
        turn._("Now we talk about <b>{child}</b>.", child=turn.child.name),
        [(button(turn.label("What can we do?"), Open("")),)],
    )


def _add(turn: Turn, _: AddChild) -> None:
    turn.wait_for(NameChild())
    turn.show(turn._("What may I call this child? A nickname is fine."))


def _ask_rename(turn: Turn, tap: Rename) -> None:
    turn.wait_for(tap)
    turn.show(turn._("What may I call {child} from now on?", child=turn.child.name))


def _take_name(turn: Turn, tap: Rename, text: str) -> None:
    name = " ".join(text.split())
    if not name or len(name) > NAME_LIMIT:
        turn.say(turn._("A short name works best, up to {most} letters.", most=NAME_LIMIT))
        return
    turn.stop_waiting()
    if tap.child == turn.child.id:
        turn.change_child(name=name)
    turn.say(turn._("Good. I will say {child} from now on.", child=turn.child.name))


def _photo(turn: Turn, answer: Answer) -> Html | None:
    if answer.photo:
        turn.change_child(photo=answer.photo)
    return None


CHILDREN = Capability(
    name="children",
    commands={"child": _show},
    taps={Switch: _switch, AddChild: _add, Rename: _ask_rename},
    texts={Rename: _take_name},
    does={"child_photo": _photo},
    facts={"photo": lambda turn: bool(turn.child.photo)},
    views={"child": lambda turn: escape(turn.child.name)},
    menu={"child": mark("Switch to another child, or add one")},
)
