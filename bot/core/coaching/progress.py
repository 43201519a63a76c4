"""The monthly three lines, and the page for the meeting that is made of everything the parent has said.

When the parent is asked for them stands in `rhythms.py`.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.core.capability import Answer, Capability
from bot.core.child import Note, Progress
from bot.core.coaching.question_list import open_ones
from bot.core.coaching.question_pages import numbered
from bot.core.text import Html, escape, join
from bot.core.turn import Turn

DRAFTS = ("progress.success", "progress.concern", "progress.next")
LATEST = 3  # notes that the page for the meeting looks back on


def _add(turn: Turn, _: Answer) -> Html | None:
    success, concern, following = ("\n".join(turn.child.notes.get(field, Note()).words) for field in DRAFTS)
    if success or concern or following:
        note = Progress(on=turn.today, success=success, concern=concern, next=following)
        turn.change_child(progress=(*turn.child.progress, note))
    turn.change_child(notes={name: each for name, each in turn.child.notes.items() if name not in DRAFTS})
    return None


def _note(turn: Turn) -> Html:
    """The last three lines, with their day."""
    if not turn.child.progress:
        return Html("")
    note = turn.child.progress[-1]
    lines = [Html(f"<i>{escape(turn.words.day(note.on))}</i>")]
    if note.success:
        lines.append(turn._("<b>What went well:</b> {words}", words=note.success))
    if note.concern:
        lines.append(turn._("<b>On our mind:</b> {words}", words=note.concern))
    if note.next:
        lines.append(turn._("<b>A good next step:</b> {words}", words=note.next))
    return join(lines, "\n")


def _statement(turn: Turn) -> Html:
    """Strengths, hopes, what went well, concerns and open questions; what is not there is left out."""
    lately = turn.child.progress[-LATEST:]
    return join(
        [
            _part(turn._("<b>Strengths</b>"), _notes(turn, "strengths.are", "strengths.example", "strengths.loves")),
            _part(turn._("<b>What helps with learning</b>"), _notes(turn, "strengths.learns")),
            _part(turn._("<b>Our hopes</b>"), _notes(turn, "hopes.year", "hopes.five", "hopes.grown")),
            _part(turn._("<b>What went well lately</b>"), (escape(each.success) for each in lately)),
            _part(turn._("<b>On our mind</b>"), (escape(each.concern) for each in lately)),
            _part(turn._("<b>Good next steps</b>"), (escape(each.next) for each in lately)),
            _headed(turn._("<b>Our questions</b>"), numbered(open_ones(turn.child.questions))),
        ]
    )


def _notes(turn: Turn, *fields: str) -> list[Html]:
    return [turn.note(field) for field in fields]


def _part(heading: Html, lines: Iterable[Html]) -> Html:
    return _headed(heading, join([Html(f"• {line}") for line in lines if line], "\n"))


def _headed(heading: Html, text: Html) -> Html:
    return Html(f"{heading}\n{text}") if text else text


PROGRESS = Capability(
    name="progress",
    does={"add_progress": _add},
    facts={"progress_note": lambda turn: bool(turn.child.progress)},
    views={"progress_note": _note, "input_statement": _statement},
)
