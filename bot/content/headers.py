"""The lines between the two `---` at the top of a document: what a conversation is called and where it belongs.

Checks each word by itself; whether `covers` names bullets that exist is asked elsewhere.
"""

from __future__ import annotations

import msgspec

from bot.content.complaints import Notebook
from bot.content.yaml_lines import Entry, Unreadable, read_mapping

TITLE_LIMIT = 40  # characters; content/README.md
WORDS = ("title", "order", "covers", "source", "minutes", "keywords")


class Header(msgspec.Struct, frozen=True):
    """The top of a document. `order` 0: it has no place in /tips. `lines`: where each word stands."""

    title: str = ""
    order: int = 0
    covers: tuple[str, ...] = ()
    source: str = ""
    minutes: int = 2
    keywords: tuple[str, ...] = ()
    lines: dict[str, int] = {}


def read_header(source: str, first_line: int, notes: Notebook) -> Header:
    """Read what stands between the `---` lines; `first_line` is that of its first word. Faults are noted."""
    try:
        words = read_mapping(source, first_line)
    except Unreadable as fault:
        mend = 'one "word: value" a line; put a value with a colon or a # in "quotes"'
        notes.note(fault.line, f"the top of the document cannot be read: {fault.problem}", mend)
        return Header()
    for word, entry in words.items():
        if word not in WORDS:
            notes.note(entry.line, f'"{word}" is not a word for the top', f"use only: {', '.join(WORDS)}")
    top = max(first_line - 1, 1)
    title = _text(words, "title", notes)
    if not title:
        notes.note(top, "the conversation has no title", 'add "title: ..." at the top')
    elif len(title) > TITLE_LIMIT:
        what = f"the title has {len(title)} characters"
        notes.note(words["title"].line, what, f"make it {TITLE_LIMIT} at most")
    source_text = _text(words, "source", notes)
    if "order" in words and not source_text:
        notes.note(top, "the practice names no source", 'add "source: ..." with the part of the article it comes from')
    return Header(
        title=title,
        order=_number(words, "order", 0, notes),
        covers=_list(words, "covers", notes),
        source=source_text,
        minutes=_number(words, "minutes", 2, notes),
        keywords=_list(words, "keywords", notes),
        lines={word: entry.line for word, entry in words.items()},
    )


def _text(words: dict[str, Entry], word: str, notes: Notebook) -> str:
    entry = words.get(word)
    if entry and (entry.texts or entry.mappings):
        notes.note(entry.line, f'"{word}" is not a plain text', f'write "{word}: ..." with one text on the line')
        return ""
    return " ".join(entry.text.split()) if entry else ""


def _number(words: dict[str, Entry], word: str, default: int, notes: Notebook) -> int:
    if word not in words:
        return default
    text = _text(words, word, notes)
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 1000):
        notes.note(
            words[word].line, f'"{word}: {text}" is not a number from 1 to 999', f'write "{word}: 2" or the like'
        )
        return default
    return int(text)


def _list(words: dict[str, Entry], word: str, notes: Notebook) -> tuple[str, ...]:
    entry = words.get(word)
    if entry is None:
        return ()
    if entry.mappings or entry.text:
        notes.note(entry.line, f'"{word}" is not a list', f'write "{word}: [one, two]"')
        return ()
    return tuple(text.strip() for text in entry.texts)
