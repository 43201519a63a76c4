"""content/LANGUAGE/said.yaml -> what families write when they need a conversation, so that others are understood.

Knows nothing of how they are compared with what somebody writes.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from bot.content.complaints import Notebook
from bot.content.documents import Document
from bot.content.yaml_lines import Entry, Unreadable, read_mapping
from bot.core.finding import Said
from bot.core.plain_words import words_of

FILE = "said.yaml"


def read_said(folder: Path, language: str, documents: Mapping[str, Document]) -> tuple[Said, Notebook]:
    """The sentences of a language by the conversation's name, none without a file, and the complaints about it.
    `documents` are all that can be read in this language."""
    notes = Notebook(f"{folder.name}/{language}/{FILE}")
    path = folder / language / FILE
    if not path.exists():
        return {}, notes
    try:
        entries = read_mapping(path.read_bytes().decode("utf-8-sig", errors="replace"))
    except Unreadable as fault:
        notes.note(fault.line, f"the sentences cannot be read: {fault.problem}", 'write "name:" and a list of "- ..."')
        return {}, notes
    for name, entry in entries.items():
        _check(name, entry, documents, notes)
    return {name: entry.texts for name, entry in entries.items()}, notes


def _check(name: str, entry: Entry, documents: Mapping[str, Document], notes: Notebook) -> None:
    document = documents.get(name)
    if document is None:
        notes.note(entry.line, f'there is no conversation "{name}"', "write the name of a file beside this one")
    elif document.conversation and not document.conversation.keywords:
        notes.note(entry.line, f'"{name}" has no keywords, so nobody can find it', "give it keywords or take this away")
    if not entry.texts:
        notes.note(entry.line, f'"{name}" is not a list of sentences', 'write "- ..." lines; a colon needs "quotes"')
    for text in entry.texts:
        if not words_of(text):
            notes.note(entry.line, f'"{name}" has a sentence without words', "take it away")
