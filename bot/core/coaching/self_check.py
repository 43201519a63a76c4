"""Six lines on how home and school team up: words, never a grade. The lowest one suggests a practice.

A line that was skipped has the score 0 and counts for nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta

import msgspec

from bot.core import localtime
from bot.core.buttons import Action, Row, button
from bot.core.capability import Answer, Capability, Reminder, mark
from bot.core.child import Child, Note, SelfCheck
from bot.core.coaching import menu
from bot.core.coaching.children import switch_to
from bot.core.coaching.less_often import less_often, say_as_before, say_less_often
from bot.core.conversation import Conversation
from bot.core.engine import open_conversation
from bot.core.records import Carer
from bot.core.text import Html, escape, join
from bot.core.turn import Turn

# The six, in the article's order: the end of the field's name, what it is called, the practice that helps with it.
ITEMS = (
    ("commitment", mark("Your child comes first"), "hopes"),
    ("same_side", mark("On the same side"), "views"),
    ("communication", mark("In touch all year"), "communication"),
    ("trust", mark("We count on each other"), "forms"),
    ("credit", mark("Glad about it together"), "thanks"),
    ("responsibility", mark("Looking for the next step"), "expectations"),
)
CAPABILITY = "self_check"
FIRST_STEP = "commitment"  # of the conversation
TERM = timedelta(weeks=17)  # about four months: once each term
USEFUL = timedelta(days=13)  # days after that on which it may still be said
AT = time(10)
WEIGHT = 8

FIELDS = tuple(f"check.{key}" for key, _, _ in ITEMS)


class Again(Action, frozen=True, tag="ka"):
    """Do it again."""

    child: str


class Quiet(Action, frozen=True, tag="kq"):
    """Do not bring it up again, or as before."""

    child: str
    quiet: bool


def _add(turn: Turn, _: Answer) -> Html | None:
    scores = tuple(_score(turn.child.notes.get(field, Note())) for field in FIELDS)
    if any(scores):
        before = tuple(each for each in turn.child.checks if each.on != turn.today)
        turn.change_child(checks=(*before, _of(turn, scores)))
    turn.change_child(notes={name: each for name, each in turn.child.notes.items() if name not in FIELDS})
    return None


def _of(turn: Turn, scores: tuple[int, ...]) -> SelfCheck:
    """Today's check. Who did not want to be asked again is not asked again."""
    quiet = bool(turn.child.checks) and turn.child.checks[-1].quiet
    return SelfCheck(on=turn.today, scores=scores, carer=turn.carer.person, quiet=quiet)


def _score(note: Note) -> int:
    return int(note.chosen[0]) if note.chosen and note.chosen[0] in ("1", "2", "3", "4") else 0


def _result(turn: Turn) -> Html:
    """The six in words."""
    if not turn.child.checks:
        return Html("")
    lines = []
    for (key, name, _), score in zip(ITEMS, turn.child.checks[-1].scores, strict=False):
        words = turn.labels(f"check.{key}", (str(score),))
        if words:
            lines.append(turn._("• {item}: <b>{words}</b>", item=turn._(name), words=words[0]))
    return join(lines, "\n")


def _trend(turn: Turn) -> Html:
    """What has changed since the time before, in words; nothing when this is the first time."""
    if len(turn.child.checks) < 2:
        return Html("")
    before, now = turn.child.checks[-2:]
    both = [(name, a, b) for (_, name, _), a, b in zip(ITEMS, before.scores, now.scores, strict=False) if a and b]
    more = [turn.label(name) for name, a, b in both if b > a]
    less = [turn.label(name) for name, a, b in both if b < a]
    lines = [turn._("Next to {day}:", day=turn.words.day(before.on))]
    if more:
        lines.append(turn._("More often now: {items}", items="; ".join(more)))
    if less:
        lines.append(turn._("Less often now: {items}", items="; ".join(less)))
    if not more and not less:
        lines.append(turn._("It feels about the same."))
    return join(lines, "\n")


def suggestion(turn: Turn) -> Conversation | None:
    """The practice for the lowest line; of several, the first that is not done yet. None before the first check."""
    if not turn.child.checks:
        return None
    scores = turn.child.checks[-1].scores
    lowest = min(score for score in scores if score)
    names = [practice for (_, _, practice), score in zip(ITEMS, scores, strict=False) if score == lowest]
    there = [turn.edition.conversations[name] for name in names if name in turn.edition.conversations]
    return next((each for each in there if each.name not in turn.child.made), there[0] if there else None)


def _suggestion(turn: Turn) -> Html:
    found = suggestion(turn)
    return escape(found.title) if found else Html("")


def _open_suggested(turn: Turn, _: str) -> None:
    """`/suggested`: the practice for the lowest line, else the next small step of the menu."""
    found = suggestion(turn) or menu.suggested(turn)
    if found is None:
        menu.show(turn)
    else:
        open_conversation(turn, found.name)


# ---- once each term --------------------------------------------------------------------------------------------------


def _reminders(carer: Carer, child: Child, now: datetime) -> Iterator[Reminder]:
    last = child.checks[-1] if child.checks else None
    if last is None or last.carer != carer.person or last.quiet:
        return
    day = last.on + TERM
    at = localtime.instant(day, AT, carer.zone)
    until = localtime.end_of_day(day + USEFUL, carer.zone)
    if at is not None and until > now:
        yield Reminder(key=f"{CAPABILITY}/{child.id}/{last.on}", at=at, until=until, child=child.id, weight=WEIGHT)


def _tell(turn: Turn, reminder: Reminder) -> None:
    rows: list[Row] = [
        (button(turn.label("Yes, six short lines"), Again(turn.child.id)),),
        less_often(turn, Quiet(turn.child.id, True)),
    ]
    turn.say(
        turn._(
            "A new term, a good time to look: how do you and {child}'s school team up now? Six taps, and no grade.",
            child=turn.child.name,
        ),
        rows,
    )


def _again(turn: Turn, tap: Again) -> None:
    if switch_to(turn, tap.child):
        turn.tapped = 0
        open_conversation(turn, "partners", FIRST_STEP)
    else:
        turn.toast = turn.label("That is not here any more.")


def _set_quiet(turn: Turn, tap: Quiet) -> None:
    if not turn.talk_about(tap.child) or not turn.child.checks:
        turn.toast = turn.label("That is not here any more.")
        return
    last = msgspec.structs.replace(turn.child.checks[-1], quiet=tap.quiet)
    turn.change_child(checks=(*turn.child.checks[:-1], last))
    if tap.quiet:
        say_less_often(
            turn,
            turn._("All right. I do not bring this up again. You find it under /tips when you like."),
            Quiet(tap.child, False),
        )
    else:
        say_as_before(turn)


SELF_CHECK = Capability(
    name=CAPABILITY,
    taps={Again: _again, Quiet: _set_quiet},
    commands={"suggested": _open_suggested},
    does={"add_check": _add},
    facts={"check": lambda turn: bool(turn.child.checks)},
    views={"check_result": _result, "check_trend": _trend, "check_suggestion": _suggestion},
    reminders=_reminders,
    tell=_tell,
)
