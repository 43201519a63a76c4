"""Every paper that can be made of what a family keeps: when there is enough for it, and what is on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from bot.core.capability import mark
from bot.core.coaching import paper_cards, paper_views
from bot.core.coaching.question_list import in_order, is_open
from bot.core.coaching.team_words import who
from bot.core.papers import (
    AnyBlock,
    Contents,
    Facts,
    Heading,
    Item,
    Numbered,
    Paper,
    Paragraph,
    Part,
    Picture,
    Signatures,
)
from bot.core.turn import Turn

LINES = 3  # to write on below a question


class Kind(NamedTuple):
    """One kind of paper. `after` are the steps of conversations below which it is offered."""

    label: str
    ready: Callable[[Turn], bool]
    compose: Callable[[Turn], Paper]
    after: tuple[tuple[str, str], ...] = ()


def _card(label: str, conversation: str, step: str = "card", *fields: str) -> Kind:
    """A conversation's card as a paper; `fields` are those without which there is none."""

    def ready(turn: Turn) -> bool:
        if fields:
            return any(turn.view(name) for name in fields)
        return paper_cards.has_any(turn, conversation, step)

    def compose(turn: Turn) -> Paper:
        title = paper_cards.title_of(turn, conversation, step)
        made = paper_cards.blocks(turn, conversation, step)
        name = conversation if step == "card" else step
        return paper_cards.sheet(turn, name, title, made, one_page=True)

    return Kind(label, ready, compose, ((conversation, step),))


# ---- the child's page ------------------------------------------------------------------------------------------------


def _has_profile(turn: Turn) -> bool:
    return any(paper_cards.has_any(turn, name) for name in ("strengths", "hopes"))


def _profile(turn: Turn) -> Paper:
    made: list[AnyBlock] = []
    if turn.child.photo:
        made.append(Picture(photo=turn.child.photo, alt=turn.label("A photo of {child}", child=turn.child.name)))
    for section in paper_cards.sections(turn, "strengths"):
        made += [Heading(text=section.label), *paper_cards.value(turn, section.field)]
    for conversation in ("hopes", "communication"):
        pairs = tuple(
            (section.label, ", ".join(paper_cards.items(turn, section.field)))
            for section in paper_cards.sections(turn, conversation)
        )
        if pairs:
            made += [Heading(text=turn.edition.conversations[conversation].title), Facts(pairs=pairs)]
    title = paper_cards.title_of(turn, "strengths")
    subtitle = turn.label("For everyone who works with {child} at school", child=turn.child.name)
    return paper_cards.sheet(turn, "profile", title, tuple(made), subtitle, one_page=True)


# ---- questions -------------------------------------------------------------------------------------------------------


def _questions(turn: Turn) -> Paper:
    listed = in_order(turn.child.questions)
    open_items: list[Item] = []
    answered: list[Item] = []
    for each in listed:
        for_whom = turn.label("For: {who}", who=who(turn, each.team)) if each.team else ""
        item = Item(text=each.text, note=for_whom, answer=each.answer)
        (open_items if is_open(each) else answered).append(item)
    made: list[AnyBlock] = []
    if open_items:
        made.append(Numbered(items=tuple(open_items), lines=LINES))
    if answered:
        made += [Heading(text=turn.label("Already answered")), Numbered(items=tuple(answered))]
    subtitle = turn.label("About {child}", child=turn.child.name)
    if turn.child.meeting is not None:
        subtitle = turn.label(
            "About {child} · IEP meeting on {day}", child=turn.child.name, day=turn.words.day(turn.child.meeting.on)
        )
    title = turn.label("Our questions for the team")
    return paper_cards.sheet(turn, "questions", title, tuple(made), subtitle)


def _follow_up(turn: Turn) -> Paper:
    made = paper_cards.blocks(turn, "meeting", "follow_up")
    last = turn.child.meetings[-1] if turn.child.meetings else turn.child.meeting
    subtitle = turn.words.day(last.on) if last else ""
    return paper_cards.sheet(turn, "follow-up", turn.label("After our meeting"), made, subtitle)


# ---- home and school -------------------------------------------------------------------------------------------------


def _agreement(turn: Turn) -> Paper:
    made = (
        *paper_cards.blocks(turn, "rules"),
        Signatures(names=(turn.label("Parent or carer"), turn.label("For the school"), turn.label("Date"))),
    )
    return paper_cards.sheet(turn, "agreement", paper_cards.title_of(turn, "rules"), made, one_page=True)


def _expectations(turn: Turn) -> Paper:
    made = list(paper_cards.blocks(turn, "expectations") if paper_cards.has_any(turn, "expectations") else ())
    title = paper_cards.title_of(turn, "expectations")
    if plan := paper_views.goals(turn):
        made += [Heading(text=paper_cards.title_of(turn, "expectations", "plan")), *plan]
    return paper_cards.sheet(turn, "expectations", title, tuple(made))


def _has_expectations(turn: Turn) -> bool:
    return paper_cards.has_any(turn, "expectations") or bool(turn.child.goals)


# ---- all of it -------------------------------------------------------------------------------------------------------


def _binder(turn: Turn) -> Paper:
    made: list[AnyBlock] = [
        Paragraph(text=turn.label("All that we have put together, in one place."), quiet=True),
        Contents(title=turn.label("What is inside")),
    ]
    for kind in SHEETS.values():
        if kind.ready(turn):
            paper = kind.compose(turn)
            made += [Part(title=paper.title, subtitle=paper.subtitle), *paper.blocks]
    title = turn.label("{child}'s binder", child=turn.child.name)
    return paper_cards.sheet(turn, "binder", title, tuple(made))


def _has_two(turn: Turn) -> bool:
    return sum(1 for kind in SHEETS.values() if kind.ready(turn)) > 1


SHEETS: Mapping[str, Kind] = {
    "profile": Kind(mark("A page about my child"), _has_profile, _profile, (("strengths", "card"), ("hopes", "card"))),
    "voice": _card(mark("My child's own page"), "voice"),
    "questions": Kind(
        mark("Our questions"), lambda turn: bool(turn.child.questions), _questions, (("questions", "card"),)
    ),
    "times": _card(mark("When we can meet"), "availability"),
    "contact": _card(mark("How to reach us"), "communication"),
    "family": _card(mark("About our family"), "culture"),
    "views": _card(mark("How we see my child"), "views", "card", "comparison"),
    "expectations": Kind(
        mark("What school expects, our plan"),
        _has_expectations,
        _expectations,
        (("expectations", "card"), ("expectations", "plan")),
    ),
    "agreement": Kind(
        mark("Home and school agreement"),
        lambda turn: paper_cards.has_any(turn, "rules"),
        _agreement,
        (("rules", "card"),),
    ),
    "routine": _card(mark("School work time"), "homework"),
    "progress": _card(mark("Progress note"), "progress"),
    "statement": _card(mark("Our page for the meeting"), "progress", "statement"),
    "follow_up": Kind(
        mark("After the meeting"),
        lambda turn: turn.fact("follow_up"),
        _follow_up,
        (("meeting", "follow_up"),),
    ),
}
KINDS: Mapping[str, Kind] = {**SHEETS, "binder": Kind(mark("Everything in one file"), _has_two, _binder)}


def compose(turn: Turn, kind: Kind, language: str) -> Paper:
    """The paper in this language, which need not be the one that the chat speaks."""
    spoken, turn.language = turn.language, language
    try:
        paper = kind.compose(turn)
    finally:
        turn.language = spoken
    return paper
