"""Brings the template and every language's strings up to date with the source: the part of it that writes files.

Knows files, not wording; what the strings are is for `catalogue.py`, whether they are whole is for `translations.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from babel.messages.pofile import read_po

from bot.content.catalogue import TEMPLATE, extract, update
from bot.content.checking import SOURCE
from bot.content.complaints import ContentFault, Notebook
from bot.content.library import FALLBACK, STRINGS, languages_of, read_strings


def translate(folder: Path, source: Path = SOURCE) -> Mapping[str, int]:
    """Write content/interface.pot and each language's interface.po; what was translated stays.

    Returns how many strings each language still lacks. Raises `ContentFault` for a file that cannot be read, and then
    leaves that file and those after it as they are.
    """
    template = extract(source)
    _write(folder / TEMPLATE, template)
    missing: dict[str, int] = {}
    for language in languages_of(folder):
        if language == FALLBACK:
            continue
        path = folder / language / STRINGS
        notes = Notebook(f"{folder.name}/{language}/{STRINGS}")
        read_strings(path, notes)
        if notes.complaints:
            raise ContentFault(notes.complaints)
        text = update(path.read_text("utf-8") if path.exists() else "", template, language)
        _write(path, text)
        missing[language] = _untranslated(text)
    return missing


def _untranslated(po_text: str) -> int:
    messages = [message for message in read_po(BytesIO(po_text.encode())) if message.id]
    texts = [(each.string,) if isinstance(each.string, str) else tuple(each.string or ("",)) for each in messages]
    return sum(not all(each) for each in texts)


def _write(path: Path, text: str) -> None:
    path.write_bytes(text.encode())  # the same line ends on every system
