"""Whether a translation says the same as the English: the same documents, steps, questions, ways and strings.

Compares structure and names, and holds the words to the same manners; whether they are good is for people to judge.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from bot.content.braces import placeholders
from bot.content.complaints import Complaint, Notebook
from bot.content.documents import Document, Passage
from bot.content.library import FALLBACK, STRINGS, read_strings
from bot.content.manners import check_string

_TAG = re.compile(r"</?[a-z]+[^>]*>")


def check_documents(
    folder: Path, language: str, english: Mapping[str, Document], translated: Mapping[str, Document]
) -> list[Complaint]:
    """Complaints about what is missing from a language, or differs from the English."""
    complaints: list[Complaint] = []
    for name in english:
        if name not in translated:
            notes = Notebook(f"{folder.name}/{language}/{name}.md")
            notes.note(1, "the document is not translated", f"translate {folder.name}/{FALLBACK}/{name}.md")
            complaints.extend(notes.complaints)
    for name, document in translated.items():
        notes = Notebook(document.file)
        if name in english:
            _compare(english[name], document, notes)
        else:
            notes.note(1, "there is no English document of this name", "rename it, or write the English one first")
        complaints.extend(notes.complaints)
    return complaints


def _compare(english: Document, document: Document, notes: Notebook) -> None:
    for word in ("order", "covers", "minutes"):
        wanted = getattr(english.header, word)
        if getattr(document.header, word) != wanted:
            line = document.header.lines.get(word, 1)
            notes.note(line, f'"{word}" differs from the English', f"make it {_shown(wanted)}")
    if bool(english.tip_line) != bool(document.tip_line):
        there = "translate the section ## tip" if english.tip_line else "take ## tip out, the English has none"
        notes.note(document.tip_line or 1, "the tip is only in one of the two languages", there)
    for name in english.passages:
        if name not in document.passages:
            notes.note(1, f'the step "{name}" is missing', f"translate it from {english.file}")
    if english.passages and document.passages and next(iter(english.passages)) != next(iter(document.passages)):
        first = next(iter(document.passages.values()))
        notes.note(first.step.line, "another step comes first", f'put "{next(iter(english.passages))}" first')
    for name, passage in document.passages.items():
        if name in english.passages:
            _compare_steps(english.passages[name], passage, notes)
        else:
            notes.note(passage.step.line, f'the English has no step "{name}"', "take it out, or correct its name")


def _compare_steps(english: Passage, passage: Passage, notes: Notebook) -> None:
    ours, theirs = passage.step, english.step
    line = ours.line
    if [link.target for link in ours.links] != [link.target for link in theirs.links]:
        what = f'the buttons of "{ours.name}" do not lead where the English ones do'
        notes.note(line, what, "use the same ( ) in the same order")
    if [option.id for option in passage.body.options] != [option.id for option in english.body.options]:
        wanted = ", ".join(option.id for option in english.body.options) or "none"
        notes.note(line, f'the options of "{ours.name}" differ from the English', f"use the same names: {wanted}")
    if _directives(passage) != _directives(english):
        what = f'the lines in braces of "{ours.name}" differ from the English'
        notes.note(passage.line("ask", "do", "make", "next", "source"), what, "copy them; they are not translated")
    if Counter(set(placeholders(ours.html))) != Counter(set(placeholders(theirs.html))):
        wanted = ", ".join(f"{{{name}}}" for name in dict.fromkeys(placeholders(theirs.html))) or "none"
        notes.note(line, f'"{ours.name}" has other words in braces than the English', f"use these: {wanted}")


def _directives(passage: Passage) -> list[dict[str, str]]:
    return [{word: entry.text for word, entry in item.words.items()} for item in passage.body.directives]


def check_strings(folder: Path, language: str, template: str) -> list[Complaint]:
    """Complaints about interface strings that a language lacks or has damaged. `template` is the POT's text."""
    notes = Notebook(f"{folder.name}/{language}/{STRINGS}")
    path = folder / language / STRINGS
    wanted = [message for message in read_po(BytesIO(template.encode())) if message.id]
    if not path.exists():
        if wanted:
            mend = "run python run_bot.py translate, and translate what it writes there"
            notes.note(1, "the interface strings are not translated", mend)
        return notes.complaints
    catalog = read_strings(path, notes)
    if catalog is not None:
        for message in wanted:
            _check_translated(message, catalog, language, notes)
    return notes.complaints


def _check_translated(message: Message, catalog: Catalog, language: str, notes: Notebook) -> None:
    found = catalog.get(message.id)
    ids = (message.id,) if isinstance(message.id, str) else tuple(message.id)
    if found is None:
        notes.note(1, f'"{ids[0]}" is missing', "run python run_bot.py translate, then translate it")
        return
    line = found.lineno or 1
    texts = (found.string,) if isinstance(found.string, str) else tuple(found.string or ())
    if not texts or not all(texts):
        notes.note(line, f'"{ids[0]}" is not translated', "write its translation after msgstr")
    elif found.fuzzy:
        notes.note(line, f'"{ids[0]}" is marked as fuzzy', "check its translation, and take the mark out")
    elif any(_fields(text) - _fields(*ids) for text in texts) or (len(ids) == 1 and _fields(*texts) != _fields(*ids)):
        notes.note(line, f'"{ids[0]}" has other words in braces', "use the same ones as in the English")
    elif any(Counter(_TAG.findall(text)) != Counter(_TAG.findall(ids[-1])) for text in texts):
        notes.note(line, f'"{ids[0]}" has other tags such as <b>', "use the same ones as in the English")
    else:
        for text in dict.fromkeys(texts):
            check_string(text, language, line, notes)


def _fields(*texts: str) -> set[str]:
    """The names in braces; a text whose braces do not match has the name of none."""
    try:
        return {name for text in texts for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError:
        return {"{"}


def _shown(value: object) -> str:
    return f"[{', '.join(value)}]" if isinstance(value, tuple) else str(value)
