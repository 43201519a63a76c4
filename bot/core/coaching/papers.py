"""What a family can print or send: papers as PDF, small pictures, the meeting for the calendar.

Offered where it is made, with one tap below the text, and all together under /papers. What is on a paper stands in
`paper_kinds.py`; how it looks is nobody's business here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import msgspec

from bot.core.buttons import Action, Row, button
from bot.core.capability import Capability, mark
from bot.core.coaching import meeting_calendar, paper_pictures
from bot.core.coaching.children import switch_to
from bot.core.coaching.paper_kinds import KINDS, compose
from bot.core.engine import Open
from bot.core.papers import Paper
from bot.core.requests import SendPaper, SendPreview
from bot.core.text import Html, begun
from bot.core.turn import Turn


class ShowPapers(Action, frozen=True, tag="pl"):
    """All that can be made."""

    child: str


class MakePaper(Action, frozen=True, tag="pm"):
    """Make this paper; without a language, ask for one where there are several."""

    child: str
    kind: str
    language: str = ""
    whole: bool = False  # also on a second page


class MakePicture(Action, frozen=True, tag="pc"):
    """Draw this picture."""

    child: str
    name: str


class ToCalendar(Action, frozen=True, tag="pi"):
    """The next meeting as an .ics file."""

    child: str


class Drawing(NamedTuple):
    """A picture for the parent: when there is enough for it, what is on it, the same in words."""

    label: str
    ready: Callable[[Turn], bool]
    compose: Callable[[Turn], Paper]
    words: Callable[[Turn], Html]
    after: tuple[tuple[str, str], ...]


DRAWINGS: Mapping[str, Drawing] = {
    "trend": Drawing(
        mark("How we team up, over time"),
        paper_pictures.has_trend,
        paper_pictures.trend,
        paper_pictures.trend_in_words,
        (("partners", "card"), ("partners", "again")),
    ),
    "month": Drawing(
        mark("A month of school work"),
        paper_pictures.has_month,
        paper_pictures.month,
        paper_pictures.month_in_words,
        (("homework", "running"),),
    ),
}
CALENDAR_AFTER = (("meeting", "overview"),)


def offers(turn: Turn, conversation: str, step: str) -> list[Row]:
    """The buttons below a step whose paper, picture or appointment can be made."""
    here, child = (conversation, step), turn.child.id
    rows: list[Row] = [
        (button(turn.label("Give me a PDF"), MakePaper(child, name)),)
        for name, kind in KINDS.items()
        if here in kind.after and kind.ready(turn)
    ]
    rows += [
        (button(turn.label("Show me a picture"), MakePicture(child, name)),)
        for name, drawing in DRAWINGS.items()
        if here in drawing.after and drawing.ready(turn)
    ]
    if here in CALENDAR_AFTER and turn.child.meeting is not None:
        rows.append((button(turn.label("Put it in my calendar"), ToCalendar(child)),))
    return rows


def _list(turn: Turn, _: str = "") -> None:
    child = turn.child.id
    rows: list[Row] = [
        (button(turn.label(kind.label), MakePaper(child, name)),) for name, kind in KINDS.items() if kind.ready(turn)
    ]
    rows += [
        (button(turn.label(drawing.label), MakePicture(child, name)),)
        for name, drawing in DRAWINGS.items()
        if drawing.ready(turn)
    ]
    if turn.child.meeting is not None:
        rows.append((button(turn.label("The meeting for my calendar"), ToCalendar(child)),))
    if not rows:
        text = turn._("There is nothing to print for {child} yet. Each small step makes a page.", child=turn.child.name)
        turn.say(text, [(button(turn.label("What can we do?"), Open("")),)])
        return
    turn.say(turn._("Which page about <b>{child}</b> would you like to print or send?", child=turn.child.name), rows)


def _show(turn: Turn, tap: ShowPapers) -> None:
    if _about(turn, tap.child):
        _list(turn)


def _make(turn: Turn, tap: MakePaper) -> None:
    if not _about(turn, tap.child):
        return
    kind = KINDS.get(tap.kind)
    if kind is None or not kind.ready(turn):
        turn.toast = turn.label("There is nothing to print there any more.")
        return
    languages = turn.content.languages
    if tap.language not in languages:
        if len(languages) > 1:
            _ask_language(turn, tap)
            return
        tap = msgspec.structs.replace(tap, language=languages[0])
    paper = msgspec.structs.replace(compose(turn, kind, tap.language), whole=tap.whole)
    turn.toast = turn.label("Your page is on its way.")
    rows: list[Row] = [(button(turn.label("What else can I print?"), ShowPapers(turn.child.id)),)]
    text = turn._("Here is your page. You can print it, or send it on to the school.")
    turn.requests.append(SendPreview(chat=turn.carer.person, paper=paper))
    turn.requests.append(
        SendPaper(
            chat=turn.carer.person,
            paper=paper,
            html=str(text),
            rows=tuple(rows),
            if_shortened=_shortened(turn, tap, rows) if paper.one_page and not paper.whole else None,
        )
    )


def _shortened(turn: Turn, tap: MakePaper, rows: list[Row]) -> tuple[str, tuple[Row, ...]]:
    """What is said of a page on which not all words had room."""
    text = turn._(
        "Here is your page. It was too full for one page, so I made the longest answers shorter, with “…” at the end. "
        "Nothing is lost: I still keep all your words."
    )
    whole = msgspec.structs.replace(tap, whole=True)
    return str(text), ((button(turn.label("Use a second page"), whole),), *rows)


def _ask_language(turn: Turn, tap: MakePaper) -> None:
    own = turn.language
    codes = sorted(turn.content.languages, key=lambda code: code != own)
    rows: list[Row] = [
        (button(begun(turn.words.name_of(code)), MakePaper(tap.child, tap.kind, code)),) for code in codes
    ]
    turn.say(turn._("In which language? Your own words stay just as you wrote them."), rows)


def _draw(turn: Turn, tap: MakePicture) -> None:
    if not _about(turn, tap.child):
        return
    drawing = DRAWINGS.get(tap.name)
    if drawing is None or not drawing.ready(turn):
        turn.toast = turn.label("There is nothing to show there yet.")
        return
    turn.requests.append(
        SendPreview(chat=turn.carer.person, paper=drawing.compose(turn), html=str(drawing.words(turn)))
    )


def _to_calendar(turn: Turn, tap: ToCalendar) -> None:
    if not _about(turn, tap.child):
        return
    meeting = turn.child.meeting
    if meeting is None:
        turn.toast = turn.label("That meeting is not planned any more.")
        return
    meeting_calendar.hand_over(turn, meeting)


def _about(turn: Turn, child: str) -> bool:
    if switch_to(turn, child):
        return True
    turn.toast = turn.label("That child is not in the list any more.")
    return False


PAPERS = Capability(
    name="papers",
    commands={"papers": _list},
    taps={ShowPapers: _show, MakePaper: _make, MakePicture: _draw, ToCalendar: _to_calendar},
    below=offers,
    menu={"papers": mark("Your papers to print or send")},
)
