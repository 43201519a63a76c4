"""Everything that is wrong in content/, as data: reads all of it once and asks each rule.

The rules stand in their own files: `roads`, `vocabulary`, `manners`, `coverage`, `places_in_menu`, `safety`,
`translations`, `catalogue`. Prints nothing, writes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import bot
from bot.content.catalogue import TEMPLATE, Marked, extract, marked
from bot.content.commands import read_commands
from bot.content.complaints import Complaint, Notebook, in_order
from bot.content.coverage import check_coverage
from bot.content.documents import Document
from bot.content.library import FALLBACK, languages_of, read_documents, read_places, read_strings
from bot.content.links import dangling, dangling_elsewhere
from bot.content.manners import check_manners, check_string
from bot.content.names import Names
from bot.content.places_in_menu import check_places
from bot.content.roads import check_roads
from bot.content.safety import read_safety
from bot.content.said import read_said
from bot.content.translations import check_documents, check_strings
from bot.content.vocabulary import check_vocabulary, fields_of

SOURCE = Path(bot.__file__).parent  # where the interface strings are marked


def check(folder: Path, names: Names, source: Path = SOURCE) -> list[Complaint]:
    """Everything that is wrong in `folder`, sorted by file and line; [] when it is good.

    `source` is the package whose marked strings are the interface.
    """
    complaints: list[Complaint] = []
    shelves = {language: read_documents(folder, language) for language in languages_of(folder)}
    english = shelves.get(FALLBACK) or {}
    if not english:
        notes = Notebook(f"{folder.name}/{FALLBACK}")
        notes.note(1, "there are no documents here", "write one; README.md says how")
        complaints.extend(notes.complaints)
    for language, documents in shelves.items():
        edition = {**english, **documents}
        complaints.extend(_check_shelf(documents, edition, names, language))
        complaints.extend(read_said(folder, language, edition)[1].complaints)
        complaints.extend(read_commands(folder, language, edition, names.commands)[1].complaints)
        if language != FALLBACK:
            complaints.extend(check_documents(folder, language, english, documents))
    complaints.extend(check_coverage(folder, english.values()))
    complaints.extend(check_places(english.values()))
    complaints.extend(read_places(folder)[1].complaints)
    complaints.extend(read_safety(folder, list(shelves))[1].complaints)
    complaints.extend(_check_strings(folder, [language for language in shelves if language != FALLBACK], source))
    return in_order(complaints)


def _check_shelf(
    documents: Mapping[str, Document], edition: Mapping[str, Document], names: Names, language: str
) -> list[Complaint]:
    complaints: list[Complaint] = []
    fields = fields_of(edition.values())
    doors = {
        (link.target.conversation, link.target.step)
        for document in edition.values()
        for passage in document.passages.values()
        for link in passage.step.links
        if link.target.conversation and link.target.step
    }
    for name, document in documents.items():
        complaints.extend(document.complaints)
        complaints.extend(dangling(document))
        complaints.extend(dangling_elsewhere(document, edition))
        complaints.extend(check_roads(document, {step for target, step in doors if target == name}))
        complaints.extend(check_vocabulary(document, names, fields))
        complaints.extend(check_manners(document, language))
    return complaints


def _check_strings(folder: Path, translations: list[str], source: Path) -> list[Complaint]:
    """The interface strings: how they talk, whether the template is fresh, and whether each language has them all."""
    complaints: list[Complaint] = []
    for string in marked(source):
        complaints.extend(_check_marked(f"{source.name}/{string.file}", string))
    path = folder / TEMPLATE
    template = extract(source)
    if (translations or path.exists()) and (not path.exists() or path.read_text("utf-8") != template):
        notes = Notebook(f"{folder.name}/{TEMPLATE}")
        notes.note(1, "the template is older than the strings of the bot", "run python run_bot.py translate")
        complaints.extend(notes.complaints)
    notes = Notebook(f"{folder.name}/{FALLBACK}/interface.po")
    read_strings(folder / FALLBACK / "interface.po", notes)
    complaints.extend(notes.complaints)
    for language in translations:
        complaints.extend(check_strings(folder, language, template))
    return complaints


def _check_marked(file: str, string: Marked) -> list[Complaint]:
    notes = Notebook(file)
    for text in string.texts:
        check_string(text, FALLBACK, string.line, notes)
    return notes.complaints
