"""What views of a conversation look like on paper: lists, tables and a grid instead of lines of text."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.core.child import Note, View
from bot.core.coaching.progress import LATEST
from bot.core.coaching.question_list import open_ones
from bot.core.coaching.views import ME
from bot.core.papers import (
    AnyBlock,
    Bullets,
    Facts,
    Heading,
    Item,
    Numbered,
    Paragraph,
    Table,
    WeekGrid,
)
from bot.core.text import plain
from bot.core.turn import PARTS_OF_DAY, Turn

Blocks = tuple[AnyBlock, ...]


def times(turn: Turn) -> Blocks:
    """The week as a grid of days and parts of the day."""
    chosen = turn.child.notes.get("availability.times", Note()).chosen
    if not chosen:
        return ()
    grid = WeekGrid(
        corner=turn.label("Day"),
        days=tuple(turn.words.weekday(day) for day in range(7)),
        parts=(turn.label("Morning"), turn.label("Afternoon"), turn.label("Evening")),
        cells=tuple(tuple(f"{day}-{part}" in chosen for part in PARTS_OF_DAY) for day in range(7)),
        yes=turn.label("a good time for us"),
    )
    return (grid,)


def questions(turn: Turn) -> Blocks:
    """The open questions by rank."""
    found = open_ones(turn.child.questions)
    return (Numbered(items=tuple(Item(text=each.text) for each in found)),) if found else ()


def goals(turn: Turn) -> Blocks:
    """Each goal and the one thing at home."""
    rows = tuple((goal.text, goal.home) for goal in turn.child.goals)
    return (Table(head=(turn.label("Goal"), turn.label("One thing at home")), rows=rows),) if rows else ()


def routine(turn: Turn) -> Blocks:
    """When, where and what of school work."""
    plan = turn.child.routine
    if plan is None or not plan.days:
        return ()
    days = ", ".join(turn.words.weekday(day) for day in plan.days)
    pairs = [
        (turn.label("When"), turn.label("{days} at {time}", days=days, time=turn.words.clock(plan.at))),
        (turn.label("Where"), plan.place),
        (turn.label("We look at"), plan.look_at),
    ]
    return (Facts(pairs=tuple((name, value) for name, value in pairs if value)),)


def progress_note(turn: Turn) -> Blocks:
    """The last three lines, with their day."""
    if not turn.child.progress:
        return ()
    note = turn.child.progress[-1]
    made: list[AnyBlock] = [Paragraph(text=turn.words.day(note.on), quiet=True)]
    made += _told(turn.label("What went well"), (note.success,))
    made += _told(turn.label("On our mind"), (note.concern,))
    made += _told(turn.label("A good next step"), (note.next,))
    return tuple(made)


def input_statement(turn: Turn) -> Blocks:
    """What the family would like the team to know before the meeting."""
    lately = turn.child.progress[-LATEST:]
    strengths = _noted(turn, "strengths.are", "strengths.example", "strengths.loves")
    return (
        *_told(plain(turn._("<b>Strengths</b>")), strengths),
        *_told(plain(turn._("<b>What helps with learning</b>")), _noted(turn, "strengths.learns")),
        *_told(plain(turn._("<b>Our hopes</b>")), _noted(turn, "hopes.year", "hopes.five", "hopes.grown")),
        *_told(plain(turn._("<b>What went well lately</b>")), tuple(each.success for each in lately)),
        *_told(plain(turn._("<b>On our mind</b>")), tuple(each.concern for each in lately)),
        *_told(plain(turn._("<b>Good next steps</b>")), tuple(each.next for each in lately)),
        *((Heading(text=plain(turn._("<b>Our questions</b>"))), *questions(turn)) if questions(turn) else ()),
    )


def comparison(turn: Turn) -> Blocks:
    """One row for what is looked at, one column for each person."""
    seen = sorted(turn.child.views, key=lambda each: each.who != ME)
    if not seen:
        return ()
    rows = (
        (turn.label("Learning: what goes well"), *(each.strengths for each in seen)),
        (turn.label("Learning: where help is good"), *(each.needs for each in seen)),
        (turn.label("With people"), *(each.social for each in seen)),
    )
    if len(seen) <= 3:
        return (Table(head=("", *(_who(turn, each) for each in seen)), rows=rows),)
    made: list[AnyBlock] = []  # more columns than a page has room for
    for heading, *said in rows:
        pairs = tuple((_who(turn, view), words) for view, words in zip(seen, said, strict=True) if words)
        made += [Heading(text=heading), Facts(pairs=pairs)] if pairs else []
    return tuple(made)


def _who(turn: Turn, view: View) -> str:
    if view.who == ME:
        return turn.label("At home")
    known = turn.labels("their.who", (view.who,))
    return (known[0] if known else view.who) or turn.label("Someone at school")


def _noted(turn: Turn, *fields: str) -> tuple[str, ...]:
    notes = [(field, turn.child.notes.get(field, Note())) for field in fields]
    return tuple(each for field, note in notes for each in (*turn.labels(field, note.chosen), *note.words))


def _told(heading: str, said: tuple[str, ...]) -> list[AnyBlock]:
    kept = tuple(each for each in said if each)
    if not kept:
        return []
    return [Heading(text=heading), Bullets(items=kept) if len(kept) > 1 else Paragraph(text=kept[0])]


BLOCKS_OF_VIEWS: Mapping[str, Callable[[Turn], Blocks]] = {
    "availability.times": times,
    "questions": questions,
    "goals": goals,
    "routine": routine,
    "progress_note": progress_note,
    "input_statement": input_statement,
    "comparison": comparison,
}
