"""Who of several carers gets which reminders, and taking one over with one tap.

What the other has been told already is not told again.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

import msgspec

from bot.core.buttons import Action, Row, button
from bot.core.capability import mark
from bot.core.child import Child
from bot.core.coaching.carers import others, word_of
from bot.core.rights import NOBODY, carer_of
from bot.core.text import join, shorten
from bot.core.turn import Turn

What = Literal["meetings", "homework", "feedback", "thanks", "progress", "forms", "follow_ups", "self_check"]

NAMES: dict[What, str] = {
    "meetings": mark("the meeting"),
    "homework": mark("school work"),
    "feedback": mark("asking the school"),
    "thanks": mark("saying thanks"),
    "progress": mark("the three lines"),
    "forms": mark("forms"),
    "follow_ups": mark("what was promised"),
    "self_check": mark("how we team up"),
}
RHYTHMS: tuple[What, ...] = ("feedback", "thanks", "progress")


class ShowReminders(Action, frozen=True, tag="vo"):
    """Who gets which reminders."""


class TakeOver(Action, frozen=True, tag="vt"):
    """These reminders come to whoever taps."""

    child: str
    what: What


class Held(NamedTuple):
    """One kind of reminder of a child that is on, and who gets it."""

    child: Child
    what: What
    people: frozenset[int]


def held(child: Child) -> Iterator[Held]:
    """All kinds that are on."""
    if child.meeting is not None:
        yield Held(child, "meetings", frozenset({child.meeting.carer}))
    if child.routine is not None and child.routine.often != "off":
        yield Held(child, "homework", frozenset({child.routine.carer}))
    for name in RHYTHMS:
        rhythm = child.rhythms.get(name)
        if rhythm is not None and rhythm.every != "off":
            yield Held(child, name, frozenset({rhythm.carer}))
    forms = frozenset(each.carer for each in child.forms if each.returned is None)
    follow = frozenset(each.follow_carer for each in child.questions if each.state == "follow_up" and each.follow_on)
    check = frozenset(each.carer for each in child.checks[-1:])
    if forms:
        yield Held(child, "forms", forms)
    if follow:
        yield Held(child, "follow_ups", follow)
    if check:
        yield Held(child, "self_check", check)


def _all(turn: Turn) -> list[Held]:
    return [each for child in (turn.family.children if turn.family else ()) for each in held(child)]


def nobodys(turn: Turn) -> bool:
    """Whether reminders are left that nobody gets."""
    return any(NOBODY in each.people for each in _all(turn))


def show(turn: Turn) -> None:
    """Who gets which reminders; those of somebody else can be taken over."""
    found = _all(turn)
    lines, rows = [turn._("<b>Who gets the reminders</b>")], list[Row]()
    for each in found:
        names = [_name(turn, person) for person in sorted(each.people, key=lambda person: person != turn.carer.person)]
        what = turn.label(NAMES[each.what])
        lines.append(
            turn._("• {child}, {what}: {who}", child=each.child.name, what=what, who=", ".join(dict.fromkeys(names)))
        )
        if each.people != {turn.carer.person} and turn.carer.role != "viewer":
            label = turn.label("To me: {child}, {what}", child=each.child.name, what=what)
            rows.append((button(shorten(label, 40), TakeOver(each.child.id, each.what)),))
    if not found:
        lines.append(turn._("There are none right now."))
    turn.show(join(lines, "\n"), rows)


def _name(turn: Turn, person: int) -> str:
    if person == turn.carer.person:
        return turn.label("you")
    other = next((each for each in others(turn) if each.person == person), None)
    return word_of(turn, other) if other else turn.label("nobody")


def take(turn: Turn, tap: TakeOver) -> None:
    """These reminders come to the carer who tapped."""
    child = next((each for each in (turn.family.children if turn.family else ()) if each.id == tap.child), None)
    found = next((each for each in held(child) if each.what == tap.what), None) if child else None
    if child is None or found is None or turn.family is None:
        turn.toast = turn.label("That is not here any more.")
        show(turn)
        return
    told = dict(turn.carer.reminded)
    for person in found.people:
        other = carer_of(turn.family, person)
        for key, at in (other.reminded if other else {}).items():
            if key.startswith(f"{_capability(tap.what)}/"):
                told.setdefault(key, at)
    turn.change_carer(reminded=told)
    turn.talk_about(child.id)
    turn.change_child(**_given(turn, turn.child, tap.what))
    turn.toast = turn.label("These come to you now.")
    show(turn)


def _capability(what: What) -> str:
    return "rhythms" if what in RHYTHMS else what


def _given(turn: Turn, child: Child, what: What) -> dict[str, object]:
    """The child's fields with these reminders in the hands of the turn's carer, from now on."""
    me, now, replace = turn.carer.person, turn.now, msgspec.structs.replace
    match what:
        case "meetings":
            return {"meeting": replace(child.meeting, carer=me, since=now) if child.meeting else None}
        case "homework":
            return {"routine": replace(child.routine, carer=me) if child.routine else None}
        case "forms":
            return {"forms": tuple(replace(each, carer=me, since=now) for each in child.forms)}
        case "follow_ups":
            follow = [replace(each, follow_carer=me) if each.state == "follow_up" else each for each in child.questions]
            return {"questions": tuple(follow)}
        case "self_check":
            return {"checks": (*child.checks[:-1], *(replace(each, carer=me) for each in child.checks[-1:]))}
        case "feedback" | "thanks" | "progress":
            return {"rhythms": {**child.rhythms, what: replace(child.rhythms[what], carer=me)}}
