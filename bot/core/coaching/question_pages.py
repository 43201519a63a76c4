"""How questions look: the ranked list in pages, one question with its buttons, the message to the team.

The buttons carry the child's or the question's id, so they work on their own child whichever one is being talked
about. What a tap on them does stands in `questions.py`.
"""

from __future__ import annotations

from bot.core import pickers
from bot.core.buttons import Action, Row, button
from bot.core.capability import mark
from bot.core.child import Question
from bot.core.coaching.carers import who_added
from bot.core.coaching.question_list import in_order, is_open, open_ones
from bot.core.coaching.team_words import TEAM, who, who_by_when
from bot.core.engine import Open
from bot.core.text import Html, escape, join, shorten, units
from bot.core.turn import Turn

PAGE = 6  # questions shown at once: what fits on a small phone
NOTE_WIDTH = 60  # graphemes of a note from a meeting
PAGE_UNITS = 3000  # UTF-16 units of their texts: room for the words around them in one message

HEADINGS = {
    "teacher": mark("For the teacher:"),
    "special_ed": mark("For the special ed teacher:"),
    "therapist": mark("For the therapist:"),
    "school_psychologist": mark("For the school psychologist:"),
    "principal": mark("For the principal:"),
    "team": mark("For the whole team:"),
}


class ShowList(Action, frozen=True, tag="qp"):
    """A page of a child's list."""

    child: str
    page: int = 0


class ShowQuestion(Action, frozen=True, tag="qo"):
    """One question and what can be done with it."""

    question: str


class NewQuestion(Action, frozen=True, tag="qn"):
    """Ask for a new question; the next text is it."""

    child: str


class EditWords(Action, frozen=True, tag="qe"):
    """Ask for other words; the next text is them."""

    question: str


class Move(Action, frozen=True, tag="qm"):
    """Up (-1) or down (1) by one place."""

    question: str
    by: int


class AskTeam(Action, frozen=True, tag="qw"):
    """Show for whom it may be; a text that comes next is a word of the parent's own."""

    question: str


class PickTeam(Action, frozen=True, tag="qt"):
    """It is for this one of `TEAM`."""

    question: str
    team: str


class SetAnswered(Action, frozen=True, tag="qs"):
    """It has its answer, or is open again."""

    question: str
    answered: bool


class WriteAnswer(Action, frozen=True, tag="qa"):
    """Ask for the answer; the next text is it."""

    question: str


class Delete(Action, frozen=True, tag="qd"):
    """Take it off the list."""

    question: str


class Undo(Action, frozen=True, tag="qu"):
    """Put the question that was deleted last back to its place."""

    question: str
    place: int


class CopyMessage(Action, frozen=True, tag="qc"):
    """The message to the team."""

    child: str


# ---- the list -------------------------------------------------------------------------------------------------------


def show_list(turn: Turn, page: int = 0) -> None:
    """The list of the child that this turn is about."""
    turn.stop_waiting()
    pages = _pages(turn)
    page = min(max(page, 0), len(pages) - 1)
    head = turn._("<b>Questions for {child}'s team</b>", child=turn.child.name)
    if len(pages) > 1:
        head = Html(f"{head}\n{turn._('Page {page} of {pages}', page=page + 1, pages=len(pages))}")
    if not pages[page]:
        words = turn._("There are none yet. When one pops up, send me /ask and your question.")
        turn.show(join([head, words]), _list_rows(turn, page, pages))
        return
    hint = turn._("Tap a question to change or move it.")
    turn.show(
        join([head, *(_entry(turn, rank, each) for rank, each in pages[page]), hint]), _list_rows(turn, page, pages)
    )


def page_of(turn: Turn, question: Question) -> int:
    """The page of the list that a question is on."""
    found = (n for n, page in enumerate(_pages(turn)) if any(each.id == question.id for _, each in page))
    return next(found, 0)


def _pages(turn: Turn) -> list[list[tuple[int, Question]]]:
    """The questions with their ranks, cut into pages that fit; one empty page when there are none."""
    pages: list[list[tuple[int, Question]]] = [[]]
    room = PAGE_UNITS
    for rank, each in enumerate(in_order(turn.child.questions), start=1):
        width = units("\n".join(_lines(turn, rank, each)))
        if pages[-1] and (len(pages[-1]) == PAGE or width > room):
            pages.append([])
            room = PAGE_UNITS
        pages[-1].append((rank, each))
        room -= width
    return pages


def _entry(turn: Turn, rank: int, question: Question) -> Html:
    first, *others = map(escape, _lines(turn, rank, question))
    return join([first, *(Html(f"<i>{each}</i>") for each in others)], "\n")


def _lines(turn: Turn, rank: int, question: Question) -> list[str]:
    """What a reader sees of a question in the list."""
    if is_open(question):
        return [f"{rank}. {question.text}", who(turn, question.team)] if question.team else [f"{rank}. {question.text}"]
    return [f"✓ {question.text}", question.answer] if question.answer else [f"✓ {question.text}"]


