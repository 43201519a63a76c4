"""Six lines on how home and school team up: words, never a grade. The lowest one suggests a practice.

A line that was skipped has the score 0 and counts for nothing.
"""

from __future__ import annotations

from bot.core.capability import Answer, Capability, mark
from bot.core.child import Note, SelfCheck
from bot.core.coaching import menu
from bot.core.conversation import Conversation
from bot.core.engine import open_conversation
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
FIELDS = tuple(f"check.{key}" for key, _, _ in ITEMS)


def _add(turn: Turn, _: Answer) -> Html | None:
    scores = tuple(_score(turn.child.notes.get(field, Note())) for field in FIELDS)
    if any(scores):
        before = tuple(each for each in turn.child.checks if each.on != turn.today)
        turn.change_child(checks=(*before, SelfCheck(on=turn.today, scores=scores)))
    turn.change_child(notes={name: each for name, each in turn.child.notes.items() if name not in FIELDS})
    return None


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


SELF_CHECK = Capability(
    name="self_check",
    commands={"suggested": _open_suggested},
    does={"add_check": _add},
    facts={"check": lambda turn: bool(turn.child.checks)},
    views={"check_result": _result, "check_trend": _trend, "check_suggestion": _suggestion},
)
