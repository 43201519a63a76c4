"""The folder content/ as the core reads it: an edition for each language, English where a translation is missing.

Implements `core.conversation.Content`. Reads files when it is made, never later; checks no more than playing needs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from io import BytesIO
from pathlib import Path
from types import MappingProxyType

from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError, read_po

from bot.content import directory
from bot.content.commands import read_commands
from bot.content.complaints import Complaint, ContentFault, Notebook
from bot.content.documents import Document, read_document
from bot.content.links import dangling, dangling_elsewhere
from bot.content.markup import Markdown
from bot.content.safety import read_safety
from bot.content.said import read_said
from bot.content.words import BabelWords
from bot.core.conversation import Ask, Conversation, Place, Target, Words
from bot.core.finding import Finder, Said
from bot.core.safety import Safety

FALLBACK = "en"
STRINGS = "interface.po"


RETENTION = 24  # months, unless the operator says otherwise


class BookEdition:
    """All that the bot says in one language."""

    def __init__(
        self,
        words: Words,
        conversations: Mapping[str, Conversation],
        said: Said,
        commands: Mapping[str, Target] = MappingProxyType({}),
    ) -> None:
        self.words = words
        self.conversations = conversations
        self.commands = commands
        self._said = said
        self._asks: dict[str, Ask] = {}
        for conversation in conversations.values():
            for step in conversation.steps.values():
                for field in (step.ask.keep, step.ask.add) if step.ask else ():
                    if field and step.ask:
                        self._asks.setdefault(field, step.ask)

    @cached_property
    def finder(self) -> Finder:
        """Made when somebody first writes freely, because a start is waited for."""
        return Finder(self.conversations.values(), self._said)

    def ask_of(self, field: str) -> Ask | None:
        """The first ask that keeps or adds to this field, or None."""
        return self._asks.get(field)


class Library:
    """All that the bot says. `languages` starts with the fallback."""

    def __init__(
        self,
        editions: Mapping[str, BookEdition],
        places: Sequence[Place],
        bot_username: str,
        safety: Safety,
        retention: int = RETENTION,
    ) -> None:
        self._editions = editions
        self.languages: Sequence[str] = tuple(editions)
        self.places: Sequence[Place] = places
        self.bot_username = bot_username  # may be put right later: Telegram tells it
        self.safety = safety
        self.retention = retention

    def edition(self, language: str) -> BookEdition:
        """For a client's code: `pt-br` finds pt-br, else pt; an unknown or empty one finds the fallback."""
        code = language.lower().replace("_", "-")
        while code and code not in self._editions:
            code = code.rpartition("-")[0]
        return self._editions[code or FALLBACK]


def load(folder: Path, bot_username: str = "sameside_bot", retention: int = RETENTION) -> Library:
    """Read content/. The bot's name, and for how many months a family is kept, are the operator's. Raises
    `ContentFault` with every complaint when a file in it cannot be played."""
    complaints: list[Complaint] = []
    shelves = {language: read_documents(folder, language) for language in languages_of(folder)}
    english = shelves.get(FALLBACK)
    if not english:
        missing = Complaint(f"{folder.name}/{FALLBACK}", 1, "there are no documents here", "write one; see README.md")
        raise ContentFault([missing])
    editions: dict[str, BookEdition] = {}
    for language, documents in shelves.items():
        told = english | documents
        for document in documents.values():
            complaints.extend(document.complaints)
            complaints.extend(dangling(document))
            complaints.extend(dangling_elsewhere(document, told))
        strings = Notebook(f"{folder.name}/{language}/{STRINGS}")
        catalog = read_strings(folder / language / STRINGS, strings)
        complaints.extend(strings.complaints)
        said, notes = read_said(folder, language, told)
        complaints.extend(notes.complaints)
        commands, notes = read_commands(folder, language, told)
        complaints.extend(notes.complaints)
        locale = _locale(language)
        editions[language] = BookEdition(
            words=BabelWords(language, locale, catalog),
            conversations={name: item.conversation for name, item in sorted(told.items()) if item.conversation},
            said=said,
            commands=commands,
        )
    places, notes = read_places(folder)
    complaints.extend(notes.complaints)
    safety, notes = read_safety(folder)
    complaints.extend(notes.complaints)
    if complaints:
        raise ContentFault(complaints)
    return Library(editions, places, bot_username, safety, retention)


def languages_of(folder: Path) -> list[str]:
    """The folders of content/ that are named after a language, the fallback first."""
    found = [path.name for path in sorted(folder.iterdir()) if path.is_dir() and _is_language(path.name)]
    return sorted(found, key=lambda language: (language != FALLBACK, language))


def read_documents(folder: Path, language: str) -> dict[str, Document]:
    """All documents of a language by name, sorted. Never raises for a faulty document."""
    found: dict[str, Document] = {}
    markdown = Markdown()
    for path in sorted((folder / language).glob("*.md")):
        file = f"{folder.name}/{language}/{path.name}"
        text = path.read_bytes().decode("utf-8-sig", errors="replace")
        found[path.stem] = read_document(markdown, text, file, path.stem)
    return found


def read_strings(path: Path, notes: Notebook) -> Catalog | None:
    """The interface strings of the language after which the folder is named, or None without any. A fault is noted."""
    if not path.exists():
        return None
    mend = "mend the entry with an editor for PO files"
    try:
        return read_po(BytesIO(path.read_bytes()), locale=path.parent.name.replace("-", "_"), abort_invalid=True)
    except PoFileError as fault:
        notes.note(fault.lineno + 1, f"the interface strings cannot be read: {fault.args[0]}", mend)
    except UnicodeDecodeError:
        notes.note(1, "the interface strings are not UTF-8", mend)
    return None


def read_places(folder: Path) -> tuple[tuple[Place, ...], Notebook]:
    """The directory of help, empty when there is no file, and the complaints about it."""
    notes = Notebook(f"{folder.name}/{directory.FILE}")
    path = folder / directory.FILE
    if not path.exists():
        return (), notes
    return directory.read_directory(path.read_text("utf-8"), notes), notes


def _locale(language: str) -> Locale:
    """How people in the United States write dates in this language, as the schools there are who is talked to: a
    Spanish-speaking parent is told 4:30 p.m., not 16:30. Without such a habit on record: the language alone."""
    try:
        return Locale.parse(f"{language}-US", sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse(language, sep="-")


def _is_language(name: str) -> bool:
    try:
        Locale.parse(name, sep="-")
    except (UnknownLocaleError, ValueError):
        return False
    return name == name.lower()