def _list_rows(turn: Turn, page: int, pages: list[list[tuple[int, Question]]]) -> list[Row]:
    child = turn.child
    rows: list[Row] = []
    for rank, each in pages[page]:
        number = f"{rank}." if is_open(each) else "✓"
        rows.append((button(shorten(f"{number} {each.text}"), ShowQuestion(each.id)),))
    around = []
    if page > 0:
        around.append(button(turn.label("‹ Before"), ShowList(child.id, page - 1)))
    if page < len(pages) - 1:
        around.append(button(turn.label("More ›"), ShowList(child.id, page + 1)))
    if around:
        rows.append(tuple(around))
    more = [button(turn.label("Add one"), NewQuestion(child.id))]
    if child.id == turn.carer.child and _has_ideas(turn):
        more.append(button(turn.label("Show me ideas"), Open("questions", "ideas")))
    rows.append(tuple(more))
    if open_ones(child.questions):
        rows.append((button(turn.label("One message to copy"), CopyMessage(child.id)),))
    return rows


def _has_ideas(turn: Turn) -> bool:
    conversation = turn.edition.conversations.get("questions")
    return conversation is not None and "ideas" in conversation.steps


# ---- one question ---------------------------------------------------------------------------------------------------


def show_question(turn: Turn, question: Question) -> None:
    """One question with all that can be done."""
    turn.stop_waiting()
    ranked = open_ones(turn.child.questions)
    lines = [Html(f"<blockquote>{escape(question.text)}</blockquote>")]
    if is_open(question):
        rank = ranked.index(question) + 1
        lines.insert(0, turn._("<b>Question {rank} of {all}</b>", rank=rank, all=len(ranked)))
    else:
        lines.insert(0, turn._("<b>This one has its answer</b>"))
    if question.team:
        lines.append(turn._("For: {who}", who=who(turn, question.team)))
    if word := who_added(turn, question.by):
        lines.append(turn._("Added by {who}", who=word))
    if question.state == "follow_up" and (agreed := who_by_when(turn, question)):
        lines.append(turn._("Goes on: {agreed}", agreed=agreed))
    lines += [turn._("Noted: <i>{words}</i>", words=shorten(each.text, NOTE_WIDTH)) for each in question.jottings]
    if question.answer:
        lines.append(turn._("The answer: {answer}", answer=question.answer))
    if question.carried and is_open(question):
        lines.append(turn.n_("Open since the last meeting.", "Open for {count} meetings.", question.carried))
    turn.show(join(lines, "\n"), _question_rows(turn, question, ranked))


def _question_rows(turn: Turn, question: Question, ranked: tuple[Question, ...]) -> list[Row]:
    it = question.id
    rows: list[Row] = [
        (button(turn.label("Change the words"), EditWords(it)), button(turn.label("For whom?"), AskTeam(it)))
    ]
    if is_open(question):
        moves = []
        if ranked[0].id != it:
            moves.append(button(turn.label("↑ Up"), Move(it, -1)))
        if ranked[-1].id != it:
            moves.append(button(turn.label("↓ Down"), Move(it, 1)))
        if moves:
            rows.append(tuple(moves))
        rows.append((button(turn.label("It is answered"), SetAnswered(it, True)),))
    else:
        rows.append((button(turn.label("Write down the answer"), WriteAnswer(it)),))
        rows.append((button(turn.label("It is open again"), SetAnswered(it, False)),))
    rows.append((button(turn.label("Delete"), Delete(it)),))
    rows.append(back_to_list(turn, question))
    return rows


def back_to_list(turn: Turn, question: Question) -> Row:
    """The way back to the page that the question is on."""
    return (button(turn.label("Back to the list"), ShowList(turn.child.id, page_of(turn, question))),)


def show_team(turn: Turn, question: Question) -> None:
    """Ask for whom it is."""
    ids = list(TEAM)
    ticked = [n for n, each in enumerate(ids) if each == question.team]
    labels = [turn.label(each) for each in TEAM.values()]
    rows = pickers.options(labels, ticked, lambda n: PickTeam(question.id, ids[n]))
    rows.append((button(turn.label("Leave it as it is"), ShowQuestion(question.id)),))
    text = turn._(
        "Who could answer this best? Tap one, or write who it is.\n<blockquote>{text}</blockquote>", text=question.text
    )
    turn.show(text, rows)


# ---- for the team ---------------------------------------------------------------------------------------------------


def numbered(questions: tuple[Question, ...], first: int = 1) -> Html:
    """One line for each, verbatim."""
    return join([Html(f"{n}. {escape(each.text)}") for n, each in enumerate(questions, start=first)], "\n")


def grouped(turn: Turn, questions: tuple[Question, ...]) -> Html:
    """By rank, in groups by for whom; without headings when nobody in particular is named."""
    groups: dict[str, tuple[Question, ...]] = {}
    for each in questions:
        team = each.team or "team"
        groups[team] = (*groups.get(team, ()), each)
    if set(groups) <= {"team"}:
        return numbered(questions)
    parts, first = [], 1
    for team, each_group in groups.items():
        heading = turn._(HEADINGS[team]) if team in HEADINGS else turn._("For {who}:", who=team)
        parts.append(Html(f"{heading}\n{numbered(each_group, first)}"))
        first += len(each_group)
    return join(parts)


def message_to_team(turn: Turn) -> Html:
    """All open questions in one message, ready to copy: plain words, nothing bold."""
    meeting = turn.child.meeting
    if meeting is not None and meeting.on >= turn.today:
        opening = turn._(
            "We are getting ready for {child}'s IEP meeting on {day}. Here is what we would like to ask:",
            child=turn.child.name,
            day=turn.words.day(meeting.on),
        )
    else:
        opening = turn._("Here is what we would like to ask about {child}:", child=turn.child.name)
    parts = [turn._("Hello,"), opening, grouped(turn, open_ones(turn.child.questions))]
    parts.append(turn._("We send this now so that there is time to think about it. Thank you!"))
    return join(parts)
