"""content/LANGUAGE/commands.yaml -> other words for commands and conversations, as people type them after a slash.

Knows nothing of what a command does, nor of slips in spelling.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import regex

from bot.content.complaints import Notebook
from bot.content.documents import Document
from bot.content.yaml_lines import Entry, Unreadable, read_mapping
from bot.core.conversation import Target

FILE = "commands.yaml"
_TYPED = regex.compile(r"[a-z0-9_]{1,32}")  # https://core.telegram.org/bots/features#commands


def read_commands(
    folder: Path, language: str, documents: Mapping[str, Document], commands: frozenset[str] | None = None
) -> tuple[dict[str, Target], Notebook]:
    """Where each word leads, none without a file, and the complaints about it. `documents` are all that can be read in
    this language, `commands` all that the bot knows; without them nothing is said of commands."""
    notes = Notebook(f"{folder.name}/{language}/{FILE}")
    words: dict[str, Target] = {}
    for name, entry in _entries(folder, language, notes).items():
        target = Target(command=name[1:]) if name.startswith("/") else Target(conversation=name)
        if target.conversation and target.conversation not in documents:
            mend = 'write the name of a file beside this one, or a command as "/name"'
            notes.note(entry.line, f'there is no conversation "{name}"', mend)
        if commands is not None and name.startswith("/") and name[1:] not in commands:
            notes.note(entry.line, f'there is no command "{name}"', "correct the spelling, or take it away")
        if not entry.texts:
            notes.note(entry.line, f'"{name}" has no list of words', 'write "name: [word, word]"')
        for word in entry.texts:
            if not _TYPED.fullmatch(word):
                notes.note(entry.line, f'nobody can type "/{word}"', "use a-z, 0-9 and _, at most 32 of them")
            elif word in words or word in documents:
                notes.note(entry.line, f'"{word}" leads somewhere already', "take it away in one of the two places")
            elif commands is not None and word in commands:
                notes.note(entry.line, f'"/{word}" is a command itself', "take it away")
            else:
                words[word] = target
    return words, notes


def _entries(folder: Path, language: str, notes: Notebook) -> Mapping[str, Entry]:
    path = folder / language / FILE
    if not path.exists():
        return {}
    try:
        return read_mapping(path.read_bytes().decode("utf-8-sig", errors="replace"))
    except Unreadable as fault:
        notes.note(fault.line, f"the words cannot be read: {fault.problem}", 'write "name: [word, word]" lines')
        return {}
