"""content/safety.yaml -> what the core knows of danger: phrases and a safe word in each language, and numbers to call.

The operator keeps the numbers. Which words stand for danger is content; how they are found is the core's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.content.complaints import Notebook
from bot.content.directory import read_checked
from bot.content.worries import read_worries
from bot.content.yaml_lines import Entry, Unreadable, read_mapping
from bot.core.plain_words import words_of
from bot.core.safety import HelpLine, Phrase, Safety, read_phrase

FILE = "safety.yaml"
TEXT_LIMIT = 200  # characters below a number
KINDS = ("safe_word", "words", "danger", "unsure", "unless", "ordinary")
_WORD = re.compile(rf"({'|'.join(KINDS)})_([a-z]{{2,3}}(?:-[a-z0-9]+)*)")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]+)*")
_NUMBER = re.compile(r"\+?[0-9][0-9 ()-]*")
_OF_A_LINE = ("name", "number", "checked")
_CLASS = re.compile(r"<([a-z]+)>")
_CLASS_LINE = re.compile(r"<([a-z]+)> is (\S+)")
_NAME = re.compile(r"name_([a-z]{2,3}(?:-[a-z0-9]+)*)")


def read_safety(folder: Path, languages: Sequence[str] = ()) -> tuple[Safety, Notebook]:
    """What the file says, and the complaints about it; also when one of `languages` lacks phrases, a safe word or a
    text for a number."""
    notes = Notebook(f"{folder.name}/{FILE}")
    path = folder / FILE
    if not path.exists():
        notes.note(1, "the numbers to call in danger are missing", "write the file; README.md says how")
        return Safety(), notes
    try:
        words = read_mapping(path.read_text("utf-8"))
    except Unreadable as fault:
        notes.note(
            fault.line, f"the file cannot be read: {fault.problem}", 'write "word: value" lines, as in README.md'
        )
        return Safety(), notes
    found: dict[str, dict[str, Entry]] = {kind: {} for kind in KINDS}
    for word, entry in words.items():
        known = _WORD.fullmatch(word)
        if known:
            found[known[1]][known[2]] = entry
        elif word != "help":
            notes.note(
                entry.line,
                f'"{word}" is not a word for this file',
                "use safe_word_en, words_en, danger_en, unsure_en, unless_en, ordinary_en, help",
            )
    for language in languages:
        for kind in ("safe_word", "danger"):
            if language not in found[kind]:
                notes.note(1, f'"{kind}_{language}" is missing', f"write it: the bot speaks {language} too")
    classes = {language: _classes(entry, notes) for language, entry in found["words"].items()}
    misgivings, worries = read_worries(folder)
    notes.complaints.extend(worries.complaints)
    safety = Safety(
        danger=_phrases(found["danger"], classes, notes),
        unsure=_phrases(found["unsure"], classes, notes),
        unless=_phrases(found["unless"], classes, notes),
        ordinary=frozenset(
            word for entry in found["ordinary"].values() for text in entry.texts for word in words_of(text)
        ),
        misgivings=misgivings,
        safe_words={language: _safe_word(entry, notes) for language, entry in found["safe_word"].items()},
        help=_help(words.get("help"), languages, notes),
    )
    for text in safety.safe_words.values():
        if text and safety.worries(text):
            notes.note(1, f'the safe word "{text}" is also a word of danger', "choose a harmless one")
    return safety, notes


def _classes(entry: Entry, notes: Notebook) -> dict[str, str]:
    """What each `<name>` of a language stands for, as a|b; one may be made of those above it."""
    classes: dict[str, str] = {}
    for text in entry.texts:
        line = _CLASS_LINE.fullmatch(text)
        try:
            if not line:
                raise ValueError("it is not a name and its words")
            classes[line[1]] = _spelled_out(line[2], classes)
        except ValueError as fault:
            notes.note(entry.line, f'"{text}" cannot be read: {fault}', 'write "- <child> is son|daughter"')
    return classes


def _spelled_out(text: str, classes: Mapping[str, str]) -> str:
    """The text with what each `<name>` stands for. Raises `ValueError` for one that is not there."""
    for name in _CLASS.findall(text):
        if name not in classes:
            raise ValueError(f"<{name}> is not above it, under words")
    return _CLASS.sub(lambda found: classes[found[1]], text)


def _phrases(
    entries: Mapping[str, Entry], classes: Mapping[str, Mapping[str, str]], notes: Notebook
) -> tuple[Phrase, ...]:
    phrases = []
    for language, entry in entries.items():
        if not entry.texts:
            notes.note(entry.line, "this is not a list of phrases", 'write "- first phrase", and below it "- second"')
        for text in entry.texts:
            try:
                phrases.append(read_phrase(_spelled_out(text, classes.get(language, {}))))
            except ValueError as fault:
                notes.note(entry.line, f'the phrase "{text}" cannot be read: {fault}', "write words, a|b, word* or ...")
    return tuple(phrases)


def _safe_word(entry: Entry, notes: Notebook) -> str:
    text = entry.text.strip()
    if not text:
        notes.note(entry.line, "the safe word is empty", "write one word that nobody writes by chance")
    return text


def _help(entry: Entry | None, languages: Sequence[str], notes: Notebook) -> tuple[HelpLine, ...]:
    if entry is None or not entry.mappings:
        notes.note(
            entry.line if entry else 1, "there is no number to call", 'write "help:" with "- name: ..." below it'
        )
        return ()
    return tuple(line for words in entry.mappings if (line := _line(words, languages, notes)))


def _line(words: dict[str, Entry], languages: Sequence[str], notes: Notebook) -> HelpLine | None:
    before, at = len(notes.complaints), next(iter(words.values())).line
    texts = {word: " ".join(entry.text.split()) for word, entry in words.items()}
    for word, entry in words.items():
        if word not in _OF_A_LINE and not _NAME.fullmatch(word) and not _LANGUAGE.fullmatch(word):
            mend = "use name, number, checked, languages, and name_es where Spanish has its own name"
            notes.note(entry.line, f'"{word}" is not a word for a number', mend)
    for language in languages:
        if len(texts.get(language, "")) > TEXT_LIMIT:
            what = f"the text for {language} has {len(texts[language])} characters"
            notes.note(words[language].line, what, f"make it {TEXT_LIMIT} at most: it is read in need")
    for word in ("name", "number", *languages):
        if not texts.get(word):
            notes.note(at, f'the number to call has no "{word}"', f'add "{word}: ..."')
    number = texts.get("number", "")
    if number and not _NUMBER.fullmatch(number):
        notes.note(
            words["number"].line, f'"{number}" is not a number to call', "write only the digits, as one dials it"
        )
    checked = read_checked(texts.get("checked", ""), words.get("checked", Entry(line=at)).line, notes)
    if len(notes.complaints) > before:
        return None
    about = {word: text for word, text in texts.items() if word not in _OF_A_LINE and not _NAME.fullmatch(word)}
    names = {known[1]: text for word, text in texts.items() if (known := _NAME.fullmatch(word)) and text}
    return HelpLine(name=texts["name"], names=names, number=number, about=about, checked=checked)
