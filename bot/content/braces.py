"""What stands in braces: `{child}` in a text is a placeholder, `{ask: text, next: b}` on its own line is a directive.

A directive always has a colon after its first word; a placeholder never does. Knows nothing of steps.
"""

from __future__ import annotations

import re

import msgspec

from bot.content.complaints import Notebook
from bot.content.yaml_lines import NO, YES, Entry, Unreadable, read_mapping

PLACEHOLDER = re.compile(r"\{([a-z_]+(?:\.[a-z_]+)?)\}")
STEP_NAME = re.compile(r"[a-z0-9_]+")
FIELD_NAME = re.compile(r"[a-z_]+(?:\.[a-z_]+)?")
_OPENING = re.compile(r"\s*\{\s*[A-Za-z_]+\s*:")

WORDS = {  # the first word that is there decides the kind of the directive
    "ask": ("ask", "next", "keep", "add", "most", "do", "skip", "required", "own"),
    "if": ("if", "go"),
    "unless": ("unless", "go"),
    "source": ("source",),
    "do": ("do", "next", "make"),
    "make": ("make", "next", "do"),
    "next": ("next", "make", "do"),
}


class Directive(msgspec.Struct, frozen=True):
    """A line in braces. `kind` is one of the keys of `WORDS`."""

    kind: str
    words: dict[str, Entry]
    line: int

    def text(self, word: str) -> str:
        """The value of a word, or nothing."""
        entry = self.words.get(word)
        return entry.text.strip() if entry else ""

    def yes(self, word: str, notes: Notebook) -> bool:
        """Whether the word says yes; anything but yes and no is noted."""
        value = self.text(word).lower()
        if word in self.words and value not in YES | NO:
            notes.note(self.line, f'"{word}: {value}" is neither yes nor no', f'write "{word}: yes" or leave it out')
        return value in YES


class Split(msgspec.Struct, frozen=True):
    """A paragraph taken apart: its running text, and its directives in their order."""

    text: str
    directives: tuple[Directive, ...]


def split(paragraph: str, first_line: int, notes: Notebook) -> Split:
    """Take the directives out of a paragraph's source; `first_line` counts from 1. Faults are noted and left out."""
    kept: list[str] = []
    directives: list[Directive] = []
    lines = paragraph.split("\n")
    index = 0
    while index < len(lines):
        if not _OPENING.match(lines[index]):
            kept.append(lines[index])
            index += 1
            continue
        start = index
        while not lines[index].rstrip().endswith("}") and index + 1 < len(lines):
            index += 1
        index += 1
        directive = _read("\n".join(lines[start:index]).strip(), first_line + start, notes)
        if directive:
            directives.append(directive)
    return Split(text="\n".join(kept).strip("\n"), directives=tuple(directives))


def _read(source: str, line: int, notes: Notebook) -> Directive | None:
    if not source.endswith("}"):
        notes.note(line, "a line in braces is not closed", 'end it with "}", and put nothing behind it')
        return None
    try:
        words = read_mapping(source, line)
    except Unreadable as fault:
        mend = 'write it like {ask: text, next: step}; a value with a comma or colon needs "quotes"'
        notes.note(fault.line, f"the line in braces cannot be read: {fault.problem}", mend)
        return None
    kind = next((word for word in WORDS if word in words), "")
    first = next(iter(words))
    if not kind or not any(first in known for known in WORDS.values()):
        known = ", ".join(WORDS)
        notes.note(line, f'"{first}" is not a word for a line in braces', f"use one of: {known}")
        return None
    for word, entry in words.items():
        if word not in WORDS[kind]:
            known = ", ".join(WORDS[kind])
            mend = f'with "{kind}" use only: {known}; a value with a comma needs "quotes"'
            notes.note(entry.line, f'"{word}" is not a word that goes with "{kind}"', mend)
        elif not entry.text.strip():
            notes.note(entry.line, f'"{word}" has no value', f'write something after "{word}:", or take it out')
    return Directive(kind=kind, words=words, line=line)


def placeholders(html: str) -> list[str]:
    """The names of a text's placeholders, in their order."""
    return PLACEHOLDER.findall(html)


def has_stray_brace(text: str) -> bool:
    """Whether there is a brace that belongs to no placeholder."""
    rest = PLACEHOLDER.sub("", text)
    return "{" in rest or "}" in rest
