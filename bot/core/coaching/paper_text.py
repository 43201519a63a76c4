"""A text of the chat as blocks of a paper: its paragraphs, lists and headings, every word kept."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from bot.core.papers import AnyBlock, Bullets, Heading, Item, Numbered, Paragraph
from bot.core.text import Html, plain

_NUMBERED = regex.compile(r"\d+\. ")
_HEADING = regex.compile(r"<b>((?:(?!</b>).)+)</b>")


def text_blocks(html: Html) -> tuple[AnyBlock, ...]:
    """`• ` begins a bullet, `1. ` a numbered item, `→ ` what belongs to it; a bold line is a heading."""
    return tuple(block for part in html.split("\n\n") for block in _part(part.split("\n")))


def _part(lines: list[str]) -> Iterator[AnyBlock]:
    """The blocks of one paragraph, whose lines may be running text and then a list."""
    text: list[str] = []
    bullets: list[str] = []
    items: list[Item] = []
    for line in lines:
        said = plain(line)
        if said.startswith("• "):
            bullets.append(said[2:])
        elif _NUMBERED.match(said):
            items.append(Item(text=_NUMBERED.sub("", said, count=1)))
        elif items:
            before = items.pop()
            told = said.removeprefix("→ ")
            items.append(Item(text=before.text, answer=f"{before.answer}\n{told}" if before.answer else told))
        elif bullets:
            bullets[-1] = f"{bullets[-1]}\n{said}"
        elif found := _HEADING.fullmatch(line):
            yield Heading(text=plain(found[1]).removesuffix(":"))
        else:
            text.append(said)
    if any(text):
        yield Paragraph(text="\n".join(text))
    if bullets:
        yield Bullets(items=tuple(bullets))
    if items:
        yield Numbered(items=tuple(items))
