"""From the card that a conversation makes to the blocks of a paper, in the language that the turn speaks.

The words around the family's own come from the card's text in content/, so a paper says what the chat says, and a new
language needs nothing more. A card's paragraph `<b>Label:</b> {field}` becomes a section.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import regex

from bot.core.child import Note
from bot.core.coaching.paper_text import text_blocks
from bot.core.coaching.paper_views import BLOCKS_OF_VIEWS
from bot.core.conversation import Step
from bot.core.file_names import file_name
from bot.core.papers import AnyBlock, Bullets, Heading, Paper, Paragraph, Sheet, Space
from bot.core.text import fill, plain
from bot.core.turn import Turn

_NAME = regex.compile(r"\{([a-z_]+(?:\.[a-z_]+)?)\}")
_LABELLED = regex.compile(r"<b>((?:(?!</b>).)+?):?</b>:?\s*\{([a-z_]+(?:\.[a-z_]+)?)\}\s*")
_TITLE = regex.compile(r"<b>((?:(?!</b>).)+)</b>")
LETTER = ("America/", "US/", "Pacific/Honolulu", "Pacific/Guam", "Pacific/Pago_Pago", "Pacific/Saipan")


class Section(NamedTuple):
    """A labelled field of a card."""

    label: str
    field: str


def step_of(turn: Turn, conversation: str, step: str = "card") -> Step | None:
    """The step whose text is the card; None when a newer release has dropped it."""
    found = turn.edition.conversations.get(conversation)
    return found.steps.get(step) if found else None


def fields_of(turn: Turn, conversation: str, step: str = "card") -> tuple[str, ...]:
    """The fields and views that a card shows, without the child's name."""
    found = step_of(turn, conversation, step)
    return tuple(name for name in _NAME.findall(found.html) if name != "child") if found else ()


def has_any(turn: Turn, conversation: str, step: str = "card") -> bool:
    """Whether the family has said anything that this card shows."""
    return any(turn.view(name) for name in fields_of(turn, conversation, step))


def title_of(turn: Turn, conversation: str, step: str = "card") -> str:
    """The card's first line when it is a title, else the conversation's."""
    found = step_of(turn, conversation, step)
    first = found.html.split("\n\n")[0] if found else ""
    if _TITLE.fullmatch(first):
        return plain(fill(first, turn.view))
    return turn.edition.conversations[conversation].title if conversation in turn.edition.conversations else ""


def sections(turn: Turn, conversation: str, step: str = "card") -> Iterator[Section]:
    """The labelled fields of a card that hold something."""
    found = step_of(turn, conversation, step)
    for part in found.html.split("\n\n") if found else ():
        labelled = _LABELLED.fullmatch(part)
        if labelled and turn.view(labelled[2]):
            yield Section(plain(fill(labelled[1], turn.view)), labelled[2])


def blocks(turn: Turn, conversation: str, step: str = "card") -> tuple[AnyBlock, ...]:
    """The whole card below its title. What is not there is left out."""
    found = step_of(turn, conversation, step)
    if found is None:
        return ()
    made: list[AnyBlock] = []
    in_section = False
    for number, part in enumerate(found.html.split("\n\n")):
        if number == 0 and _TITLE.fullmatch(part):
            continue
        said = tuple(_part(turn, part))
        labelled = any(isinstance(each, Heading) for each in said)
        if said and in_section and not labelled:
            made.append(Space())  # what is said to the reader stands apart from the section before it
        in_section = labelled or (in_section and not said)
        made.extend(said)
    return tuple(made)


def items(turn: Turn, field: str) -> tuple[str, ...]:
    """A note as a list: labels in the paper's language, own words as they are."""
    note = turn.child.notes.get(field, Note())
    return (*turn.labels(field, note.chosen), *note.words)


def value(turn: Turn, name: str) -> tuple[AnyBlock, ...]:
    """A field or view as blocks: several answers are a list, one is a paragraph."""
    if name in BLOCKS_OF_VIEWS:
        return BLOCKS_OF_VIEWS[name](turn)
    if name in turn.registry.views:
        return text_blocks(turn.view(name))
    found = items(turn, name)
    if len(found) > 1:
        return (Bullets(items=found),)
    return tuple(Paragraph(text=each) for each in found)


def _part(turn: Turn, part: str) -> Iterator[AnyBlock]:
    names = _NAME.findall(part)
    if labelled := _LABELLED.fullmatch(part):
        if found := value(turn, labelled[2]):
            yield Heading(text=plain(fill(labelled[1], turn.view)))
            yield from found
    elif names and all(line.startswith("• ") for line in part.split("\n")):
        listed = tuple(each for name in names for each in items(turn, name))
        if listed:
            yield Bullets(items=listed)
    elif _TITLE.fullmatch(part):
        yield Heading(text=plain(fill(part, turn.view)))
    elif (
        len(names) == 1
        and names[0] != "child"
        and part.endswith(f"{{{names[0]}}}")
        and (part.startswith("{") or "\n" in part)
    ):
        if found := value(turn, names[0]):
            if before := plain(part[: -len(names[0]) - 2]).strip():
                yield Paragraph(text=before)
            yield from found
    elif text := plain(fill(part, turn.view)).strip():
        yield Paragraph(text=text)


def sheet_of(turn: Turn) -> Sheet:
    """The size of paper where the family lives."""
    return "us-letter" if not turn.carer.zone or turn.carer.zone.startswith(LETTER) else "a4"


def sheet(turn: Turn, name: str, title: str, made: tuple[AnyBlock, ...], subtitle: str = "", **more: bool) -> Paper:
    """A paper with its footer, in the language that the turn speaks. `name` is one of `file_names.FILES`."""
    return Paper(
        name=file_name(turn, name, turn.today),
        title=title,
        subtitle=subtitle,
        language=turn.words.language,
        right_to_left=turn.words.right_to_left,
        blocks=made,
        footer=turn.label("Made by {child}'s family, {day}", child=turn.child.name, day=turn.words.day(turn.today)),
        pages=turn.label("Page {page} of {pages}", page="{page}", pages="{pages}"),
        sheet=sheet_of(turn),
        **more,
    )
